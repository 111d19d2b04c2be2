"""What pypdf knows of a PDF: outline, page labels, metadata; and its second opinion on text.

pypdf can take for ever on a hostile file, so each visit has a bound in seconds, and what it could
not say in time is left out and noted. The text itself does not depend on it.
"""

import io
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ingest.load.clock import SlowError, within
from ingest.load.loaded import clean, one_line

if TYPE_CHECKING:
    from pypdf import PdfReader

_MOST_MARKS = 5000
_DEEPEST = 6
_FIELDS = {"/Author": "author", "/Subject": "subject", "/Keywords": "keywords"}
_DATES = {"/CreationDate": "created", "/ModDate": "modified"}
_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")
_JUNK_TITLE = re.compile(
    r"^(microsoft (word|powerpoint|excel) - .*|untitled.*|[\d\W_]*"
    r"|.*\.(docx?|pptx?|xlsx?|indd|pdf|rtf|html?))$",
    re.IGNORECASE,
)
FAULTS = (
    ArithmeticError, AssertionError, AttributeError, LookupError, OSError,
    RecursionError, RuntimeError, TypeError, ValueError,
)  # fmt: skip
"""What pypdf was seen to raise on damaged files, beside its own `PyPdfError`."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One entry of the outline."""

    page: int
    """From 0."""
    title: str
    level: int

    def offset_in(self, text: str) -> int:
        """Return where on its page the heading stands; the page's start where it does not."""
        words = [re.escape(word) for word in self.title.split()[:12]]
        found = re.search(r"\s+".join(words), text, re.IGNORECASE)
        return found.start() if found else 0


@dataclass(frozen=True, slots=True)
class Extra:
    """What there is beside the text."""

    title: str = ""
    language: str = ""
    properties: dict[str, str] = field(default_factory=dict)
    labels: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    notes: tuple[str, ...] = ()

    def marks_on(self, page: int) -> list[Mark]:
        """Return the outline's entries on *page*, from 0, in the outline's order."""
        return [mark for mark in self.marks if mark.page == page]


def extra(content: bytes, *, seconds: float) -> Extra:
    """Read outline, labels and metadata, in at most *seconds*."""
    from pypdf.errors import PyPdfError

    try:
        with within(seconds):
            return _extra(reader_of(content))
    except SlowError:
        return Extra(notes=("its outline and metadata took too long to read and were left out",))
    except (PyPdfError, *FAULTS):
        return Extra(notes=("its outline and metadata are damaged and were left out",))


def page_texts(
    content: bytes, numbers: Sequence[int], *, seconds: float
) -> Iterator[tuple[int, str]]:
    """Yield (page from 0, text) where pypdf finds text, for as long as *seconds* last."""
    from pypdf.errors import PyPdfError

    found = []
    try:
        with within(seconds):
            reader = reader_of(content) if numbers else None
            for number in numbers:
                text = reader.pages[number].extract_text() if reader else ""
                found.append((number, text))
    except (SlowError, PyPdfError, *FAULTS):
        pass  # a second opinion: without one, the pages stay without text, and that is noted
    yield from found


def reader_of(content: bytes) -> "PdfReader":
    """Open a PDF in pypdf, which then says nothing on standard error."""
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    return PdfReader(io.BytesIO(content), strict=False)


def _extra(reader: "PdfReader") -> Extra:
    information = {
        key: one_line(clean(str(value)))[:500] for key, value in (reader.metadata or {}).items()
    }
    title = information.get("/Title", "")
    properties = {name: information[key] for key, name in _FIELDS.items() if information.get(key)}
    for key, name in _DATES.items():
        date = _DATE.match(information.get(key, ""))
        if date:
            properties[name] = "-".join(part for part in date.groups() if part)
    return Extra(
        title="" if _JUNK_TITLE.match(title) else title,
        language=str(reader.root_object.get("/Lang", ""))[:2].lower(),
        properties=properties,
        labels=_labels(reader),
        marks=tuple(_marks(reader)),
    )


def _labels(reader: "PdfReader") -> tuple[str, ...]:
    if "/PageLabels" not in reader.root_object:
        return ()
    labels = tuple(one_line(clean(label)) for label in reader.page_labels)
    plain = tuple(str(number) for number in range(1, len(labels) + 1))
    return () if labels == plain else labels


def _marks(reader: "PdfReader") -> Iterator[Mark]:
    """Walk the outline in reading order; entries that lead nowhere are left out."""
    waiting: list[tuple[int, Any]] = [(1, entry) for entry in reversed(reader.outline)]
    seen = 0
    while waiting and seen < _MOST_MARKS:
        level, entry = waiting.pop()
        if isinstance(entry, list):
            waiting += [(level + 1, inner) for inner in reversed(entry)]
            continue
        seen += 1
        page = reader.get_destination_page_number(entry)
        title = one_line(clean(str(entry.title)))[:300]
        if page is not None and page >= 0 and title:
            yield Mark(page, title, min(level, _DEEPEST))
