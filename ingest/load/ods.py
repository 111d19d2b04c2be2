"""ODS: a page for each sheet, a line for each row, values as the sheet shows them."""

from collections.abc import Iterator
from typing import Any

from ingest.load.loaded import Limits, Loaded, Pages, one_line
from ingest.load.odf_text import TABLE, Odf, rows_of, text_of
from ingest.load.rows import Rows

_MOST_COLUMNS = 20_000
_MOST_REPEATS = 10_000
"""Times a row that has something in it is written out: files claim a million."""


def load(content: bytes, media_type: str, limits: Limits) -> Loaded:
    """Read the values as they were shown when the file was saved."""
    file = Odf(content)
    pages = Pages()
    names: list[str] = []
    notes: list[str] = []
    for table in file.body("spreadsheet").iterfind(TABLE + "table"):
        if len(names) == limits.pages:
            break
        names.append(one_line(table.get(TABLE + "name") or f"Sheet{len(names) + 1}"))
        pages.turn()
        pages.heading(names[-1], 1)
        if not _sheet(pages, table, names[-1], limits):
            notes.append(f"sheet {names[-1]}: rows that repeat were not all written out")
    given = file.metadata()
    return pages.loaded(media_type, page_labels=tuple(names), notes=tuple(notes), **given)


def _sheet(pages: Pages, table: Any, name: str, limits: Limits) -> bool:
    """Put the rows, and say whether all of them."""
    rows = Rows(pages, name)
    whole = True
    for row in rows_of(table):
        cells = list(_cells(row))
        while cells and not cells[-1]:
            cells.pop()
        times = _times(row, "rows")
        whole = whole and (not cells or times <= _MOST_REPEATS)
        if not cells:
            rows.skip(times)
        for _ in range(min(times, _MOST_REPEATS) if cells else 0):
            rows.add(cells)
            if pages.length > limits.characters:
                return whole
    return whole


def _cells(row: Any) -> Iterator[str]:
    count = 0
    for cell in row:
        if cell.tag not in {TABLE + "table-cell", TABLE + "covered-table-cell"}:
            continue
        shown = one_line(text_of(cell))
        times = min(_times(cell, "columns"), _MOST_COLUMNS - count)
        count += times
        yield from [shown] * times


def _times(element: Any, what: str) -> int:
    said = element.get(f"{TABLE}number-{what}-repeated") or "1"
    return int(said) if said.isdigit() and len(said) < 10 else 1
