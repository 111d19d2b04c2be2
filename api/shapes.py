"""What is found, as it goes out over HTTP and from ``--json``; and the base of every shape sent.

Fields may be added, never renamed. Nothing here imports a web framework, so the command line can
use it at no cost. Each shape's ``of`` translates the domain's value.
"""

import re
from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict

from rag.types import Hit, Source, Superseded

SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text: object) -> object:
    """Replace each half of a surrogate pair by U+FFFD, so that any name can be sent as UTF-8.

    Names of files may hold bytes that are no text. Lengths, and so offsets, stay as they are.
    """
    return SURROGATE.sub("\ufffd", text) if isinstance(text, str) else text


Text = Annotated[str, BeforeValidator(clean)]


class Shape(BaseModel):
    """Base of everything sent; reads attributes, so equal names need no translator."""

    model_config = ConfigDict(from_attributes=True)


class DocumentRef(Shape):
    """Which document."""

    id: str
    title: Text
    path: Text
    """As shown to readers: relative to the folder it was ingested from."""

    @classmethod
    def of(cls, source: Source) -> Self:
        """Name the document of *source*."""
        return cls.model_validate(named(source))


class VersionRef(DocumentRef):
    """Which version of which document."""

    version: str
    """SHA-256 of the file's bytes."""


class SupersededOut(Shape):
    """There is a newer version of the document."""

    by: VersionRef
    """The newest one."""
    version: Text
    """What tells the older one: ``2023``, ``2025-10-06``, or its path."""
    newest: Text
    """What tells the newest one."""

    @classmethod
    def of(cls, superseded: Superseded) -> Self:
        """Say what there is instead."""
        told = {"version": superseded.version, "newest": superseded.newest}
        return cls.model_validate({**told, "by": named(superseded.by)})


class HitOut(Shape):
    """A passage found."""

    rank: int
    """From 1, best first."""
    score: float
    """Higher is better. May be compared only within one list."""
    document: DocumentRef
    first_page: int
    last_page: int
    start: int
    """Characters of the document's text (Unicode code points), from 0."""
    end: int
    text: Text
    place: Text = ""
    """More exact than pages, where the format names such places: ``Costs!A5:D9``, ``line 3``."""
    signals: dict[str, float] = {}
    """What found it: ``dense`` (cosine of its vector to the question's), and BM25 of ``keyword``
    (its words), ``head`` (how its page or section begins) and ``name`` (the document's). ``newer``:
    it says differently what was found in an older version, whose score that is."""
    superseded: SupersededOut | None = None
    """Where its document has a newer version."""

    @classmethod
    def of(cls, hit: Hit, rank: int) -> Self:
        """Show *hit* at *rank*."""
        passage = hit.passage
        return cls(
            rank=rank,
            score=hit.score,
            document=DocumentRef.of(passage.source),
            first_page=passage.first_page,
            last_page=passage.last_page,
            start=passage.start,
            end=passage.end,
            text=passage.text,
            place=passage.place(passage.start, passage.end),
            signals={name: round(value, 4) for name, value in hit.signals.items()},
            superseded=SupersededOut.of(hit.superseded) if hit.superseded else None,
        )


class SearchOut(Shape):
    """The body of ``POST /v1/search`` and of ``footnote search --json``: passages, best first."""

    hits: list[HitOut]

    @classmethod
    def of(cls, hits: Iterable[Hit]) -> Self:
        """Rank *hits* from 1 in the order given."""
        return cls(hits=[HitOut.of(hit, rank) for rank, hit in enumerate(hits, start=1)])


def named(source: Source) -> dict[str, str]:
    """Return what a `VersionRef` holds of *source*."""
    named = {"title": source.title, "path": source.path, "version": source.version}
    return {"id": source.document_id, **named}
