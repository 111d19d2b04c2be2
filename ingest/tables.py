"""Finds tables in text: where their rows are, and what stands above them and names their columns.

A page of a PDF gives a table's rows as lines: a label, and figures after it. What the figures mean
stands once, above the first row: the title, the unit ("in millions"), the years or other columns. A
passage that is cut out of the middle of the table is told it, as context that is never quoted.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from rag.types import Document

_FIGURE = re.compile(r"[$€£¥(+\-−–—]*\d[\d,.]*[%)]*|[$€£¥]|[(]?[—–-][)]?%?")  # noqa: RUF001
_YEAR = re.compile(r"(?:19|20)\d\d|FY ?\d\d(?:\d\d)?|[1-4]?Q[1-4]?", re.IGNORECASE)
_DAY = re.compile(r"(?:[12]?\d|3[01])(?:st|nd|rd|th)?")
_ANY_FIGURE = re.compile(r"[\d$€£¥—–-]|FY")  # noqa: RUF001
"""What a line has that has a figure or date: most lines are done with it at once."""
_CELLS = " | "
_RULE = re.compile(r"[\s|:+=-]+")
_ABOVE = 6
"""Lines above the first row that may say what the table is."""
_BETWEEN = 4
"""Lines without figures that may stand between two rows: labels, and labels that go on."""
_HEADS = 3
"""Rows without figures that may stand at the top of a table with bars."""
_LONGEST = 120
"""Characters of a line that is no running text; a title is cut to so many as well."""
_TOLD = 260
"""Characters of context, at most: some 60 tokens."""
_MOSTLY, _FIGURES = 0.4, 4
_ENDED = re.compile(r"[.;:!?][\"'”’)]?\s*$")  # noqa: RUF001
ROW, HEAD, LABEL, PROSE, BLANK = range(5)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, without its end."""

    start: int
    text: str
    kind: int


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that belong together."""

    start: int
    """Of the first row."""
    end: int
    """Of the last row."""
    above: tuple[Line, ...]
    """What names it: title, unit, columns; from the page before where it goes on from there."""

    def told(self, start: int) -> str:
        """Return what a passage of it that begins at *start* has to be told of it."""
        missing = [" ".join(line.text.split())[:_LONGEST] for line in self.above]
        known = [line.start >= start and line.start < self.end for line in self.above]
        parts = [said for said, here in zip(missing, known, strict=True) if not here and said]
        while len(" / ".join(parts)) > _TOLD and len(parts) > 1:
            parts.pop(0)
        return " / ".join(parts)[:_TOLD]


def worded(text: str) -> str:
    r"""Return what is embedded of *text*: its words alone where more than `_MOSTLY` is figures.

    Figures tell passages apart by nothing that a question asks, cost several tokens each, and are
    found by BM25, which is given all of the text. Measured in ``eval/LOG.md``.

    >>> worded("Revenue $ 1,204 1,187\nCosts (801) (795)"), worded("In 2024: 1,204")
    ('Revenue\nCosts', 'In 2024: 1,204')
    """
    words = text.split()
    figures = sum(1 for word in words if _FIGURE.fullmatch(word))
    if figures < _FIGURES or figures <= _MOSTLY * len(words):
        return text
    wordy = (
        " ".join(word for word in line.split() if not _FIGURE.fullmatch(word))
        for line in text.split("\n")
    )
    return "\n".join(filter(None, wordy)) or text


class Tables:
    """The tables of a document, asked by place."""

    def __init__(self, document: Document) -> None:
        self._all = list(tables(document))
        self._starts = [table.start for table in self._all]

    def told(self, start: int, end: int) -> str:
        """Return what ``text[start:end]`` has to be told; empty where it begins in no table."""
        number = bisect_right(self._starts, start) - 1
        if number >= 0 and start < self._all[number].end:
            return self._all[number].told(start)
        # One that begins among the lines above a table, or in the line before its first row.
        after = self._all[number + 1 : number + 2]
        return after[0].told(start) if after and after[0].start < end else ""


def tables(document: Document) -> Iterator[Table]:
    """Yield the tables of *document*, in order."""
    last: Table | None = None
    for page in range(1, len(document.page_starts) + 1):
        start, end = document.page_span(page)
        for number, table in enumerate(_on_page(list(lines(document.text, start, end)))):
            goes_on = number == 0 and not table.above and last is not None
            last = Table(table.start, table.end, last.above) if goes_on and last else table
            yield last


def lines(text: str, start: int, end: int) -> Iterator[Line]:
    """Yield the lines of ``text[start:end]`` and what each reads as."""
    place = start
    for line in text[start:end].split("\n"):
        yield Line(place, line, kind(line))
        place += len(line) + 1


def kind(line: str) -> int:
    """Say whether *line* reads as a row, as names of columns, as a label, or as running text."""
    if not line.strip():
        return BLANK
    if _CELLS in line:
        return LABEL if _RULE.fullmatch(line) else ROW
    words = line.split()
    if not _ANY_FIGURE.search(line):
        return _worded_kind(line, words)
    figures = [word for word in words if _FIGURE.fullmatch(word)]
    dated = [word.strip(",.()") for word in words if word[0].isdigit() or word.startswith("FY")]
    if len(line) < _LONGEST and _is_dates(dated):
        return PROSE if _ENDED.search(line) else HEAD
    if len(figures) > 1 and _FIGURE.fullmatch(words[-1]) and len(words) < 30:
        return ROW
    return _worded_kind(line, words)


def _worded_kind(line: str, words: list[str]) -> int:
    return PROSE if len(line) > _LONGEST or (_ENDED.search(line) and len(words) > 6) else LABEL


def _is_dates(words: list[str]) -> bool:
    years = [word for word in words if _YEAR.fullmatch(word)]
    return bool(years) and all(word in years or _DAY.fullmatch(word) for word in words)


def _on_page(found: list[Line]) -> Iterator[Table]:
    above: list[Line] = []
    rows: list[Line] = []
    named: tuple[Line, ...] = ()
    between = 0
    for line in found:
        if line.kind == ROW:
            if not rows:
                named = tuple(above[-_ABOVE:])
            rows.append(line)
            above, between = [], 0
            continue
        between += 1
        over = line.kind == PROSE or between > _BETWEEN or line.kind == HEAD
        if rows and over:
            yield _table(rows, named)
            rows = []
        if line.kind == PROSE:
            above = []
        elif line.kind != BLANK:
            above.append(line)
    if rows:
        yield _table(rows, named)


def _table(rows: list[Line], named: tuple[Line, ...]) -> Table:
    """Make a table; where its cells are parted by bars, its first rows name the columns."""
    first, last = rows[0], rows[-1]
    heads = list(takewhile(_is_heads, rows[:_HEADS])) or rows[:1]
    if _CELLS in first.text and len(rows) > len(heads) and ": " not in rows[len(heads)].text:
        named = (*named, *heads)
    return Table(first.start, last.start + len(last.text), named)


def _is_heads(row: Line) -> bool:
    """Say whether *row* has no figure in it but years."""
    cells = [cell.strip() for cell in row.text.split(_CELLS)]
    words = [word.strip(",.()") for cell in cells for word in cell.split() if word[0].isdigit()]
    return not words or _is_dates(words)
