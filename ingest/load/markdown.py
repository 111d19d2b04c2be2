"""Markdown: the text kept is the source itself, so that spans are exact; only headings are read.

Comments, which no reader of the page sees, are blanks of the same length.
"""

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.load.charset import decode
from ingest.load.lines import line_marks
from ingest.load.loaded import Heading, Limits, Loaded, clean, one_line
from ingest.load.odf_text import tagged

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT = re.compile(r"\A---\n(.*?)\n(?:---|\.\.\.)(?:\n|\Z)", re.DOTALL)
_PAIR = re.compile(r"^([A-Za-z][\w -]*):[ \t]+(\S.*)$", re.MULTILINE)
_BLOCK = re.compile(r"^([A-Za-z][\w -]*):[ \t]*\n((?:[ \t]*-[ \t]+\S.*\n?)+)", re.MULTILINE)
_LISTED = re.compile(r"^[ \t]*-[ \t]+(\S.*?)[ \t]*$", re.MULTILINE)
_CALLED = {"date": "created", "updated": "modified", "lastmod": "modified"}
_MARKS = re.compile(r"[*_`~]+|!?\[([^\]]*)\]\([^)]*\)")

_OPENED, _CLOSED = "<!--", "-->"
_VISIBLE = re.compile(r"[^\n]")


def load(content: bytes, media_type: str, _: Limits) -> Loaded:
    """Keep the source; read its front matter and its headings."""
    decoded = decode(content)
    text = clean(decoded.text)
    front = _FRONT.match(text)
    text = _without_comments(text, front.end() if front else 0)
    properties = dict(_front_matter(front.group(1))) if front else {}
    headings = headings_in(text, front.end() if front else 0)
    keywords = (properties.get(name, "") for name in ("tags", "keywords", "categories"))
    first = next((heading.title for heading in headings if heading.level == 1), "")
    return Loaded(
        text,
        media_type,
        headings=headings,
        title=properties.pop("title", "") or first,
        language=properties.get("lang", properties.get("language", ""))[:2].lower(),
        properties=_renamed(properties),
        marks=line_marks(text),
        tags=tagged(",".join(said.strip("[]").replace('"', "") for said in keywords)),
        notes=(decoded.note,) if decoded.note else (),
    )


def _front_matter(written: str) -> list[tuple[str, str]]:
    """Read ``key: value`` lines; anything nested is left alone, so YAML cannot surprise us."""
    pairs = [(*one, "") for one in _PAIR.findall(written)[:50]]
    pairs += [(key, ", ".join(_LISTED.findall(some)), "") for key, some in _BLOCK.findall(written)]
    return [(key.strip().lower(), value.strip().strip("'\"")[:500]) for key, value, _ in pairs]


def _renamed(properties: dict[str, str]) -> dict[str, str]:
    """Call dates what other formats call them."""
    return {_CALLED.get(name, name): said for name, said in properties.items()}


def _without_comments(text: str, after: int) -> str:
    """Put a blank for every character of a comment; those in code are text and stay."""
    if _OPENED not in text:
        return text
    body = text[after:]
    starts = _line_starts(body)
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
    """Return the headings of *text*, its first *after* characters left out."""
    body = text[after:]
    starts = _line_starts(body)
    found = []
    for token, inside in pairwise(_blocks(body)):
        if token.type == "heading_open" and token.map:
            title = one_line(_MARKS.sub(r"\1", inside.content))
            if title:
                found.append(Heading(title[:300], int(token.tag[1]), after + starts[token.map[0]]))
    return tuple(found)


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts
