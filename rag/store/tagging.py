"""The tags that documents were given, apart from those their files have themselves."""

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select, update

from rag.store.records import Change, Prepared
from rag.store.tables import documents, of
from rag.types import Collection

MANY = 1_000
"""Ids asked for in one statement."""


def tag(
    connection: Connection, collection: Collection, ids: Sequence[str], change: Change
) -> list[str]:
    """Change the tags given to documents; return the ids of those that had others before."""
    changed = []
    for document_id, before in _given(connection, collection, ids).items():
        after = change.of(before)
        if after != before:
            _write(connection, collection, document_id, after)
            changed.append(document_id)
    return changed


def inherit(connection: Connection, collection: Collection, batch: Sequence[Prepared]) -> None:
    """Give the documents of *batch* their new tags, and those of what they replace."""
    for prepared in batch:
        if prepared.given or prepared.replaces:
            found = _given(connection, collection, [prepared.document.id, *prepared.replaces])
            tags = set(prepared.given).union(*found.values())
            _write(connection, collection, prepared.document.id, tags)


def _given(
    connection: Connection, collection: Collection, ids: Sequence[str]
) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for start in range(0, len(ids), MANY):
        mine = of(documents, collection), documents.c.id.in_(ids[start : start + MANY])
        rows = connection.execute(select(documents.c.id, documents.c.tags).where(*mine))
        found |= {document_id: set(json.loads(tags)) for document_id, tags in rows}
    return found


def _write(
    connection: Connection, collection: Collection, document_id: str, tags: Iterable[str]
) -> None:
    mine = of(documents, collection), documents.c.id == document_id
    connection.execute(update(documents).where(*mine).values(tags=json.dumps(sorted(tags))))
