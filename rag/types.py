"""What is searched: collections, documents, and the passages cut from them.

Offsets count characters from 0, ends are exclusive, pages count from 1. Everything is frozen; a
later stage of the work is a new type (`Document`, then `Passage`, then `Hit`; see `rag.reply` for
what is said about them).
"""

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
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
class Mark:
    """A place smaller than a page that has a name of its own: what a citation can point at."""

    start: int
    """Offset where it begins; it ends where the next one begins, or the page."""
    name: str
    """``"Costs!A5:F5"`` (cells of a sheet), ``"line 12"``, ``"cell 3"``, ``"notes"``."""


def _start(placed: "Mark | Section") -> int:
    return placed.start


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
    marks: tuple[Mark, ...] = ()
    """In order of `Mark.start`; no two begin at one offset."""
    language: str = ""
    """ISO 639-1 where known, else empty."""
    properties: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Author, dates and the like, as the file gives them."""
    notes: tuple[str, ...] = ()
    """What was lost in reading, for the report: ``"page 4 has no legible text; it needs OCR"``."""
    tags: tuple[str, ...] = ()
    """From front matter, file properties and ``--tag``: sorted, none twice."""
    container: str = ""
    """Path of the document this came with: of the mail, for an attachment."""

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

    def labels(self, first: int, last: int) -> str:
        """Return what is printed on those pages; empty where that is their numbers."""
        printed = self.page_labels[first - 1 : last]
        if not printed:
            return ""
        return printed[0] if first == last else f"{printed[0]} to {printed[-1]}"

    def marks_in(self, start: int, end: int) -> tuple[Mark, ...]:
        """Return the marks that name characters of ``text[start:end]``, in order."""
        first = bisect_right(self.marks, start, key=_start)
        if first and self.page_at(self.marks[first - 1].start) == self.page_at(start):
            first -= 1
        return self.marks[first : bisect_left(self.marks, end, key=_start)]

    def place(self, start: int, end: int) -> str:
        """Return the name of ``text[start:end]``, more exact than its pages; often empty.

        Cells are joined to one range (``"Costs!A5:D9"``), other names to ``"line 3 to line 9"``.
        Without marks it is what is printed on the pages, where that is not their numbers.
        """
        named = [mark.name for mark in self.marks_in(start, end)]
        pages = self.page_at(start), self.page_at(end - 1)
        printed = self.labels(*pages)
        if printed and self.media_type == "application/pdf":
            printed = f"printed {printed}"
        return joined_names(named) or printed

    def heading_at(self, offset: int) -> tuple[str, ...]:
        """Return the titles of the sections that hold *offset*, outermost first."""
        path: list[Section] = []
        for number in range(bisect_right(self.sections, offset, key=_start) - 1, -1, -1):
            section = self.sections[number]
            if not path or section.level < path[-1].level:
                path.append(section)
            if section.level <= 1:
                break
        return tuple(section.title for section in reversed(path))


@lru_cache(maxsize=4096)
def _passage_id(document_id: str, version: str, start: int, end: int) -> str:
    """Return the id; remembered, since a search asks each passage for its own several times."""
    return "psg_" + digest(document_id, version, f"{start}-{end}")


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
    table: str = ""
    """Title, unit and header row of the table it is a part of, as far as they are not in it."""
    marks: tuple[Mark, ...] = ()
    """Those of the document that name characters of it."""
    part: int = field(default=-1, compare=False)
    """Number, from 0, of the document's passage with which the page or section begins that it lies
    in; -1 where nobody has said."""

    @classmethod
    def cut(cls, document: Document, start: int, end: int, *, table: str = "") -> Self:
        """Cut ``document.text[start:end]``, which must not be blank (`ValueError`)."""
        text = document.text[start:end]
        if not text.strip():
            msg = f"characters {start} to {end} of {document.source.path} are blank"
            raise ValueError(msg)
        pages = document.page_at(start), document.page_at(end - 1)
        return cls(
            document.source,
            start,
            text,
            *pages,
            document.heading_at(start),
            table,
            document.marks_in(start, end),
        )

    @property
    def end(self) -> int:
        """Offset just after the last character."""
        return self.start + len(self.text)

    @property
    def id(self) -> str:
        """The same document, version and span give the same id, in every run."""
        return _passage_id(self.source.document_id, self.source.version, self.start, self.end)

    @property
    def context(self) -> str:
        """Title, heading path and header of its table: what it stands under, one line."""
        return " > ".join(filter(None, (self.source.title, *self.heading, self.table)))

    def place(self, start: int, end: int) -> str:
        """Return what the marks call ``document.text[start:end]``, which lies within."""
        before = [mark.name for mark in self.marks if mark.start <= start][-1:]
        named = before + [mark.name for mark in self.marks if start < mark.start < end]
        return joined_names(named)


@dataclass(frozen=True, slots=True)
class Superseded:
    """There is a newer version of a document."""

    by: Source
    """The newest one."""
    version: str
    """What tells the older one: ``"2023"``, ``"2025-10-06"``, ``"draft"``."""
    newest: str
    """What tells the newest one."""
    wanted: bool = False
    """Whether the question is about the older one as well, so that the newer is not preferred."""
    alone: bool = False
    """Whether, moreover, it is not about the newer one."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage lies: what ranking needs to know of most of those that were found."""

    source: Source
    start: int
    """Offset into `Document.text`."""
    part: int
    """As `Passage.part`."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question."""

    passage: Passage
    score: float
    """Higher is better. May be compared only within the list it came in."""
    signals: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    """What each retriever said: ``{"dense": 0.71}``; absent where it said nothing."""
    superseded: Superseded | None = None
    """Where its document has a newer version."""


_CELLS = re.compile(r"(?:(.+)!)?([A-Z]{1,3})([0-9]+)(?::([A-Z]{1,3})([0-9]+))?")


def joined_names(names: Sequence[str]) -> str:
    """Return one name for a stretch from the first of *names* to the last.

    >>> joined_names(["Costs!A5:D5", "Costs!A6:E6"]), joined_names(["line 3", "line 9"])
    ('Costs!A5:E6', 'line 3 to line 9')
    """
    if len(set(names)) <= 1:
        return "".join(names[:1])
    cells = [match for name in names if (match := _CELLS.fullmatch(name))]
    if len(cells) < len(names) or len({match[1] for match in cells}) > 1:
        return f"{names[0]} to {names[-1]}"
    columns = sorted((c for m in cells for c in (m[2], m[4] or m[2])), key=lambda c: (len(c), c))
    rows = [int(row) for m in cells for row in (m[3], m[5] or m[3])]
    sheet = f"{cells[0][1]}!" if cells[0][1] else ""
    return f"{sheet}{columns[0]}{min(rows)}:{columns[-1]}{max(rows)}"
