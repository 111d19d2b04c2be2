"""How rows read as lines: each says what its cells are, so that it can be quoted alone."""

import re
from collections.abc import Sequence

from ingest.load.loaded import Pages

_WORDS = re.compile(r"[^\W\d_]{3}")
_NONE = re.compile(r"(?:n\.?/?a\.?|none|nil|tb[ad]|pending|unknown|keine?|-+)", re.IGNORECASE)
"""What stands for a figure that there is none."""
_LONGEST_NAME = 80
"""Characters of a column's name that are repeated in every row."""


def is_header(cells: Sequence[str]) -> bool:
    """Say whether a first row names its columns: two at least, none a number, none twice."""
    named = [cell for cell in cells if cell]
    return len(named) > 1 and len(set(named)) == len(named) and not any(map(_numeric, named))


def row_line(names: Sequence[str], cells: Sequence[str]) -> str:
    """Write ``name: value | name: value`` without the empty cells; values alone where unnamed."""
    written = []
    for place, cell in enumerate(cells):
        name = names[place][:_LONGEST_NAME] if place < len(names) else ""
        if cell:
            written.append(f"{name}: {cell}" if name else cell)
    return " | ".join(written)


class Rows:
    """Rows on their way to a page, each with the cells it stands in as its place.

    A row that looks like a header after an empty one, or after lines of one cell (a title, a unit),
    names the columns anew. Where another table may have begun, rows have no names until then: a
    figure under the name of another table's column would be quoted as a fact.
    """

    def __init__(self, pages: Pages, sheet: str = "") -> None:
        self._pages = pages
        self._sheet = f"{sheet}!" if sheet else ""
        self._names: Sequence[str] = ()
        self._number = 0
        self._open = True
        """The next row may name the columns."""
        self._figures: set[int] | None = None
        """Columns with a figure in every row so far that has the cell."""

    def add(self, cells: Sequence[str]) -> None:
        """Put the next row; one without anything in it only counts."""
        if not any(cells):
            self.skip(1)
            return
        self._number += 1
        self._pages.place(f"{self._sheet}{cell_range(self._number, cells)}")
        filled = [place for place, cell in enumerate(cells) if cell]
        if self._open and is_header(cells):
            self._begin(cells)
            self._pages.add(" | ".join(cell for cell in cells if cell))
            return
        if self._names and ((self._open and len(filled) == 1) or self._is_another(filled, cells)):
            self._begin(())
        self._pages.add(row_line(self._names, cells))
        figures = {place for place in filled if _numeric(cells[place])}
        # A row with figures is data: what comes after it names nothing.
        self._open = self._open and not self._names and not (figures and len(filled) > 1)
        others = set(filled) - figures
        self._figures = figures if self._figures is None else (self._figures | figures) - others

    def _begin(self, names: Sequence[str]) -> None:
        self._names, self._open, self._figures = names, not names, None

    def _is_another(self, filled: Sequence[int], cells: Sequence[str]) -> bool:
        """Say whether words stand where there were figures only: names of columns, it may be."""
        words = [place for place in filled if place in (self._figures or ())]
        named = words and all(_WORDS.search(cells[place]) for place in words)
        return bool(named and is_header(cells) and not any(_NONE.fullmatch(c) for c in cells))

    def skip(self, count: int) -> None:
        """Pass over *count* empty rows."""
        self._number += count
        self._open = True


def cell_range(row: int, cells: Sequence[str]) -> str:
    """Return the name of the cells of *row*, counted from 1, from the first filled to the last.

    >>> cell_range(5, ["", "Oslo", "", "12"])
    'B5:D5'
    """
    filled = [place for place, cell in enumerate(cells) if cell]
    first, last = (f"{_letters(place)}{row}" for place in (filled[0], filled[-1]))
    return first if first == last else f"{first}:{last}"


def _letters(place: int) -> str:
    """Return the letters of a column, counted from 0: A to Z, then AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _numeric(cell: str) -> bool:
    bare = cell.strip("()$€£¥%+- \u00a0").replace(",", "").replace(".", "").replace("/", "")
    return bare.isdigit() and not (bare == cell and len(cell) == 4)
