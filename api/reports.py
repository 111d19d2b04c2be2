"""What long work says of itself, as it goes over the wire."""

from typing import TYPE_CHECKING, Self

from api.shapes import Shape, Text
from api.shelf import FailureOut

if TYPE_CHECKING:
    from ingest.reindex import Reindexed
    from ingest.report import IngestReport


class CountsOut(Shape):
    """What an ingest found."""

    added: int
    updated: int
    unchanged: int
    removed: int
    failed: int
    skipped: int
    missing: int
    """Known files that are gone from their folder."""
    moved: int = 0
    """Of those added or updated: they took the place of removed ones, whose file it was."""
    tagged: int = 0
    """Documents that were there before and got a tag."""


class SpentOut(Shape):
    """What embedding took; all zeros where it was done by the service itself."""

    tokens: int
    """Billed, as the provider counts."""
    requests: int
    cost_usd: float | None
    """At the list price; null where the price is not known."""
    cached: int
    """Texts that an earlier, unfinished run had paid for."""


class IngestOut(Shape):
    """The report of ``footnote ingest --json`` and of an upload."""

    documents: CountsOut
    passages: int
    embedded: int = 0
    """Vectors made; fewer than passages where texts come again or are stored already."""
    embedding: SpentOut | None = None
    pages: int
    seconds: float
    stopped: Text = ""
    """Why it ended before all was done; empty where it did not."""
    failures: list[FailureOut]
    notes: list[Text]

    @classmethod
    def of(cls, report: "IngestReport") -> Self:
        """Show *report*."""
        return cls(
            documents=CountsOut.model_validate(report),
            passages=report.passages,
            embedded=report.embedded,
            embedding=SpentOut.model_validate(report.embedding),
            stopped=report.stopped,
            pages=report.pages,
            seconds=report.seconds,
            failures=[FailureOut.model_validate(failure) for failure in report.failures],
            notes=list(report.notes),
        )


class ReindexOut(Shape):
    """What building the index anew did."""

    documents: int
    passages: int
    embedded: int
    """Vectors made."""
    before: str
    """Fingerprint of the embedder."""
    after: str
    seconds: float

    @classmethod
    def of(cls, done: "Reindexed") -> Self:
        """Show *done*."""
        return cls.model_validate(done)
