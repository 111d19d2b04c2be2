"""How a document is taken apart for a summary: by its sections, else by its pages, else by size."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from rag.types import Document

MOST = 40
"""Parts of one document; smaller neighbours are read as one."""
_LEAST = 120
"""Characters that are worth a part of their own."""
_STRETCH = 6000
"""Characters of a part where neither sections nor pages part the document."""
_LISTS = re.compile(
    r"\W*(?:\d[\d.]*\s+)?(?:table of contents|contents|index|references|bibliography|glossary"
    r"|imprint|inhalt(?:sverzeichnis)?|literatur(?:verzeichnis)?|impressum|目次|índice)\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a document that is read together."""

    heading: str
    start: int
    end: int


def plan(document: Document) -> list[Stretch]:
    """Return the parts of *document*, in order; together they hold all of its text."""
    found = list(_cut(document, _starts(document)))
    return _merged(found, len(document.text))


def aside(stretch: Stretch, document: Document) -> str:
    """Return why *stretch* is not worth summarising; empty where it is."""
    text = document.text[stretch.start : stretch.end].strip()
    if stretch.heading and _LISTS.fullmatch(stretch.heading):
        return "it only lists what is elsewhere"
    if text.removeprefix(stretch.heading).strip():
        return ""
    return "it has no text"


def _starts(document: Document) -> dict[int, str]:
    """Return where parts begin, and under which heading."""
    for level in sorted({section.level for section in document.sections}):
        found = {
            section.start: section.title for section in document.sections if section.level <= level
        }
        deepest = level == max(section.level for section in document.sections)
        if len(found) > 2 or (deepest and len(found) > 1):
            return found
    return dict.fromkeys(_evenly(document), "")


def _evenly(document: Document) -> Iterator[int]:
    """Yield starts of pages, or of paragraphs, about `_STRETCH` characters apart."""
    size = max(_STRETCH, len(document.text) // MOST)
    breaks = list(document.page_starts)
    if len(breaks) == 1:
        breaks = [match.end() for match in re.finditer(r"\n\s*\n", document.text)]
    last = 0
    for place in breaks:
        if place - last >= size:
            yield place
            last = place


def _cut(document: Document, starts: dict[int, str]) -> Iterator[Stretch]:
    marks = sorted({0, len(document.text), *starts})
    for start, end in pairwise(marks):
        if document.text[start:end].strip():
            yield Stretch(starts.get(start, ""), start, end)


def _merged(found: list[Stretch], size: int) -> list[Stretch]:
    """Join small stretches to what follows until there are at most about `MOST`.

    Where they are few, only those without a heading are joined. Lists stay by themselves, so that
    nothing is passed over with them.
    """
    least = _LEAST if len(found) <= MOST else max(_LEAST, size // MOST)
    merged: list[Stretch] = []
    for stretch in found:
        last = merged[-1] if merged else None
        if (
            last
            and last.end - last.start < least
            and _may_join(last, stretch, many=len(found) > MOST)
        ):
            merged[-1] = Stretch(last.heading or stretch.heading, last.start, stretch.end)
        else:
            merged.append(stretch)
    return merged


def _may_join(one: Stretch, two: Stretch, *, many: bool) -> bool:
    if any(_LISTS.fullmatch(stretch.heading) for stretch in (one, two)):
        return False
    return many or not one.heading
