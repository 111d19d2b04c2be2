"""Markdown: the text kept is the source itself, so that spans are exact; only headings are read.

Comments, which no reader of the page sees, are blanks of the same length.
"""

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.load.charset import decode
from ingest.load.described import described
from ingest.load.front import front_matter
from ingest.load.lines import line_marks, line_starts
from ingest.load.loaded import Heading, Limits, Loaded, clean, one_line

if TYPE_CHECKING:
    from markdown_it.token import Token

_MARKS = re.compile(r"[*_`~]+|!?\[([^\]]*)\]\([^)]*\)")

_OPENED, _CLOSED = "<!--", "-->"
_LONGEST = 1000
"""Characters of a heading's source that are looked at; the pattern is quadratic on brackets."""
_VISIBLE = re.compile(r"[^\n]")


def load(content: bytes, media_type: str, _: Limits) -> Loaded:
    """Keep the source; read its front matter and its headings. Each line has a mark."""
    decoded = decode(content)
    front = front_matter(clean(decoded.text))
    text = without_comments(clean(decoded.text), front.end)
    said = described(front.given)
    found = headings_in(text, front.end)
    first = next((heading.title for heading in found if heading.level == 1), "")
    notes = (decoded.note, front.note)
    return Loaded(
        text,
        media_type,
        headings=found,
        marks=line_marks(text),
        title=said.title or first,
        language=said.language,
        properties=said.properties,
        tags=said.tags,
        notes=tuple(filter(None, notes)),
    )


def without_comments(text: str, after: int = 0) -> str:
    """Put a blank for every character of a comment; those in code are text and stay."""
    if _OPENED not in text:
        return text
    body = text[after:]
    starts = line_starts(body)
    kept, place = [text[:after]], 0
    for token in _blocks(body):
        if token.type in {"inline", "html_block"} and token.map and starts[token.map[0]] >= place:
            start, end = starts[token.map[0]], min(starts[token.map[1]], len(body))
            kept += [body[place:start], _blanked(body[start:end], all_html=token.type != "inline")]
            place = end
    return "".join((*kept, body[place:]))


def _blanked(block: str, *, all_html: bool) -> str:
    """Blank the comments of *block*; one that nobody closes goes to its end, but only in HTML."""
    kept, place, ticks, found = "", 0, 0, 0
    while (start := block.find(_OPENED, place)) >= 0:
        if found < start + 2:  # "<!-->" is a comment too
            found = block.find(_CLOSED, start + 2)
        if found < 0 and not all_html:
            break
        end = found + len(_CLOSED) if found >= 0 else len(block)
        ticks += block.count("`", place, start)
        if ticks % 2 and not all_html:  # code within the line
            end = start + len(_OPENED)
            kept += block[place:end]
        else:
            kept += block[place:start] + _VISIBLE.sub(" ", block[start:end])
        place = end
    return kept + block[place:]


def _blocks(text: str) -> "list[Token]":
    from markdown_it import MarkdownIt

    # Only block rules that decide what a heading is not: inline parsing is quadratic on brackets.
    parser = MarkdownIt("commonmark", {"maxNesting": 20}).disable(["inline", "text_join"], True)
    return parser.parse(text)


def headings_in(text: str, after: int = 0) -> tuple[Heading, ...]:
    """Return the headings of Markdown that stands in *text* from *after* on."""
    body = text[after:]
    starts = line_starts(body)
    found = []
    for token, inside in pairwise(_blocks(body)):
        if token.type == "heading_open" and token.map:
            title = one_line(_MARKS.sub(r"\1", inside.content[:_LONGEST]))
            if title:
                found.append(Heading(title[:300], int(token.tag[1]), after + starts[token.map[0]]))
    return tuple(found)
