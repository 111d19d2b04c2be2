"""Source code: the text stands as it is, with a mark on each line and a section for each symbol."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.load.charset import decode
from ingest.load.code_kinds import KINDS, Kind
from ingest.load.grammar import Symbol, parsed
from ingest.load.lines import line_starts
from ingest.load.loaded import Heading, Limits, Loaded
from ingest.load.text import as_it_stands

_MOST_CHARACTERS = 1_500_000
"""In a file whose symbols are told apart; on broken code the parser needs 1 kB for each."""
_UNREAD = 0.5
"""Share of a file that the grammar cannot read from which, where it has no symbols either, it is
not what its name says."""
_TIME = 0.25
"""Of the seconds for a file, at most, is spent on symbols."""
_CLOSING = re.compile(r"[\W_]*(?:(?:end|fi|done|endif|else)\b[\W_]*)?(?:(?://|#|/\*).*)?")
OUTSIDE = "(top level)"
"""Heads what stands between the outermost symbols."""


def load(content: bytes, media_type: str, limits: Limits) -> Loaded:
    """Keep the source; where its language is known here, its symbols are headings."""
    kind = KINDS[media_type]
    loaded = as_it_stands(decode(content), media_type)
    loaded = replace(loaded, title="", properties={"programming_language": kind.name})
    return _with_symbols(loaded, kind, limits.seconds * _TIME) if kind.grammar else loaded


def _with_symbols(loaded: Loaded, kind: Kind, seconds: float) -> Loaded:
    if len(loaded.text) > _MOST_CHARACTERS:
        return _noted(loaded, f"it has more than {_MOST_CHARACTERS} characters")
    found = parsed(loaded.text, kind.grammar, seconds=seconds)
    if found is None:
        return _noted(loaded, f"that took longer than {seconds:g} seconds")
    if found.unread > _UNREAD and not found.symbols:
        note = f"it is not valid {kind.name}: read as plain text"
        return replace(loaded, media_type="text/plain", properties={}, notes=(*loaded.notes, note))
    return replace(loaded, headings=tuple(_headings(loaded.text, found.symbols)))


def _noted(loaded: Loaded, why: str) -> Loaded:
    note = f"its functions and classes were not told apart: {why}"
    return replace(loaded, notes=(*loaded.notes, note))


def _headings(text: str, symbols: Sequence[Symbol]) -> Iterator[Heading]:
    """Yield a heading for each symbol, and one where code goes on after it outside of it."""
    starts, lines = line_starts(text), text.split("\n")
    around: list[Symbol] = []
    for symbol in (*symbols, None):
        level = symbol.level if symbol else 1
        while len(around) >= level:
            ended = around.pop()
            after = around[-1].last_row + 1 if around else len(lines)
            before = min(symbol.row, after) if symbol else after
            going_on = _first_row(lines, ended.last_row + 1, before)
            if going_on is not None:
                title, depth = (around[-1].title, len(around)) if around else (OUTSIDE, 1)
                yield Heading(title, depth, starts[going_on])
        if symbol:
            yield Heading(symbol.title, symbol.level, starts[symbol.row])
            around.append(symbol)


def _first_row(lines: list[str], first: int, end: int) -> int | None:
    """Return the first row from *first* to before *end* that is more than a closing bracket."""
    return next((row for row in range(first, end) if not _CLOSING.fullmatch(lines[row])), None)
