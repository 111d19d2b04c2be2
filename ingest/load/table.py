"""CSV and TSV: a line for each row."""

import csv
import io
from collections.abc import Iterator

from ingest.load.charset import decode
from ingest.load.loaded import Limits, Loaded, Pages, clean, one_line
from ingest.load.rows import Rows
from rag.errors import DocumentError

_DELIMITERS = ",;\t|"


def load(content: bytes, media_type: str, limits: Limits) -> Loaded:
    """Read rows; the first that looks like it names the columns."""
    decoded = decode(content)
    text = clean(decoded.text)
    pages = Pages()
    pages.turn()
    csv.field_size_limit(max(limits.characters, 1))
    rows, table = Rows(pages), _Table(text, _delimiter(text, media_type))
    try:
        for row in table:
            rows.add([one_line(cell) for cell in row])
            if pages.length > limits.characters:
                break
    except csv.Error as error:
        raise DocumentError(f"The table is damaged: {error}.", "Export it again as CSV.") from error
    return pages.loaded(media_type, notes=tuple(filter(None, (decoded.note, table.note))))


class _Table:
    """The rows of a text; a quote that is never closed does not swallow the rows after it."""

    def __init__(self, text: str, delimiter: str) -> None:
        self.note = ""
        self._lines = io.StringIO(text).readlines()
        self._delimiter = delimiter

    def __iter__(self) -> Iterator[list[str]]:
        reader = csv.reader(self._lines, delimiter=self._delimiter)
        begun = 0
        for row in reader:
            if reader.line_num == len(self._lines) and self._is_open(begun):
                self.note = f"a quote in line {begun + 1} is never closed: it was read as a sign"
                rest = self._lines[begun:]
                yield from csv.reader(rest, delimiter=self._delimiter, quoting=csv.QUOTE_NONE)
            else:
                yield row
            begun = reader.line_num

    def _is_open(self, begun: int) -> bool:
        return sum(line.count('"') for line in self._lines[begun:]) % 2 == 1


def _delimiter(text: str, media_type: str) -> str:
    """Return what parts the cells: what occurs most evenly in the first lines."""
    if media_type.endswith("tab-separated-values"):
        return "\t"
    lines = [line for line in text[:20_000].split("\n")[:20] if line]
    return max(_DELIMITERS, key=lambda mark: min((line.count(mark) for line in lines), default=0))
