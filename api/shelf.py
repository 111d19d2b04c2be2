"""Shapes of what is kept: documents, pages, collections, receipts of deletion, readiness."""

from typing import TYPE_CHECKING, Literal, Self

from api.wire import Shape, Text, VersionRef
from rag.types import Document

if TYPE_CHECKING:
    from ingest.report import IngestReport
    from rag.store.records import Failed, Known, Part, Removal


class DocumentOut(Shape):
    """A document that is searched."""

    id: str
    version: str
    """SHA-256 of the file's bytes."""
    title: Text
    path: Text
    media_type: str
    pages: int
    passages: int
    bytes: int
    language: str
    """ISO 639-1 where known, else empty."""
    notes: list[Text]
    """What was lost in reading."""
    ingested: str
    """ISO 8601, UTC."""

    @classmethod
    def of(cls, known: "Known") -> Self:
        """Show what is *known* of a document. Where its file lies is nobody's business."""
        return cls(
            id=known.document_id,
            title=known.title,
            path=known.path,
            version=known.version,
            media_type=known.media_type,
            pages=known.pages,
            passages=known.passages,
            bytes=known.size,
            language=known.language,
            notes=list(known.notes),
            ingested=known.ingested,
        )


class FailureOut(Shape):
    """A file that is not searched, and why."""

    path: Text
    problem: Text
    remedy: Text
    kind: Literal["failed", "skipped"]

    @classmethod
    def of(cls, failed: "Failed") -> Self:
        """Show what *failed*."""
        return cls.model_validate(failed)


class DocumentsOut(Shape):
    """One stretch of the documents of a collection, ordered by path."""

    documents: list[DocumentOut]
    total: int
    failures: list[FailureOut]


class SectionOut(Shape):
    """A heading, and where what it heads begins."""

    title: Text
    level: int
    start: int
    page: int


class OutlineOut(DocumentOut):
    """A document and its headings."""

    sections: list[SectionOut]

    @classmethod
    def outlined(cls, known: "Known", document: Document) -> Self:
        """Show what is *known* and the headings of *document*."""
        headings = [
            SectionOut(
                title=section.title,
                level=section.level,
                start=section.start,
                page=document.page_at(section.start),
            )
            for section in document.sections
        ]
        return cls(**DocumentOut.of(known).model_dump(), sections=headings)


class PageOut(Shape):
    """The text of one page."""

    document: VersionRef
    page: int
    """From 1."""
    pages: int
    label: Text
    """What is printed on the page; its number where nothing else is."""
    start: int
    """Characters of the document's text (Unicode code points), from 0."""
    end: int
    text: Text

    @classmethod
    def of(cls, document: Document, page: int) -> Self:
        """Show *page* of *document*; `IndexError` where there is none."""
        start, end = document.page_span(page)
        labels = document.page_labels
        return cls(
            document=VersionRef.of(document.source),
            page=page,
            pages=len(document.page_starts),
            label=labels[page - 1] if page <= len(labels) else str(page),
            start=start,
            end=end,
            text=document.text[start:end],
        )


class CollectionOut(Shape):
    """A collection, and how much it holds."""

    name: Text
    documents: int
    passages: int


class CollectionsOut(Shape):
    """Every collection, and which is searched where none is named."""

    collections: list[CollectionOut]
    default: Text


class RemovalOut(Shape):
    """How much was removed."""

    documents: int
    passages: int

    @classmethod
    def of(cls, removal: "Removal") -> Self:
        """Show what *removal* took away."""
        return cls.model_validate(removal)


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


class PartOut(Shape):
    """The state of one part."""

    name: str
    ok: bool
    detail: Text

    @classmethod
    def of(cls, part: "Part") -> Self:
        """Show *part*."""
        return cls.model_validate(part)


class ReadyOut(Shape):
    """Whether questions can be answered, and if not, what stands in the way."""

    status: Literal["ready", "stopping", "not_ready"]
    parts: list[PartOut]
