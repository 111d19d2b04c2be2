"""The only door to Chroma: ids and vectors, never text."""

import contextlib
import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from rag.indexes import Found
from rag.store.damage import guarding
from rag.types import Vectors

BATCH = 5_000
"""Rows to a call. Chroma 1.5.9 refuses more than 5,461."""
FILE = "chroma.sqlite3"
HNSW = {"space": "cosine", "ef_search": 300, "ef_construction": 200}
"""Wider than Chroma's 100 and 100: a search also walks over what was deleted, and with 100 some
passages no longer found themselves once most of an index was deleted ones."""


class ChromaIndex:
    """Nearest vectors by Chroma in this process, kept under *folder* (port `DenseIndex`)."""

    def __init__(self, folder: Path) -> None:
        import chromadb
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
        self._spaces: dict[str, Any] = {}
        # After one that failed (on a full disk) the next client of the same folder in this process
        # raises ValueError and AttributeError, measured on 1.5.9.
        with _guard(ValueError, AttributeError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _forget_openings(folder / FILE)
            self._client: Any = chromadb.PersistentClient(path=str(folder), settings=settings)

    def put(self, key: str, ids: Sequence[str], vectors: Vectors) -> None:
        """Add or replace; any number of rows."""
        with _guard():
            space = self._space(key, make=True)
            for start in range(0, len(ids), BATCH):
                end = start + BATCH
                space.upsert(ids=list(ids[start:end]), embeddings=vectors[start:end])

    def remove(self, key: str, ids: Sequence[str]) -> None:
        """Forget *ids*; unknown ones are ignored."""
        with _guard():
            space = self._space(key)
            for start in range(0, len(ids) if space else 0, BATCH):
                space.delete(ids=list(ids[start : start + BATCH]))

    def search(self, key: str, vector: Vectors, k: int) -> list[Found]:
        """Return up to *k* nearest by cosine, best first; an unknown *key* gives none."""
        with _guard():
            space = self._space(key)
            if space is None or k < 1:
                return []
            # Asked for more than there are it gives all; counting them first takes 1.5.9 longer
            # than the search, in proportion to their number.
            rows = space.query(query_embeddings=vector, n_results=k, include=["distances"])
        ids, distances = rows["ids"][0], rows["distances"][0]
        found = [Found(i, 1.0 - float(d)) for i, d in zip(ids, distances, strict=True)]
        return sorted(found, key=lambda one: (-one.score, one.passage_id))

    def ids(self, key: str) -> set[str]:
        """Return all ids held, for the audit."""
        with _guard():
            space = self._space(key)
            return set(space.get(include=[])["ids"]) if space else set()

    def close(self) -> None:
        """Let go of files and memory."""
        self._spaces.clear()
        self._client.close()

    def _space(self, key: str, *, make: bool = False) -> Any:
        if key not in self._spaces:
            from chromadb.errors import NotFoundError

            if make:
                self._spaces[key] = self._client.get_or_create_collection(
                    key, embedding_function=None, configuration={"hnsw": HNSW}
                )
            else:
                with contextlib.suppress(NotFoundError):
                    self._spaces[key] = self._client.get_collection(key, embedding_function=None)
        return self._spaces.get(key)


def _guard(*more: type[Exception]) -> AbstractContextManager[None]:
    from chromadb.errors import ChromaError

    return guarding("chroma", ChromaError, sqlite3.DatabaseError, OSError, *more)


def loose_pages(file: Path) -> tuple[int, list[int]]:
    """Return the page size of Chroma's database *file*, and the pages that opening it changes.

    Measured on 1.5.9: every opening adds a row to ``acquire_write`` (nobody reads it) and so
    counts up the change counters in the first page's header; nothing else changes.
    """
    with contextlib.closing(sqlite3.connect(file)) as connection:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'acquire_write'"
        return size, [row[0] for row in connection.execute(query)]


def is_scratch(file: Path) -> bool:
    """Say whether *file* belongs to a graph that was never saved.

    Measured on 1.5.9: until a collection has had 1,000 writes its vectors are all in the database,
    and every opening fills the graph's files with whatever was in memory; nobody reads them. Once
    saved, a graph has its ``index_metadata.pickle``, which the seal then knows of.
    """
    return file.suffix == ".bin" and not (file.parent / "index_metadata.pickle").exists()


def blank_scratch(folder: Path) -> None:
    """Fill with zeros what `is_scratch` under *folder*: the memory in it may hold deleted text."""
    for path in folder.rglob("*.bin"):
        if is_scratch(path):
            with path.open("r+b") as file:
                file.write(bytes(path.stat().st_size))


def _forget_openings(file: Path) -> None:
    """Empty the table of openings, so that it never grows over its one page."""
    if file.exists():
        with contextlib.closing(sqlite3.connect(file)) as connection:
            connection.execute("DELETE FROM acquire_write")
            connection.commit()
