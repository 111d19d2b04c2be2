"""`Footnote`: the opened product, everything fitted together.

The edges (`api/`) and the evaluation (`eval/`) use nothing below it to search, ask or summarise.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Self, TypedDict, Unpack

from rag.answer.ask import Asked, Event, Parts, answer, ask
from rag.answer.receipts import noted, written
from rag.answer.rewrite import Rewriter
from rag.errors import NotFoundError
from rag.filters.parse import Filter, parsed
from rag.ports import Checked, Embedder, Message, Verifier, Writer
from rag.reply import Abstention, Answer, Citation, Conflict, Policy, Summary
from rag.retrieve.holding import Holding, holding
from rag.retrieve.naming import named
from rag.retrieve.search import search
from rag.retrieve.several import searched
from rag.retrieve.within import counted
from rag.settings import Settings
from rag.store.library import Library
from rag.store.records import Part
from rag.types import Collection, Hit, document_id
from rag.versions.families import Families, Versions
from rag.versions.fresh import Fresh, Keeps, kept
from rag.versions.told import Told


class AskOptions(TypedDict, total=False):
    """How a question is to be answered; what is absent or empty follows the settings."""

    collection: str | None
    history: Sequence[Message]
    """Earlier turns, oldest first."""
    language: str
    """ISO 639-1 of the reply; empty for the question's own."""
    policy: Policy | None
    k: int | None
    """Passages shown to the writer; of a list or a count more, unless this is given."""
    where: Any
    """A filter as `rag.filters.parse.parsed` takes it; None asks all documents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Footnote:
    """Everything opened and fitted together. Close it, or use it in a ``with`` statement."""

    settings: Settings
    library: Library
    embedder: Embedder
    writer: Writer
    verifier: Verifier
    versions: Versions = field(default_factory=Versions)
    rewriter: Rewriter | None = None

    def collection(self, name: str | None = None) -> Collection:
        """Return the collection called *name*, or the default one, of this tenant."""
        return Collection(name or self.settings.collection, self.settings.tenant)

    def search(
        self, question: str, *, collection: str | None = None, k: int = 8, where: Any = None
    ) -> list[Hit]:
        """Return up to *k* passages for *question*, best first, of documents that *where* keeps.

        *where* is a filter as `rag.filters.parse.parsed` takes it; None keeps all.
        """
        return self._search(question, self.collection(collection), k, _filter(where))

    def ask(self, question: str, **options: Unpack[AskOptions]) -> AsyncIterator[Event]:
        """Yield what happens while *question* is answered; the last event is the reply."""
        parts = self._parts_where(options.get("where"))
        return self._ask(self._asked(question, options), parts)

    async def answer(self, question: str, **options: Unpack[AskOptions]) -> Answer | Abstention:
        """Return the reply to *question*, and keep its receipt."""
        parts = self._parts_where(options.get("where"))
        reply = await answer(self._asked(question, options), parts)
        self._keep(reply)
        return reply

    async def summarise(
        self,
        document: str,
        *,
        collection: str | None = None,
        style: str = "standard",
        sentences: int = 0,
        language: str = "",
        policy: Policy | None = None,
        progress: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> Summary:
        """Summarise one *document*, given by id or path; 0 *sentences*: as many as *style* says."""
        from rag.summarise.summarise import Wanted, summarise

        where = self.collection(collection)
        wanted = Wanted(
            collection=where,
            document_id=self.resolve(document, where),
            sentences=sentences,
            style=style,
            language=language,
            policy=policy or self.settings.policy,
        )
        summary = await summarise(wanted, self._parts, progress=progress)
        self._keep(summary)
        return summary

    def verify(self, pairs: Sequence[tuple[str, Sequence[str]]]) -> list[Checked]:
        """Return a verdict for each claim and its evidence texts."""
        return self.verifier.check(pairs)

    def resolve(self, document: str, collection: Collection) -> str:
        """Return the id of the live *document* named by id or path; `NotFoundError` otherwise."""
        known = self.library.known(collection)
        for name in (document, document_id(collection, document)):
            if any(one.document_id == name for one in known):
                return name
        raise NotFoundError(
            f"There is no document {document!r} in the collection {collection.name!r}.",
            "See `footnote documents list`.",
        )

    def health(self) -> list[Part]:
        """Return the state of every part."""
        return self.library.health()

    def close(self) -> None:
        """Let go of the index."""
        self.library.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def _parts(self) -> Parts:
        return self._parts_where(None)

    def _parts_where(self, given: Any) -> Parts:
        where = _filter(given)
        return Parts(
            search=partial(self._search, where=where),
            document=self.library.document,
            counts=lambda collection: counted(self.library, collection, where),
            writer=self.writer,
            verifier=self.verifier,
            embedder=self.embedder,
            settings=self.settings,
            conflicts=partial(self._conflicts, where=where),
            filters=noted(given),
            holding=partial(self._holding, where=where),
            named=lambda topic, collection: named(
                topic, collection=collection, library=self.library, where=where
            ),
            rewriter=self.rewriter,
        )

    def _search(
        self, question: str, collection: Collection, k: int, where: Filter | None = None
    ) -> list[Hit]:
        ask = partial(
            search,
            collection=collection,
            library=self.library,
            embedder=self.embedder,
            k=k,
            candidates=self.settings.candidates,
            where=where,
        )
        hits = searched(question, ask, k=k)
        families, keeps = self._versions(collection, where)
        return Fresh(question, collection, self.library, families, keeps).ordered(hits, k)

    def _holding(self, topic: str, collection: Collection, where: Filter | None = None) -> Holding:
        found = holding(
            topic,
            collection=collection,
            library=self.library,
            embedder=self.embedder,
            where=where,
        )
        families, keeps = self._versions(collection, where)
        fresh = Fresh(topic, collection, self.library, families, keeps)
        return Holding(tuple(fresh.marked(found.hits)), found.more)

    def _conflicts(
        self, collection: Collection, cited: Sequence[Citation], where: Filter | None
    ) -> tuple[Conflict, ...]:
        return Told(collection, self.library, *self._versions(collection, where)).conflicts(cited)

    def _versions(self, collection: Collection, where: Filter | None) -> tuple[Families, Keeps]:
        return self.versions.of(self.library, collection), kept(self.library, collection, where)

    def _asked(self, question: str, options: AskOptions) -> Asked:
        return Asked(
            text=question,
            collection=self.collection(options.get("collection")),
            history=tuple(options.get("history") or ()),
            language=options.get("language") or "",
            policy=options.get("policy") or self.settings.policy,
            k=options.get("k") or self.settings.top_k,
            most=options.get("k") or 0,
        )

    async def _ask(self, asked: Asked, parts: Parts) -> AsyncIterator[Event]:
        async for event in ask(asked, parts):
            if isinstance(event, Answer | Abstention):
                self._keep(event)
            yield event

    def _keep(self, reply: Answer | Abstention | Summary) -> None:
        receipt = reply.receipt
        self.library.keep_receipt(receipt.id, written(receipt))


def _filter(where: Any) -> Filter | None:
    return None if where is None else parsed(where)
