"""Org: the source as it stands, comments blanked; headings by their stars."""

import re
from collections.abc import Iterator

from ingest.load.charset import decode
from ingest.load.lines import line_starts
from ingest.load.loaded import Heading, Limits, Loaded, clean
from ingest.load.markup import blanked, marked_up

_BLOCK = re.compile(r"[ \t]*#\+(begin|end)_(\w+).*", re.IGNORECASE)
_HEADING = re.compile(r"(\*{1,20})[ \t]+(\S.*)")
_STATE = re.compile(r"(?:(?:TODO|DONE|NEXT|WAITING|CANCELLED)[ \t]+)?(?:\[#\w\][ \t]+)?")
_TAGS = re.compile(r"[ \t]+:(?:[^\s:]+:)+[ \t]*$")
_KEYWORD = re.compile(
    r"#\+(title|author|date|language|keywords|filetags|subject):[ \t]*(.*)", re.IGNORECASE
)
_COMMENT = re.compile(r"[ \t]*#(?:[ \t].*)?")
_MOST = 1000
"""Lines in which keywords are looked for."""


def load(content: bytes, media_type: str, _: Limits) -> Loaded:
    """Keep the source; read its headings and its keywords."""
    decoded = decode(content)
    text = clean(decoded.text)
    lines, starts = text.split("\n"), line_starts(text)
    kinds = list(_kinds(lines))
    hidden = [row for row, kind in enumerate(kinds) if kind == "comment"]
    text = blanked(text, ((starts[row], starts[row + 1] - 1) for row in hidden))
    headings = [
        Heading(_title(match[2]), len(match[1]), starts[row])
        for row, kind in enumerate(kinds)
        if kind == "text" and (match := _HEADING.fullmatch(lines[row]))
    ]
    return marked_up(text, media_type, headings=headings, given=_given(lines), decoded=decoded)


def _kinds(lines: list[str]) -> Iterator[str]:
    """Say of each line whether it is text, in a block, or a comment."""
    block = ""
    for line in lines:
        edge = _BLOCK.fullmatch(line)
        if edge and edge[1].lower() == "begin" and not block:
            block = edge[2].lower()
            yield "comment" if block == "comment" else "block"
        elif block:
            yield "comment" if block == "comment" else "block"
            if edge and edge[1].lower() == "end" and edge[2].lower() == block:
                block = ""
        else:
            yield "comment" if _COMMENT.fullmatch(line) else "text"


def _title(written: str) -> str:
    """Return a heading without its state, priority and tags."""
    return _STATE.sub("", _TAGS.sub("", written), count=1) or written


def _given(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines[:_MOST]:
        keyword = _KEYWORD.fullmatch(line)
        if keyword and keyword[1].lower() == "filetags":
            yield "tags", ",".join(re.split(r"[:\s]+", keyword[2]))
        elif keyword:
            yield (
                keyword[1],
                keyword[2].strip().strip("<>[]") if "date" in keyword[1].lower() else keyword[2],
            )
