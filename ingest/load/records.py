"""JSON and JSON Lines: a line for each record, its names beside its values, each a place.

Not the source as it stands: brackets and quotation marks drown the words, and a record that is cut
in the middle loses the names of its fields.
"""

import json
from collections.abc import Iterator
from typing import Any

from ingest.load import text as plain
from ingest.load.charset import decode
from ingest.load.lines import line_marks
from ingest.load.loaded import Limits, Loaded, Pages, one_line

LINES = "application/x-ndjson"
_NAMES = 3
"""Innermost names that a value is given in front of it."""
_LISTED = 50
"""Plain values of a list on one line."""


def load(content: bytes, media_type: str, limits: Limits) -> Loaded:
    """Read every value; what is not valid JSON is kept as the text it is."""
    decoded = decode(content)
    pages = Pages()
    pages.turn()
    notes = [decoded.note] if decoded.note else []
    if media_type == LINES:
        bad = _lines(pages, decoded.text, limits)
        notes += [f"{bad} lines are not valid JSON and were kept as they stand"] if bad else []
        return pages.loaded(media_type, notes=tuple(notes))
    try:
        found = json.loads(decoded.text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        kept = plain.load(content, media_type, limits)
        said = (*kept.notes, f"it is not valid JSON ({one_line(str(error))}): read as plain text")
        return Loaded(kept.text, media_type, marks=line_marks(kept.text), notes=said)
    for place, line in rows(found):
        pages.place(place or "/")
        pages.add(line)
        if pages.length > limits.characters:
            break
    return pages.loaded(media_type, notes=tuple(notes))


def _lines(pages: Pages, text: str, limits: Limits) -> int:
    bad = 0
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            found = [row for _, row in rows(json.loads(line))] if line.strip() else []
        except (ValueError, RecursionError):
            bad, found = bad + 1, [line]
        pages.place(f"line {number}")
        for row in found:
            pages.add(row)
        if pages.length > limits.characters:
            break
    return bad


def rows(found: Any) -> Iterator[tuple[str, str]]:
    """Yield the place (a JSON pointer, RFC 6901) and the line of every record, in order.

    >>> list(rows([{"name": "Halm", "at": {"x": 1, "y": 2}}]))
    [('/0', 'name: Halm'), ('/0/at', 'at > x: 1 | at > y: 2')]
    """
    waiting: list[tuple[str, tuple[str, ...], Any]] = [("", (), found)]
    while waiting:
        place, names, value = waiting.pop()
        if isinstance(value, dict):
            inner = [(f"{place}/{_escaped(key)}", (*names, key), v) for key, v in value.items()]
        elif isinstance(value, list):
            inner = [(f"{place}/{number}", names, one) for number, one in enumerate(value)]
        else:
            yield place, _said(names, value)
            continue
        plain_ones = [one for one in inner if not isinstance(one[2], dict | list)]
        if isinstance(value, dict) and plain_ones:
            yield place, " | ".join(_said(path, one) for _, path, one in plain_ones)
        for start in range(0, len(plain_ones) if isinstance(value, list) else 0, _LISTED):
            some = plain_ones[start : start + _LISTED]
            yield some[0][0], _said(names, ", ".join(_written(one) for _, _, one in some))
        waiting += reversed([one for one in inner if isinstance(one[2], dict | list)])


def _said(names: tuple[str, ...], value: Any) -> str:
    path = " > ".join(one_line(name)[:80] for name in names[-_NAMES:])
    return f"{path}: {_written(value)}" if path else _written(value)


def _written(value: Any) -> str:
    if isinstance(value, str):
        return one_line(value)
    return "" if value is None else json.dumps(value)


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
