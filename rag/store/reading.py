"""What is read from the truth: live versions only, and always of one collection."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, RowMapping, Select, and_, func, select

from rag.errors import NotFoundError
from rag.store.records import Card, Counts, Failed, Known, Torn
from rag.store.rows import KNOWN, checksum, document_of, known_of, passage_of, source_of, text_hash
from rag.store.tables import (
    EMPTY,
    LIVE,
    TORN,
    collections,
    documents,
    failures,
    meta,
    of,
    passages,
    versions,
)
from rag.store.truth import KEPT, MANY, same_version
from rag.store.vectors import unpacked
from rag.types import Collection, Document, Passage, Vectors


@dataclass(frozen=True, slots=True)
class Stored:
    """A live passage with its vector: what the derived indexes are built from."""

    passage: Passage
    vector: bytes


class Reading:
    """The reading side of the truth. Safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def collections(self) -> list[Collection]:
        """Return every collection of every tenant, by name."""
        rows = self._rows(select(collections))
        return sorted(Collection(row["collection"], row["tenant"]) for row in rows)

    def embedders(self) -> set[str]:
        """Return the fingerprints the collections were built with."""
        return {row["embedder"] for row in self._rows(select(collections.c.embedder).distinct())}

    def known(self, collection: Collection, ids: Sequence[str] | None = None) -> list[Known]:
        """Return the live documents, by path: all, or those of *ids*."""
        chosen = _given(*(versions.c[name] for name in KNOWN))
        ordered = chosen.order_by(versions.c.path, versions.c.document_id)
        return [known_of(row) for row in self._documents(ordered, collection, ids)]

    def cards(self, collection: Collection, ids: Sequence[str] | None = None) -> dict[str, Card]:
        """Return a card for each live document: of all, or of those of *ids*."""
        named = (versions.c[name] for name in ("version", "title", "path", "recipe", "passages"))
        chosen = select(*_KEYS, *named)
        return {
            row["document_id"]: Card(
                row["edition"], source_of(row), row["passages"], row["recipe"].startswith(TORN)
            )
            for row in self._documents(chosen, collection, ids)
        }

    def document(self, collection: Collection, document_id: str) -> Document | None:
        """Return a live document whole."""
        chosen = _given(versions).where(of(versions, collection), versions.c.state == LIVE)
        rows = self._rows(chosen.where(versions.c.document_id == document_id))
        return document_of(rows[0]) if rows else None

    def passages(self, collection: Collection, document_id: str) -> list[Passage]:
        """Return a live document's passages in order."""
        chosen = _live().where(of(passages, collection), passages.c.document_id == document_id)
        return [passage_of(row) for row in self._rows(chosen.order_by(passages.c.ordinal))]

    def vectors(self, collection: Collection, ids: Sequence[str]) -> Vectors:
        """Return a row for each of *ids*, in order; `KeyError` where one is not live."""
        columns = select(passages.c.id, passages.c.vector).join(versions, same_version())
        rows = self._by_id(collection, ids, columns.where(versions.c.state == LIVE))
        found = {row["id"]: row["vector"] for row in rows}
        return unpacked([found[passage_id] for passage_id in ids])

    def embedded(self, hashes: Sequence[bytes]) -> dict[bytes, Vectors]:
        """Return vectors of live passages by the hash of what was embedded for them."""
        columns = select(passages.c.embedded, passages.c.vector).join(versions, same_version())
        live = columns.where(versions.c.state == LIVE, versions.c.recipe.not_like(f"{TORN}%"))
        # Said outright, for only then may SQLite use the index.
        live = live.where(passages.c.embedded != EMPTY)
        found: dict[bytes, Vectors] = {}
        for start in range(0, len(hashes), MANY):
            some = passages.c.embedded.in_(hashes[start : start + MANY])
            for row in self._rows(live.where(some)):
                found[row["embedded"]] = unpacked([row["vector"]])[0]
        return found

    def counts(self, collection: Collection) -> Counts:
        """Count live documents and passages."""
        total = func.coalesce(func.sum(versions.c.passages), 0).label("passages")
        chosen = select(func.count().label("documents"), total)
        mine = chosen.where(of(versions, collection), versions.c.state == LIVE)
        return Counts(**self._rows(mine)[0])

    def everywhere(self) -> Counts:
        """Count live documents and passages of all collections."""
        counts = [self.counts(one) for one in self.collections()]
        return Counts(sum(one.documents for one in counts), sum(one.passages for one in counts))

    def failures(self, collection: Collection) -> list[Failed]:
        """Return what could not be indexed, by path."""
        names = [failures.c[name] for name in Failed.__slots__]
        chosen = select(*names).where(of(failures, collection)).order_by(failures.c.path)
        return [Failed(**row) for row in self._rows(chosen)]

    def kept(self, kind: str, tenant: str, name: str) -> str:
        """Return what `Truth.keep` was given."""
        table = KEPT[kind]
        chosen = select(table.c.body).where(table.c.tenant == tenant, table.c.id == name)
        rows = self._rows(chosen)
        if not rows:
            problem = f"There is no {kind.removesuffix('s')} {name!r}."
            raise NotFoundError(problem, "Check the id; it may have been another index's.")
        return str(rows[0]["body"])

    def noted(self, name: str) -> str:
        """Return one fact about the whole store; empty where it was never noted."""
        rows = self._rows(select(meta.c.value).where(meta.c.name == name))
        return str(rows[0]["value"]) if rows else ""

    def everything(self, collection: Collection) -> Iterator[list[Stored]]:
        """Yield every live passage, some at a time: document by document, each in order."""
        chosen = _live(passages.c.vector).where(of(passages, collection))
        for rows in self._stream(chosen.order_by(passages.c.document_id, passages.c.ordinal)):
            yield [Stored(passage_of(row), row["vector"]) for row in rows]

    def in_order(self, collection: Collection) -> Iterator[Passage]:
        """Yield every live passage in that order, without its vector."""
        chosen = _live().where(of(passages, collection))
        for rows in self._stream(chosen.order_by(passages.c.document_id, passages.c.ordinal)):
            yield from map(passage_of, rows)

    def beside(self, collection: Collection, passage: Passage) -> list[Passage]:
        """Return the live passages just before and just after *passage* in its document, if any."""
        chosen = _live().where(
            of(passages, collection), passages.c.document_id == passage.source.document_id
        )
        start = passages.c.start
        before = chosen.where(start < passage.start).order_by(start.desc()).limit(1)
        after = chosen.where(start >= passage.end).order_by(start).limit(1)
        return [passage_of(row) for one in (before, after) for row in self._rows(one)]

    def export(self, collection: Collection) -> Iterator[tuple[str, str, bytes]]:
        """Yield id, SHA-256 of the text, and vector of every live passage, by id."""
        chosen = _live(passages.c.vector).where(of(passages, collection))
        for rows in self._stream(chosen.order_by(passages.c.id)):
            for row in rows:
                yield row["id"], text_hash(row["text"]), row["vector"]

    def hashes(self) -> set[str]:
        """Return the version of every live document of every collection."""
        return {row["version"] for row in self._rows(select(versions.c.version).distinct())}

    def damage(self) -> list[Torn]:
        """Return the versions whose rows are not what was written."""
        found = []
        for row in self._rows(select(*_KEYS, versions.c.path)):
            if not self._whole([row[column.name] for column in _KEYS]):
                where = Collection(row["collection"], row["tenant"])
                found.append(Torn(where, row["document_id"], row["edition"], row["path"]))
        return found

    def _whole(self, key: list[Any]) -> bool:
        """Say whether the rows of the version at *key* are as they were written."""
        mine = [column == value for column, value in zip(_KEYS, key, strict=True)]
        theirs = [passages.c[c.name] == value for c, value in zip(_KEYS, key, strict=True)]
        try:
            noted = self._rows(select(versions.c.text, versions.c.checksum).where(*mine))[0]
            rows = self._rows(select(passages).where(*theirs).order_by(passages.c.ordinal))
        except UnicodeDecodeError:
            return False
        return bool(checksum(noted["text"], rows) == noted["checksum"])

    def _documents(
        self, chosen: Select[Any], collection: Collection, ids: Sequence[str] | None
    ) -> Iterator[RowMapping]:
        """Yield what was *chosen* of live documents: of all, or of those of *ids*."""
        live = chosen.where(of(versions, collection), versions.c.state == LIVE)
        if ids is None:
            yield from self._rows(live)
        for start in range(0, len(ids or ()), MANY):
            some = (ids or ())[start : start + MANY]
            yield from self._rows(live.where(versions.c.document_id.in_(some)))

    def _by_id(
        self, collection: Collection, ids: Sequence[str], chosen: Select[Any]
    ) -> Iterator[RowMapping]:
        mine = chosen.where(of(passages, collection))
        for start in range(0, len(ids), MANY):
            yield from self._rows(mine.where(passages.c.id.in_(ids[start : start + MANY])))

    def _rows(self, chosen: Select[Any]) -> Sequence[RowMapping]:
        with self.engine.connect() as connection:
            return connection.execute(chosen).mappings().all()

    def _stream(self, chosen: Select[Any]) -> Iterator[Sequence[RowMapping]]:
        with self.engine.connect() as connection:
            result = connection.execution_options(yield_per=MANY).execute(chosen)
            yield from result.mappings().partitions()


_KEYS = (
    versions.c.tenant,
    versions.c.collection,
    versions.c.document_id,
    versions.c.edition,
)


def _given(*columns: Any) -> Select[Any]:
    """Select *columns* of versions, and the tags that their documents were given."""
    theirs = versions.join(
        documents,
        and_(
            documents.c.tenant == versions.c.tenant,
            documents.c.collection == versions.c.collection,
            documents.c.id == versions.c.document_id,
        ),
    )
    return select(*columns, documents.c.tags.label("given")).select_from(theirs)


def _live(*more: Any) -> Select[Any]:
    """Select live passages, those of torn documents apart, with what their source is called."""
    titles = versions.c.version, versions.c.title, versions.c.path
    columns = [column for column in passages.c if column.name != "vector"]
    chosen = select(*columns, *titles, *more).join(versions, same_version())
    return chosen.where(versions.c.state == LIVE, versions.c.recipe.not_like(f"{TORN}%"))
