"""What is written to the truth, one transaction a method.

A version is written ``pending``, which nobody reads; becomes ``live`` in the same transaction that
makes its predecessor ``dead``; and is swept away when dead. So at every instant a document is
answered from exactly one whole version.
"""

import uuid
from collections.abc import Collection as Collecting
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    and_,
    delete,
    func,
    insert,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from rag.store import tagging
from rag.store.records import Change, Failed, Prepared, Removal, Torn
from rag.store.rows import checksum, owned, passage_rows, version_row
from rag.store.tables import (
    DEAD,
    LIVE,
    PENDING,
    TORN,
    collections,
    documents,
    failures,
    jobs,
    meta,
    of,
    passages,
    receipts,
    versions,
)
from rag.types import Collection

NOT_LIVE = text(f"versions.state != '{LIVE}'")
"""Said outright: with a parameter SQLite would not use the index of what is left over."""
MANY = 1_000
"""Ids asked for in one statement."""
KEPT = {"receipts": receipts, "jobs": jobs}


class Truth:
    """The writing side; `rag.store.reading` is the other."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def stage(self, collection: Collection, batch: Sequence[Prepared], embedder: str) -> None:
        """Write every version of *batch* as pending: all there, and seen by nobody."""
        with self.engine.begin() as connection:
            found = {**owned(collection), "embedder": embedder}
            connection.execute(upsert(collections).values(found).on_conflict_do_nothing())
            for prepared in batch:
                _stage(connection, prepared)

    def publish(self, collection: Collection, batch: Sequence[Prepared]) -> None:
        """Make the pending versions of *batch* live and their predecessors dead, all at once.

        Dead is also what they replace. What was known to fail at the paths of either is forgotten.
        """
        ids = {prepared.document.id for prepared in batch}
        replaced = {one for prepared in batch for one in prepared.replaces}
        mine = of(versions, collection)
        with self.engine.begin() as connection:
            tagging.inherit(connection, collection, batch)
            for chosen, before, after in ((ids | replaced, LIVE, DEAD), (ids, PENDING, LIVE)):
                theirs = versions.c.document_id.in_(chosen), versions.c.state == before
                connection.execute(update(versions).where(mine, *theirs).values(state=after))
            _forget_failures(connection, collection, ids | replaced)
            _advance(connection)

    def unpublished(self, collection: Collection) -> list[str]:
        """Return the ids of passages that only versions not live hold."""
        join = versions.join(passages, same_version())
        mine = select(passages.c.id).select_from(join).where(of(versions, collection))
        keys = passages.c.tenant, passages.c.collection
        # Of all collections: asked for one, SQLite would walk through all of its versions.
        left = select(passages.c.id, *keys).select_from(join).where(NOT_LIVE)
        with self.engine.connect() as connection:
            ours = (collection.tenant, collection.name)
            gone = sorted(id_ for id_, *key in connection.execute(left) if tuple(key) == ours)
            live: set[str] = set()
            for start in range(0, len(gone), MANY):
                some = passages.c.id.in_(gone[start : start + MANY])
                live |= set(connection.scalars(mine.where(versions.c.state == LIVE, some)))
        return sorted(set(gone) - live)

    def sweep(self) -> int:
        """Delete every version that is not live, and documents left without any; return how many.

        At a start these are what a crash left; nobody could see them.
        """
        with self.engine.begin() as connection:
            gone = connection.execute(delete(versions).where(NOT_LIVE)).rowcount
            if gone:
                key = tuple_(documents.c.tenant, documents.c.collection, documents.c.id)
                kept = select(versions.c.tenant, versions.c.collection, versions.c.document_id)
                connection.execute(delete(documents).where(key.not_in(kept)))
        return gone

    def remove(self, collection: Collection, ids: Sequence[str]) -> tuple[Removal, list[str]]:
        """Delete documents; return what went and the ids of their passages. Unknown ids pass."""
        mine = of(versions, collection), versions.c.document_id.in_(ids), versions.c.state == LIVE
        theirs = of(passages, collection), passages.c.document_id.in_(ids)
        with self.engine.begin() as connection:
            count = connection.execute(
                select(func.count(), func.coalesce(func.sum(versions.c.passages), 0)).where(*mine)
            ).one()
            passage_ids = list(connection.scalars(select(passages.c.id).where(*theirs)))
            _forget_failures(connection, collection, ids)
            chosen = of(documents, collection), documents.c.id.in_(ids)
            if connection.execute(delete(documents).where(*chosen)).rowcount:
                _advance(connection)
        return Removal(documents=count[0], passages=count[1]), sorted(set(passage_ids))

    def note_failures(self, collection: Collection, noted: Sequence[Failed]) -> None:
        """Keep *noted*, each in place of what was known of its path."""
        with self.engine.begin() as connection:
            for failed in noted:
                row = {**owned(collection), **asdict(failed)}
                fresh = upsert(failures).values(row)
                connection.execute(
                    fresh.on_conflict_do_update(
                        index_elements=["tenant", "collection", "path"], set_=asdict(failed)
                    )
                )

    def mark_torn(self, torn: Sequence[Torn]) -> None:
        """Let nobody read the passages of *torn* any more, and the next ingest read them anew."""
        with self.engine.begin() as connection:
            for one in torn:
                mine = of(versions, one.collection), versions.c.document_id == one.document_id
                chosen = update(versions).where(*mine, versions.c.edition == one.edition)
                unmarked = chosen.where(versions.c.recipe.not_like(f"{TORN}%"))
                connection.execute(unmarked.values(recipe=TORN + versions.c.recipe))

    def forget_failures(self, collection: Collection, paths: Sequence[str]) -> None:
        """Forget what was noted of *paths*."""
        with self.engine.begin() as connection:
            for path in paths:
                mine = of(failures, collection), failures.c.path == path
                connection.execute(delete(failures).where(*mine))

    def tag(self, collection: Collection, ids: Sequence[str], change: Change) -> list[str]:
        """Change the tags that documents were given; return the ids of those it changed."""
        with self.engine.begin() as connection:
            return tagging.tag(connection, collection, ids, change)

    def keep(self, kind: str, tenant: str, name: str, body: str) -> None:
        """Keep *body* as the *kind* (``"receipts"``, ``"jobs"``) called *name*, or replace it."""
        row = upsert(KEPT[kind]).values(tenant=tenant, id=name, body=body)
        with self.engine.begin() as connection:
            connection.execute(
                row.on_conflict_do_update(index_elements=["tenant", "id"], set_={"body": body})
            )

    def note(self, name: str, value: str) -> None:
        """Keep one fact about the whole store."""
        with self.engine.begin() as connection:
            _note(connection, name, value)


def _stage(connection: Connection, prepared: Prepared) -> None:
    source = prepared.document.source
    mine = of(versions, source.collection), versions.c.document_id == source.document_id
    connection.execute(delete(versions).where(*mine, versions.c.state != LIVE))
    last = connection.scalar(select(func.max(versions.c.edition)).where(*mine))
    edition = (last or 0) + 1
    document = {**owned(source.collection), "id": source.document_id}
    connection.execute(upsert(documents).values(document).on_conflict_do_nothing())
    rows = passage_rows(prepared, edition=edition)
    ingested = datetime.now(UTC).isoformat(timespec="seconds")
    version = version_row(prepared, edition=edition, state=PENDING, ingested=ingested)
    version["checksum"] = checksum(prepared.document.text, rows)
    connection.execute(insert(versions).values(version))
    if rows:
        connection.execute(insert(passages), rows)


def _forget_failures(connection: Connection, collection: Collection, ids: Collecting[str]) -> None:
    """Forget what was known to fail at the paths of the documents with those *ids*."""
    mine = of(versions, collection), versions.c.document_id.in_(ids)
    paths = select(versions.c.path).where(*mine)
    cleared = of(failures, collection), failures.c.path.in_(paths)
    connection.execute(delete(failures).where(*cleared))


def same_version() -> ColumnElement[bool]:
    """Return the condition that joins passages to their version."""
    both = ("tenant", "collection", "document_id", "edition")
    return and_(*(passages.c[name] == versions.c[name] for name in both))


def _advance(connection: Connection) -> None:
    """Name the state of the truth anew: a random name, so that no two states ever share one."""
    _note(connection, "generation", uuid.uuid4().hex)


def _note(connection: Connection, name: str, value: str) -> None:
    row = upsert(meta).values(name=name, value=value)
    connection.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": value}))
