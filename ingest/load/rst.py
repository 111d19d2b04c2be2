"""reStructuredText: the source as it stands; only headings, fields and comments are read."""

import re

from ingest.load.charset import decode
from ingest.load.lines import line_marks
from ingest.load.loaded import Heading, Limits, Loaded, clean, one_line
from ingest.load.odf_text import tagged

_RULE = re.compile(r"([!-/:-@[-`{-~])\1{1,}\s*")
_FIELD = re.compile(r"^:(author|date|tags|keywords|subject|language):[ \t]+(\S.*)$", re.MULTILINE)
_COMMENT = re.compile(
    r"^\.\.(?:[ \t]+(?!\[|_|\|)(?![^\n]*::)[^\n]*)?\n(?:(?:[ \t]+[^\n]*)?\n)*", re.MULTILINE
)
_VISIBLE = re.compile(r"[^\n]")
_HEAD = 5_000
"""Characters in which a document says who wrote it."""


def load(content: bytes, media_type: str, _: Limits) -> Loaded:
    """Keep the source, comments as blanks of the same length."""
    decoded = decode(content)
    text = _COMMENT.sub(lambda found: _VISIBLE.sub(" ", found.group()), clean(decoded.text) + "\n")
    found = {name: one_line(said)[:500] for name, said in _FIELD.findall(text[:_HEAD])}
    found |= {"created": found.pop("date")} if "date" in found else {}
    tags = tagged(found.pop("tags", "") + "," + found.get("keywords", ""))
    headings = tuple(_headings(text))
    return Loaded(
        text,
        media_type,
        headings=headings,
        marks=line_marks(text),
        title=headings[0].title if headings else "",
        language=found.pop("language", "")[:2].lower(),
        properties=found,
        tags=tags,
        notes=(decoded.note,) if decoded.note else (),
    )


def _headings(text: str) -> list[Heading]:
    """Find titles over or between rules; the first kind of rule that is used is the outermost."""
    lines = text.split("\n")
    kinds: list[tuple[str, bool]] = []
    found, place = [], 0
    for number, line in enumerate(lines[:-1]):
        under = lines[number + 1]
        title = line.strip()
        if title and _RULE.fullmatch(under) and not _RULE.fullmatch(line):
            over = number > 0 and lines[number - 1].rstrip() == under.rstrip()
            if len(under.rstrip()) >= len(line.rstrip()) or over:
                kind = under[0], over
                kinds += [] if kind in kinds else [kind]
                found.append(Heading(one_line(title)[:300], kinds.index(kind) + 1, place))
        place += len(line) + 1
    return found
