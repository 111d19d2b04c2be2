"""Where a command gets its answers: the index opened here, or the service that owns it.

Both give the wire shapes of `api.wire` as parsed JSON, so that a command prints the same whoever
answered.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, Self

from api.cli.show import Body
from ingest.asked import Asked
from rag.settings import Settings
from rag.store.owner import current
from rag.store.records import Change


class Desk(Protocol):
    """What commands ask for."""

    def search(
        self, question: str, *, collection: str | None, k: int, filters: Body | None = None
    ) -> Body:
        """Return `SearchOut`, of the documents that *filters* keeps."""

    def answer(self, body: Body) -> Body:
        """Return `AnswerOut` for a body of ``POST /v1/answers``."""

    def stream(self, body: Body) -> Iterator[tuple[str, Body]]:
        """Yield event name and event, as ``POST /v1/answers`` streams them."""

    def summary(self, body: Body) -> Body:
        """Return `SummaryOut` for a body of ``POST /v1/summaries``."""

    def documents(self, collection: str | None, tags: Sequence[str] = ()) -> list[Body]:
        """Return a `DocumentOut` for each document that has all *tags*, by path."""

    def failures(self, collection: str | None) -> list[Body]:
        """Return a `FailedOut` for each file that is not a document, by path."""

    def document(self, name: str, collection: str | None) -> Body:
        """Return `OutlineOut` of the document with that id or path."""

    def tag(self, names: Sequence[str], change: Change, collection: str | None) -> Body:
        """Tag documents, by id or path; return `TaggingOut`."""

    def delete(self, names: Sequence[str], collection: str | None) -> Body:
        """Delete by id or path; return what was removed."""

    def ingest(self, paths: Sequence[Path], options: "Ingesting") -> Body:
        """Make files searchable; return the report in its fixed shape."""

    def reindex(self, asked: "Reindexing") -> Body:
        """Build the index anew; return what was done."""

    def close(self) -> None:
        """Let go."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingesting:
    """How files are to be taken in."""

    collection: str | None = None
    asked: Asked = field(default_factory=Asked)
    quiet: bool = False
    """Show no progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reindexing:
    """How the index is to be built anew."""

    embedder: str | None = None
    yes: bool = False
    """Whatever it costs."""
    budget_usd: float | None = None
    quiet: bool = False


def desk(settings: Settings, command: str) -> Desk:
    """Return the service that owns the index, if one does, else the index opened here."""
    owner = current(settings.home)
    if owner is not None and owner.address:
        from api.cli.there import There

        return There(owner.address)
    from api.cli.here import Here

    return Here(settings, command)
