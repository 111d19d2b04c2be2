"""Commands answered by the index itself, opened in this process and owned until it ends."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Self, TypeVar

from pydantic import BaseModel, ValidationError

from api.asks import AnswerIn, SummaryIn
from api.cli import progress
from api.cli.desk import Ingesting, Reindexing
from api.cli.show import Body
from api.outline import outlined
from api.removing import removed
from api.reports import IngestOut
from api.shapes import SearchOut
from api.shelf import DocumentOut, FailedOut
from api.tagging import tagged
from api.wire import AnswerOut, SummaryOut
from rag.answer.ask import Event
from rag.errors import InputError
from rag.footnote import AskOptions, Footnote
from rag.settings import Settings
from rag.store.records import Change
from rag.tags import bears
from rag.types import Collection
from rag.wiring import open_footnote

Shape = TypeVar("Shape", bound=BaseModel)


class Here:
    """`api.cli.desk.Desk` over an index opened here."""

    def __init__(self, settings: Settings, command: str) -> None:
        self._footnote: Footnote = open_footnote(settings, command=command)

    def search(
        self, question: str, *, collection: str | None, k: int, filters: Body | None = None
    ) -> Body:
        """Return `SearchOut`."""
        hits = self._footnote.search(question, collection=collection, k=k, where=filters)
        return SearchOut.of(hits).model_dump(mode="json")

    def answer(self, body: Body) -> Body:
        """Return `AnswerOut`."""
        asked = parsed(AnswerIn, body)
        reply = asyncio.run(self._footnote.answer(asked.question, **options(asked)))
        return AnswerOut.of(reply).model_dump(mode="json")

    def stream(self, body: Body) -> Iterator[tuple[str, Body]]:
        """Yield events as they happen."""
        from api.stream import shaped

        asked = parsed(AnswerIn, body)
        events = self._footnote.ask(asked.question, **options(asked))
        with asyncio.Runner() as runner:
            while (event := runner.run(_next(events))) is not None:
                yield shaped(event)

    def summary(self, body: Body) -> Body:
        """Return `SummaryOut`."""
        wanted = parsed(SummaryIn, body)
        work = self._footnote.summarise(
            wanted.documents[0],
            collection=wanted.collection,
            style=wanted.style,
            sentences=wanted.length,
            language=wanted.language,
            policy=wanted.policy,
        )
        return SummaryOut.of(asyncio.run(work)).model_dump(mode="json")

    def documents(self, collection: str | None, tags: Sequence[str] = ()) -> list[Body]:
        """Return a `DocumentOut` for each document that has all *tags*, by path."""
        known = self._footnote.library.known(self._known(collection))
        shown = (DocumentOut.of(one) for one in known if bears(one.tags, tags))
        return [one.model_dump(mode="json") for one in shown]

    def failures(self, collection: str | None) -> list[Body]:
        """Return a `FailedOut` for each file that is not a document, by path."""
        failed = self._footnote.library.failures(self._known(collection))
        return [FailedOut.of(one).model_dump(mode="json") for one in failed]

    def document(self, name: str, collection: str | None) -> Body:
        """Return `OutlineOut` of one document."""
        where = self._footnote.collection(collection)
        wanted = self._footnote.resolve(name, where)
        return outlined(self._footnote, wanted, where).model_dump(mode="json")

    def tag(self, names: Sequence[str], change: Change, collection: str | None) -> Body:
        """Tag documents, by id or path."""
        where = self._footnote.collection(collection)
        return tagged(self._footnote, names, change, where).model_dump(mode="json")

    def delete(self, names: Sequence[str], collection: str | None) -> Body:
        """Delete documents, and every byte of their text from the disk."""
        gone = removed(self._footnote, names, self._footnote.collection(collection))
        self._footnote.library.purge()
        return gone.model_dump(mode="json")

    def ingest(self, paths: Sequence[Path], options: Ingesting) -> Body:
        """Make files searchable."""
        from api.cli.agree import asking
        from api.cli.progress import shown
        from ingest.run import ingest

        footnote = self._footnote
        with shown(quiet=options.quiet) as progress:
            report = ingest(
                paths,
                collection=footnote.collection(options.collection),
                library=footnote.library,
                embedder=footnote.embedder,
                settings=footnote.settings,
                asked=options.asked,
                progress=progress,
                agree=asking(quiet=options.quiet),
            )
        return IngestOut.of(report).model_dump(mode="json")

    def _known(self, collection: str | None) -> Collection:
        """Return the collection called that; one that is not there is refused, if any is."""
        where, library = self._footnote.collection(collection), self._footnote.library
        if library.collections():
            library.counts(where)
        return where

    def reindex(self, asked: Reindexing) -> Body:
        """Build the index anew, beside the one there is, and switch to it."""
        from api.cli.agree import asking
        from api.reindexing import reindexed
        from ingest.paying import Terms

        terms = Terms(yes=asked.yes, budget_usd=asked.budget_usd, agree=asking(quiet=asked.quiet))
        with progress.stages(quiet=asked.quiet) as told:
            self._footnote, done = reindexed(self._footnote, asked.embedder, terms, told)
        return asdict(done)

    def close(self) -> None:
        """Let go of the index."""
        self._footnote.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def parsed(shape: type[Shape], body: Body) -> Shape:
    """Return *body* as a *shape*; `InputError` names the field that does not fit."""
    try:
        return shape.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        name = ".".join(map(str, first["loc"])) or "request"
        raise InputError(
            f"The {name}: {first['msg']}.", "See `footnote COMMAND --help`."
        ) from error


def options(asked: AnswerIn) -> AskOptions:
    """Return what *asked* says of how to answer, as the library takes it."""
    return {
        "collection": asked.collection,
        "history": asked.history,
        "language": asked.language,
        "policy": asked.policy,
        "k": asked.top_k,
        "where": asked.filters,
    }


async def _next(events: AsyncIterator[Event]) -> Event | None:
    return await anext(events, None)
