"""What filters may look at, and how a document's value there compares with a given one."""

import math
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from rag.errors import InputError
from rag.store.metadata import CUSTOM, NAMES, plain

ALIASES = {"type": "media_type"}
NUMBERS = frozenset({"pages", "passages", "bytes"})
DATES = frozenset({"created", "modified", "ingested"})
LITERAL = frozenset({"id", "path", "folder", "container", "version"})
"""Text in which upper and lower case differ."""
WHOLE_DAY = len("2026-01-29")
LONGEST = 1_000
"""Characters of a value or of a name."""
Scalar = str | int | float


def known(name: str) -> str:
    """Return the field that *name* means; `InputError` where there is none."""
    if name.startswith(CUSTOM) and name != CUSTOM and len(name) <= LONGEST:
        return CUSTOM + plain(name.removeprefix(CUSTOM))
    field = ALIASES.get(name, name)
    if field not in NAMES:
        fields = ", ".join((*NAMES, *ALIASES, f"{CUSTOM}NAME"))
        raise InputError(f"There is no field {name[:60]!r} to filter by.", f"Use one of: {fields}.")
    return field


def fitting(field: str, value: Any) -> Scalar:
    """Return *value* as it is compared in *field*; `InputError` where it cannot be."""
    custom = field.startswith(CUSTOM)
    if field in NUMBERS or (custom and not isinstance(value, str)):
        return _number(field, value)
    if not isinstance(value, str) or len(value) > LONGEST:
        problem = f"The field {field} holds text, and cannot be compared with {_shown(value)}."
        raise InputError(problem, f"Give text of at most {LONGEST} characters, in quotes.")
    if field in DATES:
        return _moment(field, value)
    return folded(field, value)


def folded(field: str, text: str) -> str:
    """Return *text* as it is compared: in most fields upper and lower case are the same.

    >>> folded("author", "Ana"), folded("path", "Ana.md")
    ('ana', 'Ana.md')
    """
    whole = unicodedata.normalize("NFC", text)
    return whole if field in LITERAL else whole.casefold()


def values(document: Mapping[str, Any], field: str) -> tuple[Scalar, ...]:
    """Return what *document* holds in *field*, as it is compared: several for tags, or none."""
    held = document.get(field, "")
    if isinstance(held, int):
        return (held,)
    several = held if isinstance(held, tuple) else (held,)
    return tuple(folded(field, one) for one in several if one)


def like(field: str, held: Scalar, given: Scalar) -> Scalar | None:
    """Return *held* so that it compares with *given*; None where it does not.

    A date counts to the precision given, and a custom property as a number where one is given.

    >>> like("created", "2026-01-29", "2026"), like("properties.edition", "2.0", 2)
    ('2026', 2.0)
    """
    if field in DATES and isinstance(held, str) and isinstance(given, str):
        return held[: len(given)] if given else held
    if isinstance(held, str) and not isinstance(given, str):
        return _as_number(held)
    return held


def _as_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _number(field: str, value: Any) -> int | float:
    right = isinstance(value, int | float) and not isinstance(value, bool)
    if not right or not (isinstance(value, int) or math.isfinite(value)):
        problem = f"The field {field} holds numbers, and cannot be compared with {_shown(value)}."
        raise InputError(problem, "Give a number, without quotes.")
    number: int | float = value
    return number


def _moment(field: str, text: str) -> str:
    """Return a year, month, day or moment as it is compared; empty stands for not known."""
    parts = text[:WHOLE_DAY].split("-")
    problem = f"The field {field} holds dates, and {text[:60]!r} is none."
    wrong = InputError(problem, "Give 2026, 2026-01, or 2026-01-29.")
    if [len(part) for part in parts] not in ([0], [4], [4, 2], [4, 2, 2]):
        raise wrong
    try:
        if text:
            date(*map(int, [*parts, "1", "1"][:3]))
        if len(text) > WHOLE_DAY:
            datetime.fromisoformat(text)
    except ValueError as error:
        raise wrong from error
    return folded(field, text)


def _shown(value: Any) -> str:
    return f"{value!r:.60}" if isinstance(value, Scalar) else f"a {type(value).__name__}"
