"""JSON that means one thing only: no name given twice, no NaN, no infinity."""

import json
from typing import Any


def read_json(text: str | bytes) -> Any:
    """Return what *text* says; `ValueError` where it could be read in two ways, or not at all."""
    return json.loads(text, parse_constant=_constant, object_pairs_hook=_once)


def _constant(name: str) -> None:
    msg = f"{name} is no JSON"
    raise ValueError(msg)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        msg = "a name is given twice"
        raise ValueError(msg)
    return found
