"""Lines as places: what a citation names where a text has no pages."""

from ingest.load.loaded import Heading
from rag.types import Mark

_MOST = 20_000
"""Marks of one text: in a longer one they stand at every second line, or every third …"""


def line_marks(text: str) -> tuple[Mark, ...]:
    """Name the lines of *text*, counted from 1: ``"line 12"``."""
    step = 1 + text.count("\n") // _MOST
    marks, place = [], 0
    for number, line in enumerate(text.split("\n"), start=1):
        if (number - 1) % step == 0 and place < len(text):
            marks.append(Mark(place, f"line {number}"))
        place += len(line) + 1
    return tuple(marks)


def nested(found: list[tuple[int, int, str]]) -> tuple[Heading, ...]:
    """Return headings of *found*, each start, end and title: what lies within another is deeper."""
    headings: list[Heading] = []
    ends: list[int] = []
    for start, end, title in sorted(found, key=lambda one: (one[0], -one[1])):
        while ends and ends[-1] <= start:
            ends.pop()
        ends.append(end)
        headings.append(Heading(title[:300], len(ends), start))
    return tuple(headings)
