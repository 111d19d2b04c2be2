"""Markdown: the text kept is the source itself, so that spans are exact; only headings are read."""

import re
from itertools import pairwise

from ingest.load.charset import decode
from ingest.load.loaded import Heading, Limits, Loaded, clean, one_line

_FRONT = re.compile(r"\A---\n(.*?)\n(?:---|\.\.\.)(?:\n|\Z)", re.DOTALL)
_PAIR = re.compile(r"^([A-Za-z][\w -]*):[ \t]+(\S.*)$", re.MULTILINE)
_MARKS = re.compile(r"[*_`~]+|!?\[([^\]]*)\]\([^)]*\)")


def load(content: bytes, media_type: str, _: Limits) -> Loaded:
    """Keep the source; read its front matter and its headings."""
    decoded = decode(content)
    text = clean(decoded.text)
    front = _FRONT.match(text)
    properties = dict(_front_matter(front.group(1))) if front else {}
    headings = _headings(text, front.end() if front else 0)
    first = next((heading.title for heading in headings if heading.level == 1), "")
    return Loaded(
        text,
        media_type,
        headings=headings,
        title=properties.pop("title", "") or first,
        language=properties.get("lang", properties.get("language", ""))[:2].lower(),
        properties=properties,
        notes=(decoded.note,) if decoded.note else (),
    )


def _front_matter(written: str) -> list[tuple[str, str]]:
    """Read ``key: value`` lines; anything nested is left alone, so YAML cannot surprise us."""
    pairs = _PAIR.findall(written)[:50]
    return [(key.strip().lower(), value.strip().strip("'\"")[:500]) for key, value in pairs]


def _headings(text: str, after: int) -> tuple[Heading, ...]:
    from markdown_it import MarkdownIt

    body = text[after:]
    # Only block rules that decide what a heading is not: inline parsing is quadratic on brackets.
    parser = MarkdownIt("commonmark", {"maxNesting": 20}).disable(["inline", "text_join"], True)
    starts = _line_starts(body)
    tokens = parser.parse(body)
    found = []
    for token, inside in pairwise(tokens):
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
