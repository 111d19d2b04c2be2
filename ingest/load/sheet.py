"""XLSX: a page for each sheet, a line for each row, values as the sheet shows them."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from ingest.load.loaded import Limits, Loaded, Pages, one_line
from ingest.load.odf_text import tagged
from ingest.load.rows import Rows
from ingest.load.zipped import checked
from rag.errors import DocumentError

_BLANK_ROWS = 1000
"""So many in a row end a sheet: some programs claim a million."""

_FOLDED = re.compile(rb"<(?:\w+:)?(?:row|col)\b[^>]*\shidden=\"(?:1|true)\"")


def load(content: bytes, media_type: str, limits: Limits) -> Loaded:
    """Read stored values; formulas are never computed."""
    import warnings

    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on extensions it does not keep; we keep nothing
            book = load_workbook(io.BytesIO(checked(content)), read_only=True, data_only=True)
    except (KeyError, ValueError, TypeError) as error:
        raise DocumentError(f"The XLSX is damaged: {error}.", "Save it again.") from error
    pages, notes = Pages(), list(_folded(content))
    for sheet in book.worksheets[: limits.pages]:
        pages.turn()
        pages.heading(sheet.title, 1)
        if sheet.sheet_state != "visible":
            pages.add("(hidden sheet)")
        if not _rows(Rows(pages, sheet.title), sheet.iter_rows(), pages, limits):
            notes.append(f"sheet {sheet.title}: nothing was read after {_BLANK_ROWS} empty rows")
    title = one_line(book.properties.title or "")
    return pages.loaded(
        media_type,
        title=title,
        notes=tuple(notes),
        page_labels=tuple(sheet.title for sheet in book.worksheets[: limits.pages]),
        tags=tagged(book.properties.keywords or ""),
        properties=_properties(book.properties),
    )


def _folded(content: bytes) -> Iterator[str]:
    """Say so where rows or columns are hidden: they are their owner's data, and are read."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = (name for name in archive.namelist() if name.startswith("xl/worksheets/"))
        if any(_FOLDED.search(archive.read(name)) for name in sheets if name.endswith(".xml")):
            yield "hidden rows or columns of its sheets were read as well"


def _properties(core: Any) -> dict[str, str]:
    given = {"author": core.creator, "subject": core.subject}
    dates = {"created": core.created, "modified": core.modified}
    found = {name: one_line(str(value)) for name, value in given.items() if value}
    return found | {name: value.date().isoformat() for name, value in dates.items() if value}


def _rows(rows: Rows, found: Iterable[Any], pages: Pages, limits: Limits) -> bool:
    """Put rows, and say whether all were looked at."""
    blank = 0
    for row in found:
        cells = [shown(cell.value, getattr(cell, "number_format", "") or "") for cell in row]
        rows.add(cells)
        blank = 0 if any(cells) else blank + 1
        if blank > _BLANK_ROWS:
            return False
        if pages.length > limits.characters:
            break
    return True


def shown(value: object, number_format: str) -> str:
    """Write one value as a reader of the sheet would see it, as far as that can be told."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, float) and "%" in number_format:
        return f"{value * 100:.10g}%"
    if isinstance(value, float):
        return f"{value:.12g}" if abs(value) < 1e15 else repr(value)
    return one_line(str(value))
