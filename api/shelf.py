"""Shapes of what is kept: documents, pages, collections, receipts of deletion, readiness."""

from typing import TYPE_CHECKING, Literal, Self

from api.shapes import Shape, Text, VersionRef
from rag.store.metadata import metadata
from rag.types import Document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.alike import Alike
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
    author: Text
    created: str
    """The day, ISO 8601, or as much of it as the file says; so too *modified*."""
    modified: str
    tags: list[Text]
    """The file's own and those given, sorted."""
    container: Text
    """Path of the document it came with: of the mail, for an attachment."""
    origin: str = ""
    """Names where its file lies (`api.origin`); only where `origin_root` was asked for."""

    @classmethod
    def of(cls, known: "Known", *, origin: str = "") -> Self:
        """Show what is *known* of a document. Where its file lies is nobody's business."""
        said = metadata(known)
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
            author=str(said["author"]),
            created=str(said["created"]),
            modified=str(said["modified"]),
            tags=list(known.tags),
            container=known.container,
            origin=origin,
        )


class FailureOut(Shape):
    """A file that is not searched, and why."""

    path: Text
    problem: Text
    remedy: Text
    kind: Literal["failed", "skipped"]
    tries: int = 1
    """How often it was read, its bytes and the way they are read being what they are."""


class FailedOut(FailureOut):
    """The same in a list of what failed before."""

    at: str
    """When it last failed; ISO 8601, UTC."""
    origin: str = ""
    """As of a document."""

    @classmethod
    def of(cls, failed: "Failed", *, origin: str = "") -> Self:
        """Show what *failed*."""
        return cls.model_validate(failed).model_copy(update={"origin": origin})


class FailuresOut(Shape):
    """One stretch of what failed in a collection, ordered by path."""

    failures: list[FailedOut]
    total: int


class DocumentsOut(Shape):
    """One stretch of the documents of a collection, ordered by path."""

    documents: list[DocumentOut]
    total: int
    failures: list[FailedOut]


class SectionOut(Shape):
    """A heading, and where what it heads begins."""

    title: Text
    level: int
    start: int
    page: int


class AlikeOut(Shape):
    """A document with the same text, or nearly."""

    document_id: str
    path: Text
    share: float
    """Of their stretches of four words, estimated: 0.85 to 1."""
    how: str
    """``"the same file as"``, ``"the same text as"`` or ``"nearly the same text as"``."""


class OutlineOut(DocumentOut):
    """A document, what its file says of itself, its headings, and which documents are like it."""

    sections: list[SectionOut]
    properties: dict[str, Text]
    alike: list[AlikeOut]
    """Most alike first."""

    @classmethod
    def outlined(cls, known: "Known", document: Document, alike: "Sequence[Alike]") -> Self:
        """Show what is *known*, the headings of *document*, and what is *alike*."""
        headings = [
            SectionOut(
                title=section.title,
                level=section.level,
                start=section.start,
                page=document.page_at(section.start),
            )
            for section in document.sections
        ]
        return cls(
            **DocumentOut.of(known).model_dump(),
            sections=headings,
            properties={name: str(value) for name, value in known.properties.items()},
            alike=[AlikeOut.model_validate(one) for one in alike],
        )


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
    failures: int = 0
    """Files that failed, and are no longer listed."""

    @classmethod
    def of(cls, removal: "Removal") -> Self:
        """Show what *removal* took away."""
        return cls.model_validate(removal)


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
