"""The numbers of lines, as names of places in a text that stands as it is in its file."""

import re
from collections.abc import Iterator
from itertools import islice

from rag.types import Mark

MOST_MARKS = 100_000
"""In one file: in one of more lines than that, several lines share a mark."""
_LINE = re.compile(r"[^\n\f]+")


def line_marks(text: str) -> tuple[Mark, ...]:
    r"""Name every line of *text* that is not blank, from ``"line 1"``.

    What follows a form feed has a mark of its own, because a mark ends with its page. Beyond
    `MOST_MARKS`, marks read ``"lines 11-20"``.
    """
    each = -(-(text.count("\n") + text.count("\f") + 1) // MOST_MARKS)
    return tuple(_marks(text, each))


def _marks(text: str, each: int) -> Iterator[Mark]:
    """Yield a mark for every *each* lines."""
    starts = _starts(text)
    for start, number in starts:
        *_, (_, last) = ((start, number), *islice(starts, each - 1))
        yield Mark(start, f"lines {number}-{last}" if last > number else f"line {number}")


def line_starts(text: str) -> list[int]:
    r"""Return the offset of each line's first character, and one past the end of the last."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _starts(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each line begins, and its number."""
    number, counted = 1, 0
    for match in _LINE.finditer(text):
        if not match.group().isspace():
            number += text.count("\n", counted, match.start())
            counted = match.start()
            yield counted, number
