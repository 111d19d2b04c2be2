"""What is kept so that an answer can be checked later, and the names that follow from it."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from rag.ports import Verifier, Writer
from rag.reply import Receipt
from rag.settings import Settings
from rag.types import Hit, digest


def receipt(
    hits: Sequence[Hit],
    *,
    writer: Writer,
    model: str,
    verifier: Verifier,
    settings: Settings,
    filters: str = "",
) -> Receipt:
    """Name what *hits* were shown to *writer*, and everything else that decides an answer.

    The same contents get the same id, in every run. *filters* is as `noted` gives it.
    """
    passages = tuple((hit.passage.id, _sha256(hit.passage.text)) for hit in hits)
    rest = (writer.version, model, settings.fingerprint, verifier.version)
    given = [filters] if filters else []
    name = "rcp_" + digest(*(part for pair in passages for part in pair), *rest, *given)
    return Receipt(name, passages, *rest, filters)


def noted(where: Any) -> str:
    """Return the filter *where* as a receipt holds it; empty for None.

    >>> noted({"tags": "a", "pages": 1})
    '{"pages": 1, "tags": "a"}'
    """
    return "" if where is None else json.dumps(where, ensure_ascii=False, sort_keys=True)


def written(receipt: Receipt) -> str:
    """Return *receipt* as JSON, as it is kept."""
    return json.dumps(asdict(receipt), ensure_ascii=False)


def read(text: str) -> Receipt:
    """Return the receipt that was `written`, by this version or an earlier one."""
    held = json.loads(text)
    return Receipt(**{**held, "passages": tuple(map(tuple, held["passages"]))})


def _sha256(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
