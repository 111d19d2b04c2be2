"""What is searched: collections, documents, and the passages cut from them.

Offsets count characters from 0, ends are exclusive, pages count from 1. Everything is frozen; a
later stage of the work is a new type (`Document`, then `Passage`, then `Hit`; see `rag.reply` for
what is said about them).
"""

import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Self

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
"""Shape ``(n, width)``, float32, every row of length 1."""


def digest(*parts: str) -> str:
    """Return 32 hex digits that name *parts*, in order: the same parts, the same name, for ever."""
    joined = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(joined).hexdigest()[:32]


@dataclass(frozen=True, slots=True, order=True)
class Collection:
    """Where documents are kept apart: every key in every store begins with these two."""

    name: str = "default"
    tenant: str = "default"

    @property
    def key(self) -> str:
        """A name safe for directories and for Chroma: ``"c"`` and 32 hex digits."""
        return "c" + digest(self.tenant, self.name)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, and where what it heads begins."""

    title: str
    level: int
    """1 for the outermost."""
    start: int
    """Offset of the heading (or of its text where the heading is not part of it)."""


@dataclass(frozen=True, slots=True)
class Source:
    """Which document, and which version of it: what a citation names."""

    document_id: str
    version: str
    """SHA-256 of the file's bytes, in hex."""
    title: str
    path: str
    """As shown to readers: relative to the folder it was ingested from, with ``/``."""
    collection: Collection = Collection()


@dataclass(frozen=True, slots=True)
class Document:
    """One file as text, where its pages begin, and its headings."""

    source: Source
    text: str
    """All pages joined. Never changed after parsing, because spans point into it."""
    page_starts: tuple[int, ...] = (0,)
    """Offset of each page's first character; page 1 comes first. Never decreasing."""
    page_labels: tuple[str, ...] = ()
    """What is printed on each page (``"iv"``, ``"A-3"``), or empty where labels equal numbers."""
    sections: tuple[Section, ...] = ()
    """In order of `Section.start`."""
    media_type: str = "text/plain"
    language: str = ""
    """ISO 639-1 where known, else empty."""
    properties: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Author, dates and the like, as the file gives them."""
    notes: tuple[str, ...] = ()
    """What was lost in reading, for the report: ``"page 4 has no text; it needs OCR"``."""

    @property
    def id(self) -> str:
        """The same collection and path give the same id, whatever the bytes."""
        return self.source.document_id

    def page_at(self, offset: int) -> int:
        """Return the page, counted from 1, that holds the character at *offset*."""
        return max(1, bisect_right(self.page_starts, offset))

    def page_span(self, page: int) -> tuple[int, int]:
        """Return start and end of *page*, counted from 1; `IndexError` where there is none."""
        if page < 1:
            raise IndexError(page)
        start = self.page_starts[page - 1]
        after = self.page_starts[page : page + 1]
        return start, after[0] if after else len(self.text)

    def heading_at(self, offset: int) -> tuple[str, ...]:
        """Return the titles of the sections that hold *offset*, outermost first."""
        path: list[Section] = []
        for section in self.sections:
            if section.start > offset:
                break
            while path and path[-1].level >= section.level:
                path.pop()
            path.append(section)
        return tuple(section.title for section in path)


def document_id(collection: Collection, path: str) -> str:
    """Return the id of the document at *path* in *collection*."""
    return "doc_" + digest(collection.tenant, collection.name, path)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one document: what is embedded, retrieved and cited.

    Make one with `Passage.cut`, so that text and pages cannot drift from the source.
    """

    source: Source
    start: int
    """Offset into `Document.text`."""
    text: str
    """Always ``document.text[start:end]``."""
    first_page: int
    last_page: int
    heading: tuple[str, ...] = ()
    """Titles of the sections it begins in, outermost first. Embedded with it, never quoted."""

    @classmethod
    def cut(cls, document: Document, start: int, end: int) -> Self:
        """Cut ``document.text[start:end]``, which must not be blank (`ValueError`)."""
        text = document.text[start:end]
        if not text.strip():
            msg = f"characters {start} to {end} of {document.source.path} are blank"
            raise ValueError(msg)
        pages = document.page_at(start), document.page_at(end - 1)
        return cls(document.source, start, text, *pages, document.heading_at(start))

    @property
    def end(self) -> int:
        """Offset just after the last character."""
        return self.start + len(self.text)

    @property
    def id(self) -> str:
        """The same document, version and span give the same id, in every run."""
        span = f"{self.start}-{self.end}"
        return "psg_" + digest(self.source.document_id, self.source.version, span)

    @property
    def context(self) -> str:
        """Title and heading path: what the passage stands under, one line."""
        return " > ".join((self.source.title, *self.heading))


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question."""

    passage: Passage
    score: float
    """Higher is better. May be compared only within the list it came in."""
    signals: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    """What each retriever said: ``{"dense": 0.71}``; absent where it said nothing."""
