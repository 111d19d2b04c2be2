"""What reStructuredText, AsciiDoc, Org and LaTeX have in common: the source stays as it is."""

import re
from collections.abc import Iterable, Sequence

from ingest.load.charset import Decoded
from ingest.load.described import described
from ingest.load.lines import line_marks
from ingest.load.loaded import Heading, Loaded, one_line

_VISIBLE = re.compile(r"[^\n\f]")
_LONGEST_TITLE = 300


def blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Put a blank for every character of *spans*, which are in order and apart."""
    kept, place = [], 0
    for start, end in spans:
        kept += [text[place:start], _VISIBLE.sub(" ", text[start:end])]
        place = end
    return "".join((*kept, text[place:]))


def marked_up(
    text: str,
    media_type: str,
    *,
    headings: Sequence[Heading],
    given: Iterable[tuple[str, str]],
    decoded: Decoded,
) -> Loaded:
    """Put a source together with its headings and with what it says of itself."""
    said = described(given)
    named = [
        Heading(one_line(one.title)[:_LONGEST_TITLE], one.level, one.start) for one in headings
    ]
    return Loaded(
        text,
        media_type,
        headings=tuple(one for one in named if one.title),
        title=said.title or next((one.title for one in named if one.title), ""),
        language=said.language,
        properties=said.properties,
        tags=said.tags,
        marks=line_marks(text),
        notes=(decoded.note,) if decoded.note else (),
    )
