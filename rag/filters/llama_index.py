"""Filters as LlamaIndex writes them, in our words; refused where we have no such word.

It imports nothing of LlamaIndex: `rag.llama` hands over what these filters dump.
"""

from collections.abc import Callable, Mapping
from typing import Any

from rag.errors import InputError
from rag.filters.parse import parsed

ALIASES = {"document_id": "id", "doc_id": "id"}
"""What nodes call what filters call otherwise."""
SIGNS = {
    "==": "$eq",
    "!=": "$ne",
    ">": "$gt",
    ">=": "$gte",
    "<": "$lt",
    "<=": "$lte",
    "in": "$in",
    "nin": "$nin",
}
JOINS = {"and": "$and", "or": "$or"}
SEVERAL = "tags"
"""The field that holds several values, of which ``any``, ``all`` and ``contains`` speak."""
OURS = "Use == != > >= < <= in nin, any, all or contains for tags, is_empty, joined by and or or."
_OF_SEVERAL: Mapping[str, Callable[[Any], dict[str, Any]]] = {
    "any": lambda value: {SEVERAL: {"$in": value}},
    "contains": lambda value: {SEVERAL: {"$eq": value}},
    "all": lambda value: {"$and": [{SEVERAL: {"$eq": one}} for one in value]},
}


def translated(dumped: Mapping[str, Any]) -> dict[str, Any]:
    """Return a filter of ours that keeps what *dumped*, a ``MetadataFilters``, says.

    `InputError` for a field, an operator or a value that we have not.

    >>> translated({"filters": [{"key": "pages", "value": 3, "operator": ">"}], "condition": "or"})
    {'$or': [{'pages': {'$gt': 3}}]}
    """
    where = _joined(dumped)
    parsed(where)
    return where


def _joined(dumped: Mapping[str, Any]) -> dict[str, Any]:
    condition = dumped.get("condition") or "and"
    if condition not in JOINS:
        raise InputError(f"Filters joined by {condition!r} cannot be followed.", OURS)
    inner = [_joined(one) if "filters" in one else _single(one) for one in dumped["filters"]]
    return {JOINS[condition]: inner} if inner else {}


def _single(one: Mapping[str, Any]) -> dict[str, Any]:
    key, value, operator = one["key"], one["value"], one.get("operator") or "=="
    field = ALIASES.get(key, key)
    if operator in SIGNS:
        return {field: {SIGNS[operator]: value}}
    if operator == "is_empty":
        return {field: {"$eq": ""}}
    if operator not in _OF_SEVERAL or field != SEVERAL:
        raise InputError(f"The operator {operator!r} cannot be asked of the field {key!r}.", OURS)
    if operator != "contains" and not (isinstance(value, list) and value):
        raise InputError(f"The operator {operator!r} takes a list of tags.", OURS)
    return _OF_SEVERAL[operator](value)
