"""The numbers of lines, as names of places in a text that stands as it is in its file."""

import re
from collections.abc import Iterator

from rag.types import Mark

MOST_MARKS = 200_000
"""In one file: in one of more lines than that, several lines share a mark."""
_LINE = re.compile(r"[^\n\f]+")


def line_marks(text: str) -> tuple[Mark, ...]:
    r"""Name every line of *text* that is not blank, from ``"line 1"``.

    What follows a form feed has a mark of its own, because a mark ends with its page. Beyond
    `MOST_MARKS`, marks read ``"lines 11-20"``.
    """
    starts = list(_starts(text))
    each = -(-len(starts) // MOST_MARKS)
    if each <= 1:
        return tuple(Mark(start, f"line {number}") for start, number in starts)
    groups = (starts[first : first + each] for first in range(0, len(starts), each))
    return tuple(Mark(group[0][0], f"lines {group[0][1]}-{group[-1][1]}") for group in groups)


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
