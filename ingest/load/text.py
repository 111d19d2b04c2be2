"""Plain text, and what is kept as if it were."""

import re

from ingest.load.charset import Decoded, decode
from ingest.load.lines import line_marks
from ingest.load.loaded import Limits, Loaded, clean

_FORM_FEED = re.compile("\f")
_TITLE = re.compile(r"\s*(\S[^\n]{2,78}[^\s.,;:!?{}\[\]<>]) *\n[ \t]*\n")
"""A short first line that stands alone and is no sentence."""


def load(content: bytes, media_type: str, _: Limits) -> Loaded:
    """Keep the text as it stands; a form feed begins a page, and each line has a mark."""
    return as_it_stands(decode(content), media_type)


def as_it_stands(decoded: Decoded, media_type: str, note: str = "") -> Loaded:
    """Keep what was decoded, with *note* on why it is kept so."""
    text = clean(decoded.text)
    starts = [0, *(match.end() for match in _FORM_FEED.finditer(text))]
    title = _TITLE.match(text)
    return Loaded(
        text,
        media_type,
        page_starts=tuple(starts),
        title=title.group(1) if title else "",
        marks=line_marks(text),
        notes=tuple(filter(None, (decoded.note, note))),
    )
