"""JSON and JSON Lines: a line for each record or leaf, with its path; its pointer is its mark.

What is kept is this rendering, not the source: a row stays whole, and no passage is cut loose from
the keys above it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.load.charset import Decoded, decode
from ingest.load.fields import MOST_FIELDS, Field, is_long, joined, name_of, written
from ingest.load.loaded import Limits, Loaded, Pages, clean, one_line
from ingest.load.text import as_it_stands

_DEEPEST = 64
_FLAT = 3
"""Levels within a record that is written as one line."""
_LIST = 300
"""Characters of a list of plain values that is written as one line."""
_TITLES = ("title", "name", "subject", "headline", "question", "label", "id")
_LONGEST_TITLE = 200
_LINES = "application/x-ndjson"


class Pairs(list[tuple[str, Any]]):
    """An object, with its keys in order and those that come twice."""


class _DeepError(ValueError):
    """It nests too deeply."""


Path = tuple[str | int, ...]
"""Keys of objects, and places in arrays from 0."""


@dataclass(frozen=True, slots=True)
class _Item:
    """A value that is written by itself."""

    path: Path
    value: Any
    fields: tuple[Field, ...] = ()
    """Of a record that makes one line."""


def load(content: bytes, media_type: str, limits: Limits) -> Loaded:
    """Read values; what is no JSON is kept as plain text, and noted."""
    decoded = decode(content)
    if media_type == _LINES:
        return _lines(decoded, limits)
    try:
        value = parse(decoded.text)
        return _whole(value, decoded, limits)
    except (ValueError, RecursionError) as error:
        why = str(error) if isinstance(error, ValueError) else "it nests too deeply"
        note = f"it is not valid JSON ({why}): read as plain text"
        return as_it_stands(decoded, "text/plain", note)


def parse(text: str) -> Any:
    """Parse JSON: objects as `Pairs`, numbers and constants as they are written.

    Raises `ValueError` or `RecursionError` for what is no JSON, or nests too deeply for us.
    """
    return json.loads(
        text.lstrip("\ufeff"),
        object_pairs_hook=Pairs,
        parse_int=str,
        parse_float=str,
        parse_constant=str,
    )


def _whole(value: Any, decoded: Decoded, limits: Limits) -> Loaded:
    writer = _Writer(limits.characters)
    writer.value(value, "")
    notes = [decoded.note, *writer.notes()]
    return writer.pages.loaded(
        "application/json", title=_title(value), notes=tuple(filter(None, notes))
    )


def _lines(decoded: Decoded, limits: Limits) -> Loaded:
    writer = _Writer(limits.characters)
    bad = 0
    for number, line in enumerate(clean(decoded.text).lstrip("\ufeff").split("\n"), 1):
        if not line.strip() or writer.full:
            continue
        try:
            writer.value(parse(line), f"line {number}")
        except (ValueError, RecursionError):
            writer.line(line, f"line {number}")
            bad += 1
    broken = f"{bad} lines are not valid JSON and were kept as they stand" if bad else ""
    return writer.pages.loaded(
        _LINES, notes=tuple(filter(None, (decoded.note, broken, *writer.notes())))
    )


class _Writer:
    """Writes values as lines with marks."""

    def __init__(self, most: int) -> None:
        self.pages = Pages()
        self.pages.turn()
        self._most = most
        self._place = ""
        self._headed = False
        """Some record had a heading: what follows must not seem to belong to it."""

    @property
    def full(self) -> bool:
        """No more is of use: it is over the limit."""
        return self.pages.length > self._most

    def notes(self) -> list[str]:
        """Say where it ended early."""
        return [f"it is longer than {self._most} characters: the rest was left out"] * self.full

    def value(self, value: Any, place: str) -> None:
        """Write a value; where *place* is empty, each line is called by its JSON pointer."""
        for item in _items(value, record=bool(place)):
            if self.full:
                break
            self._item(item, place or _pointer(item.path))

    def line(self, text: str, place: str) -> None:
        """Write *text* as it is."""
        if clean(text).strip():
            if place and place != self._place:
                self.pages.place(place)
            self._place = place
            self.pages.add(text)

    def _item(self, item: _Item, place: str) -> None:
        if place != self._place:
            self._heading(item, place)
        if item.fields:
            of = joined(name for name in item.path if isinstance(name, str))
            self.line(written(item.fields, of), place)
        else:
            self.line(f"{joined(item.path)}: {_leaf(item.value)}".removeprefix(": "), place)

    def _heading(self, item: _Item, place: str) -> None:
        """Begin a section for a record with a long text, and for all that comes after one."""
        long = len(item.fields) > 1 and any(is_long(text) for _, text in item.fields)
        if self._headed or long:
            self._headed = True
            self.pages.blank_line()
            self.pages.mark(_title(item.value) or place or "/", 1, self.pages.length)


def _items(value: Any, *, record: bool) -> Iterator[_Item]:
    """Yield what is written by itself, in order: leaves, short lists, records of an array."""
    waiting: list[Iterator[tuple[Path, Any, bool]]] = [iter([((), value, record)])]
    while waiting:
        following = next(waiting[-1], None)
        if following is None:
            waiting.pop()
            continue
        path, one, element = following
        of_object = isinstance(one, Pairs)
        fields = _flat(one) if not of_object or element else None
        if not isinstance(one, list) or not one or fields is not None:
            yield _Item(path, one, tuple(fields or ()) if element else ())
        elif len(waiting) > _DEEPEST:
            raise _DeepError(f"it nests more than {_DEEPEST} deep")
        else:
            waiting.append(_inner(path, one))


def _inner(path: Path, value: list[Any]) -> Iterator[tuple[Path, Any, bool]]:
    if isinstance(value, Pairs):
        yield from (((*path, key), one, False) for key, one in value)
    else:
        yield from (((*path, number), one, True) for number, one in enumerate(value))


def _flat(value: Any, depth: int = 0) -> list[Field] | None:
    """Return the fields of a record that makes one line; nothing where it holds other records."""
    if not isinstance(value, list) or not value:
        return [("", _leaf(value))]
    if not isinstance(value, Pairs):
        short = len(value) <= _LIST and not any(isinstance(one, list) for one in value)
        whole = _leaf(value) if short else ""
        return [("", whole)] if whole and len(whole) <= _LIST and "\n" not in whole else None
    if depth == _FLAT or len(value) > MOST_FIELDS:
        return None
    fields: list[Field] = []
    for key, one in value:
        inner = _flat(one, depth + 1)
        if inner is None or len(fields) + len(inner) > MOST_FIELDS:
            return None
        own = name_of(key)
        fields += [(f"{own} > {name}" if name else own, text) for name, text in inner]
    return fields


def _leaf(value: Any) -> str:
    """Write a plain value, or a list of them."""
    if isinstance(value, Pairs):
        return "{}"
    if isinstance(value, list):
        return ", ".join(_leaf(one) for one in value) if value else "[]"
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return str(value)


def _pointer(path: Path) -> str:
    """Write a JSON pointer (RFC 6901), its names cut where they are endless."""
    plain = (name_of(str(name)) if name != "" else "" for name in path)
    names = (name.replace("~", "~0").replace("/", "~1") for name in plain)
    return "".join(f"/{name}" for name in names)


def _title(value: Any) -> str:
    """Return what a record calls itself."""
    given = dict(value) if isinstance(value, Pairs) else {}
    for name in _TITLES:
        one = given.get(name)
        if isinstance(one, str) and clean(one).strip() and not is_long(one):
            return one_line(clean(one))[:_LONGEST_TITLE]
    return ""
