"""reStructuredText: the source as it stands; headings by what is drawn below them."""

import re
from collections.abc import Iterator

from ingest.load.charset import decode
from ingest.load.lines import line_starts
from ingest.load.loaded import Heading, Limits, Loaded, clean
from ingest.load.markup import blanked, marked_up

_ADORNED = re.compile(r"([!-/:-@\[-`{-~])\1+[ \t]*")
_FIELD = re.compile(r":([A-Za-z][\w -]{0,40}):(?:[ \t]+(\S.*))?")
_COMMENT = re.compile(r"\.\.(?:[ \t]+(?!\[|_|\||[^\s:]+(?::[^\s:]+)*[ \t]?::(?:[ \t]|$)).*|[ \t]*)")
"""Two dots and no directive, footnote, target or substitution."""
_MOST_FIELDS = 100


def load(content: bytes, media_type: str, _: Limits) -> Loaded:
    """Keep the source, comments blanked; read headings and the fields at the start."""
    decoded = decode(content)
    text = clean(decoded.text)
    lines, starts = text.split("\n"), line_starts(text)
    spans = ((starts[first], starts[last] - 1) for first, last in _comments(lines))
    text = blanked(text, spans)
    lines = text.split("\n")
    headings = list(_headings(lines, starts))
    return marked_up(text, media_type, headings=headings, given=_fields(lines), decoded=decoded)


def _comments(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield first row and row after the last of each comment that begins a line."""
    row = 0
    while row < len(lines):
        first = row
        row += 1
        if not _COMMENT.fullmatch(lines[first]):
            continue
        if lines[first].strip() == ".." and not (lines[row : row + 1] or [""])[0].strip():
            yield first, row  # an empty comment ends at once
            continue
        while row < len(lines) and (lines[row][:1] in {" ", "\t"} or not lines[row].strip()):
            row += 1
        yield first, row


def _headings(lines: list[str], starts: list[int]) -> Iterator[Heading]:
    """Yield headings; of two ways to draw them the one that came first is the outer."""
    styles: dict[tuple[str, bool], int] = {}
    for row in range(len(lines) - 1):
        title, over = _titled(lines, row)
        if title:
            drawn = lines[row][0] if over else lines[row + 1][0]
            level = styles.setdefault((drawn, over), len(styles) + 1)
            yield Heading(title, level, starts[row])


def _titled(lines: list[str], row: int) -> tuple[str, bool]:
    """Return the title that begins in *row*, and whether it has a line above it too."""
    if row and lines[row - 1].strip():
        return "", False
    first, second = lines[row], lines[row + 1]
    third = lines[row + 2] if row + 2 < len(lines) else ""
    if _ADORNED.fullmatch(first) and first.rstrip() == third.rstrip() and second.strip():
        wide = len(first.rstrip()) >= len(second.strip())
        return (second.strip(), True) if wide and not _ADORNED.fullmatch(second) else ("", True)
    drawn = _ADORNED.fullmatch(second)
    if not drawn or first[:1].isspace() or not first.strip() or _ADORNED.fullmatch(first):
        return "", False
    return (
        (first.strip(), False)
        if len(second.rstrip()) >= min(len(first.strip()), 4)
        else ("", False)
    )


def _fields(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the fields that stand before the text, above or below the title."""
    seen = 0
    for row, line in enumerate(lines[: 10 * _MOST_FIELDS]):
        field = _FIELD.fullmatch(line)
        if field and seen < _MOST_FIELDS:
            seen += 1
            yield field[1], field[2] or ""
        elif line.strip() and not _is_title_line(lines, row) and not line[:1].isspace():
            break


def _is_title_line(lines: list[str], row: int) -> bool:
    around = lines[max(0, row - 1) : row + 2]
    return any(_ADORNED.fullmatch(line) for line in around)
