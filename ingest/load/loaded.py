"""What a loader gives back, how it is put together."""

import re
from dataclasses import dataclass, field
from typing import Any

from ingest.load.unseen import seen
from rag.types import Mark

_CUT = re.compile(
    r"only (?:its|the) first \d|files inside it not read|it is longer than \d|page \d+ was not read"
)
_LINE_ENDS = re.compile("\r\n?|\u2028|\x85")
_NEVER_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Control characters, halves of surrogate pairs, and what Unicode says is no character."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one file is read."""

    pages: int = 5000
    characters: int = 20_000_000
    seconds: float = 120.0
    """For the whole file; the parts that may be given up get a share of it."""
    members: int = 1000
    """Files inside it that are taken along."""
    member_bytes: int = 60_000_000
    """Of all of them together."""
    ratio: int = 200
    """Unpacked to packed, of a file in an archive that is taken along."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading on its way to becoming a `Section`."""

    title: str
    level: int
    start: int


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a file."""

    name: str
    """As its container calls it; not to be trusted."""
    content: str
    """Its bytes, as base64."""
    problem: str = ""
    """Why there are no bytes; *remedy* is what to do about it."""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """One file's text and structure, before it is known whose document it is."""

    text: str
    media_type: str
    page_starts: tuple[int, ...] = (0,)
    page_labels: tuple[str, ...] = ()
    headings: tuple[Heading, ...] = ()
    title: str = ""
    language: str = ""
    properties: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    """In order of start."""
    tags: tuple[str, ...] = ()
    attachments: tuple["Attachment", ...] = ()
    """Files that came with it: documents of their own."""
    scans: tuple[int, ...] = ()
    """Pages, counted from 1, whose text is missing or bad: they need OCR."""

    @classmethod
    def from_fields(cls, fields: dict[str, Any]) -> "Loaded":
        """Make one of what ``dataclasses.asdict`` made of another, by way of JSON."""
        headings = tuple(Heading(**heading) for heading in fields["headings"])
        named = ("page_starts", "page_labels", "notes", "tags", "scans")
        made: dict[str, Any] = {name: tuple(fields[name]) for name in named}
        made["headings"] = headings
        made["marks"] = tuple(Mark(**mark) for mark in fields["marks"])
        made["attachments"] = tuple(Attachment(**one) for one in fields["attachments"])
        return cls(**(fields | made))


def clean(text: str) -> str:
    r"""Return *text* with ``\\n`` as the only line end, without what is no character or unseen."""
    return seen(_NEVER_TEXT.sub("", _LINE_ENDS.sub("\n", text)))


def is_cut(note: str) -> bool:
    """Say whether a document's *note* is that a limit left some of it unread."""
    return _CUT.match(note) is not None


def one_line(text: str) -> str:
    """Return *text* with every run of blanks as one space."""
    return " ".join(text.split())


class Pages:
    """Text being put together, page by page, with its headings."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._starts: list[int] = []
        self._headings: list[Heading] = []
        self._marks: list[Mark] = []

    @property
    def length(self) -> int:
        """Characters so far."""
        return self._length

    @property
    def count(self) -> int:
        """Pages so far."""
        return len(self._starts)

    def turn(self) -> None:
        """Begin the next page; pages are parted by an empty line."""
        if self._starts:
            self._write("\n\n")
        self._starts.append(self._length)

    def add(self, text: str, end: str = "\n") -> None:
        """Put *text*, cleaned, and *end* on the page; blank text is left out."""
        cleaned = clean(text).strip("\n")
        if cleaned.strip():
            self._write(cleaned + end)

    def blank_line(self) -> None:
        """Part what comes from what came, once."""
        if self._parts and not self._parts[-1].endswith("\n\n") and self._parts[-1] != "\n":
            self._write("\n")

    def heading(self, title: str, level: int, *, shown: bool = True) -> None:
        """Begin a section; where *shown*, its title is part of the text."""
        title = one_line(clean(title))
        if title:
            if shown:
                self.blank_line()
            self._headings.append(Heading(title[:300], level, self._length))
            if shown:
                self.add(title)

    def since(self, start: int) -> str:
        """Return the text put on since *start*, which must be where a piece began."""
        place, kept = self._length, []
        for part in reversed(self._parts):
            if place <= start:
                break
            kept.append(part)
            place -= len(part)
        return "".join(reversed(kept))

    def mark(self, title: str, level: int, start: int) -> None:
        """Begin a section at *start*, on this page or before."""
        self._headings.append(Heading(title, level, start))

    def place(self, name: str) -> None:
        """Name what comes now, so that a citation can point at it; a later name here wins."""
        if self._marks and self._marks[-1].start == self._length:
            self._marks.pop()
        self._marks.append(Mark(self._length, name))

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def loaded(self, media_type: str, **rest: object) -> Loaded:
        """Return everything put together so far."""
        return Loaded(
            "".join(self._parts),
            media_type,
            page_starts=tuple(self._starts) or (0,),
            headings=tuple(sorted(self._headings, key=lambda heading: heading.start)),
            marks=tuple(self._marks),
            **rest,  # type: ignore[arg-type]
        )
