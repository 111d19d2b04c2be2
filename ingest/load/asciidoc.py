"""AsciiDoc: the source as it stands, comments blanked; headings by their equals signs."""

import re
from collections.abc import Iterator

from ingest.load.charset import decode
from ingest.load.lines import line_starts
from ingest.load.loaded import Heading, Limits, Loaded, clean
from ingest.load.markup import blanked, marked_up

_FENCE = re.compile(r"(?:-{4,}|\.{4,}|={4,}|\*{4,}|_{4,}|\+{4,}|/{4,}|```\w*)[ \t]*")
_VERBATIM = ("-", ".", "+", "`")
_HEADING = re.compile(r"(?:={1,6}|#{1,6})[ \t]+(\S.*)")
_ATTRIBUTE = re.compile(r":([A-Za-z][\w-]*):(?:[ \t]+(\S.*))?")
_AUTHOR = re.compile(r"([^\W\d][^<>:;=|]{1,80}?)[ \t]+<[^<>\s]+@[^<>\s]+>.*")
_REVISION = re.compile(r"(?:v[\d.]+,[ \t]*)?(\d{4}-\d\d-\d\d)(?::.*)?")


def load(content: bytes, media_type: str, _: Limits) -> Loaded:
    """Keep the source; read its headings and its header."""
    decoded = decode(content)
    text = clean(decoded.text)
    lines, starts = text.split("\n"), line_starts(text)
    kinds = list(_kinds(lines))
    hidden = [row for row, kind in enumerate(kinds) if kind == "comment"]
    text = blanked(text, ((starts[row], starts[row + 1] - 1) for row in hidden))
    headings = [
        Heading(match[1], _level(lines[row]), starts[row])
        for row, kind in enumerate(kinds)
        if kind == "text" and (match := _HEADING.fullmatch(lines[row]))
    ]
    given = _header([line for line, kind in zip(lines, kinds, strict=True) if kind == "text"])
    return marked_up(text, media_type, headings=headings, given=given, decoded=decoded)


def _level(line: str) -> int:
    return len(line) - len(line.lstrip(line[0]))


def _kinds(lines: list[str]) -> Iterator[str]:
    """Say of each line whether it is text, code or a comment."""
    fence = ""
    for line in lines:
        bare = line.rstrip()
        if fence:
            yield "comment" if fence[0] == "/" else "code"
            fence = "" if bare == fence else fence
        elif _FENCE.fullmatch(line) and line[0] in (*_VERBATIM, "/"):
            fence = "```" if line[0] == "`" else bare
            yield "comment" if line[0] == "/" else "code"
        else:
            yield "comment" if line.startswith("//") and line[:3] != "///" else "text"


def _header(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Yield attributes, author and date of the lines up to the first that is empty."""
    for number, line in enumerate(lines[:100]):
        if not line.strip():
            break
        heading, attribute = _HEADING.fullmatch(line), _ATTRIBUTE.fullmatch(line)
        author, revision = _AUTHOR.fullmatch(line), _REVISION.fullmatch(line)
        if heading and not number:
            yield "title", heading[1]
        elif attribute:
            yield _NAMES.get(attribute[1], attribute[1]), attribute[2] or ""
        elif author:
            yield "author", author[1]
        elif revision:
            yield "date", revision[1]


_NAMES = {"revdate": "date", "docdate": "date", "doctitle": "title"}
