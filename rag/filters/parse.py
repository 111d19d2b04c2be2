"""Filters over what is known of documents, written as MongoDB writes them.

``{"language": "en", "pages": {"$gte": 10}, "$or": [{"tags": "winter"}, {"author": "Ana"}]}``
"""

import json
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rag.errors import InputError
from rag.filters.fields import Scalar, fitting, known, like, values

Document = Mapping[str, Any]
"""As `rag.store.metadata.metadata` gives it."""
DEEPEST, MOST, MOST_VALUES = 8, 100, 1_000
"""Filters within filters, conditions of a filter, and values of a list."""
EXAMPLE = 'Write it like {"language": "en", "pages": {"$gte": 10}}.'
ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {
    "$gt": operator.gt,
    "$gte": operator.ge,
    "$lt": operator.lt,
    "$lte": operator.le,
}
AMONG = {"$eq": True, "$in": True, "$ne": False, "$nin": False}
"""Whether a document is wanted that holds one of the values."""
JOINS: Mapping[str, Callable[[Any], bool]] = {"$and": all, "$or": any}


@dataclass(frozen=True, slots=True)
class Condition:
    """What one field must hold. Several values of a document (tags): one of them is enough."""

    field: str
    sign: str
    given: tuple[Scalar, ...]

    def keeps(self, document: Document) -> bool:
        """Say whether *document* is wanted; one without a value is for ``$ne`` and ``$nin``."""
        held = values(document, self.field)
        if self.sign in ORDERS:
            return any(self._ordered(one) for one in held)
        there = any(like(self.field, one, given) == given for one in held for given in self.given)
        return (there or (not held and "" in self.given)) is AMONG[self.sign]

    def _ordered(self, held: Scalar) -> bool:
        given = self.given[0]
        comparable = like(self.field, held, given)
        return comparable is not None and ORDERS[self.sign](comparable, given)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which documents are looked at."""

    join: str
    """``"$and"`` or ``"$or"``."""
    within: tuple["Condition | Filter", ...]
    """None at all, joined by ``$and``: every document."""

    def keeps(self, document: Document) -> bool:
        """Say whether *document* is wanted."""
        return JOINS[self.join](one.keeps(document) for one in self.within)


def parsed(where: Any) -> Filter:
    """Return *where*, a filter as JSON has it, already read; `InputError` says what is wrong.

    ``{}`` keeps every document. Fields are those of `rag.store.metadata.NAMES`, ``type`` for
    ``media_type``, and ``properties.NAME``.

    >>> parsed({"pages": {"$gt": 2}}).keeps({"pages": 3})
    True
    """
    found = _all(where, DEEPEST)
    if (conditions := _count(found)) > MOST:
        raise InputError(f"The filter has {conditions} conditions.", f"Give {MOST} at most.")
    return found


def read(text: str) -> Any:
    """Return the JSON *text* of a filter, read and found right; `InputError` where it is not."""
    try:
        where = json.loads(text, object_pairs_hook=_object)
    except (ValueError, RecursionError) as error:
        raise InputError(f"The filter {text[:60]!r} is not JSON.", EXAMPLE) from error
    parsed(where)
    return where


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that is there twice: the last would hide what the first asks for."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, _ in pairs if [key for key, _ in pairs].count(name) > 1)
        raise InputError(f"The filter has {twice[:60]!r} twice.", "Join the two by $and.")
    return found


def _all(where: Any, deep: int) -> Filter:
    if not isinstance(where, dict):
        raise InputError(f"A filter is an object, not a {type(where).__name__}.", EXAMPLE)
    if not deep:
        raise InputError(f"The filter is over {DEEPEST} levels deep.", "Write it flatter.")
    found: list[Condition | Filter] = []
    for name, wanted in where.items():
        if name in JOINS:
            found.append(_joined(name, wanted, deep))
        elif isinstance(name, str) and not name.startswith("$"):
            found += _conditions(name, wanted)
        else:
            raise _unknown(name, JOINS, "stand among fields")
    return Filter("$and", tuple(found))


def _joined(sign: str, wanted: Any, deep: int) -> Filter:
    if not isinstance(wanted, list) or not wanted:
        problem = f"{sign} takes a list of filters, and was given {wanted!r:.60}."
        raise InputError(problem, f'Write it like {{"{sign}": [{{"tags": "a"}}, {{"pages": 1}}]}}.')
    return Filter(sign, tuple(_all(one, deep - 1) for one in wanted))


def _conditions(name: str, wanted: Any) -> list[Condition]:
    field = known(name)
    signs = wanted if isinstance(wanted, dict) else {"$eq": wanted}
    if not signs:
        raise InputError(f"The field {name} is given no condition.", EXAMPLE)
    return [_condition(field, sign, value) for sign, value in signs.items()]


def _condition(field: str, sign: str, value: Any) -> Condition:
    if sign not in {**AMONG, **ORDERS}:
        raise _unknown(sign, {**AMONG, **ORDERS}, f"be asked of the field {field}")
    if sign not in {"$in", "$nin"}:
        return Condition(field, sign, (fitting(field, value),))
    if not isinstance(value, list) or len(value) > MOST_VALUES:
        problem = f"{sign} takes a list of at most {MOST_VALUES} values for the field {field}."
        raise InputError(problem, f'Write it like {{"{field}": {{"{sign}": [...]}}}}.')
    return Condition(field, sign, tuple(fitting(field, one) for one in value))


def _unknown(sign: Any, signs: Mapping[str, Any], place: str) -> InputError:
    return InputError(f"{str(sign)[:60]!r} cannot {place}.", f"Use one of: {', '.join(signs)}.")


def _count(found: Filter) -> int:
    return sum(1 if isinstance(one, Condition) else 1 + _count(one) for one in found.within)
