"""Plain text, and what is read as if it were: JSON, XML, source code."""

from ingest.load.charset import decode
from ingest.load.loaded import Limits, Loaded, clean


def load(content: bytes, media_type: str, _: Limits) -> Loaded:
    """Keep the text as it stands; a form feed begins a page."""
    decoded = decode(content)
    text = clean(decoded.text)
    starts = [0, *(place + 1 for place, letter in enumerate(text) if letter == "\f")]
    notes = (decoded.note,) if decoded.note else ()
    return Loaded(text, media_type, page_starts=tuple(starts), notes=notes)
