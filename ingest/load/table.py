"""CSV and TSV: a line for each row."""

import csv
import io

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
    csv.field_size_limit(limits.characters)
    rows = Rows(pages)
    try:
        for row in csv.reader(io.StringIO(text), delimiter=_delimiter(text, media_type)):
            rows.add([one_line(cell) for cell in row])
            if pages.length > limits.characters:
                break
    except csv.Error as error:
        raise DocumentError(f"The table is damaged: {error}.", "Export it again as CSV.") from error
    return pages.loaded(media_type, notes=(decoded.note,) if decoded.note else ())


def _delimiter(text: str, media_type: str) -> str:
    """Return what parts the cells: what occurs most evenly in the first lines."""
    if media_type.endswith("tab-separated-values"):
        return "\t"
    lines = [line for line in text[:20_000].split("\n")[:20] if line]
    return max(_DELIMITERS, key=lambda mark: min((line.count(mark) for line in lines), default=0))
