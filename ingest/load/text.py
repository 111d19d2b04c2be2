"""Plain text, and what is read as if it were: JSON, XML, source code."""

import re

from ingest.load.charset import decode
from ingest.load.lines import line_marks
from ingest.load.loaded import Limits, Loaded, clean

_TITLE = re.compile(r"\s*(\S[^\n]{2,78}[^\s.,;:!?{}\[\]<>]) *\n[ \t]*\n")
"""A short first line that stands alone and is no sentence."""


def load(content: bytes, media_type: str, _: Limits) -> Loaded:
    """Keep the text as it stands; a form feed begins a page."""
    decoded = decode(content)
    text = clean(decoded.text)
    starts = [0, *(place + 1 for place, letter in enumerate(text) if letter == "\f")]
    title = _TITLE.match(text)
    notes = (decoded.note,) if decoded.note else ()
    return Loaded(
        text,
        media_type,
        page_starts=tuple(starts),
        title=title.group(1) if title else "",
        marks=line_marks(text) if len(starts) == 1 else (),
        notes=notes,
    )
