"""Vectors that were paid for, by what they are of: kept until the truth has them, and longer.

Each is written as it arrives, so a kill loses only what was in flight. No text is in it, only
hashes and numbers; but a vector says much of its text, so a purge empties it (`clear`).
"""

import hashlib
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from rag.errors import SetupError
from rag.types import Vectors

FOLDER, FILE = "cache", "vectors.db"
_MANY = 500
"""Hashes asked for in one statement."""
_MEGABYTE = 1_000_000
_ROW = 100
"""Bytes that a row takes beside its vector, about."""
_LENGTH = 1e-3
"""A vector's length may be so far from 1: anything else was not written here."""
_PRAGMAS = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA secure_delete = ON;
PRAGMA busy_timeout = 10000;
PRAGMA journal_size_limit = 16000000;
"""
_TABLE = """
CREATE TABLE IF NOT EXISTS vectors (
    id INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB NOT NULL UNIQUE, vector BLOB NOT NULL
)
"""


class VectorCache:
    """The cache under one home. Any number of threads may share it; it is made when first used.

    It is opened for each use: that takes a millisecond, and there is nothing to close.
    """

    def __init__(self, home: Path, *, most_mb: int) -> None:
        """Keep about *most_mb* megabytes; the oldest go first."""
        self._path = home / FOLDER / FILE
        self._most = most_mb * _MEGABYTE
        self._turn = threading.Lock()

    def get(self, fingerprint: str, hashes: Sequence[bytes]) -> dict[bytes, Vectors]:
        """Return what is kept of *hashes* (`hash_of`) by that embedder; others are absent."""
        if not hashes or not self._path.exists():
            return {}
        by_key = {_key(fingerprint, hash_): hash_ for hash_ in hashes}
        with self._turn, _used(self._path) as connection:
            rows = [row for some in _some(list(by_key)) for row in _chosen(connection, some)]
        found = {by_key[key]: np.frombuffer(raw, dtype=np.float32) for key, raw in rows}
        return {hash_: row for hash_, row in found.items() if _sound(row)}

    def put(self, fingerprint: str, vectors: Mapping[bytes, Vectors]) -> None:
        """Keep *vectors* by their hashes; they are on the disk when this returns."""
        rows = [(_key(fingerprint, hash_), row.tobytes()) for hash_, row in vectors.items()]
        if not rows:
            return
        most = max(1, self._most // (len(rows[0][1]) + _ROW))
        with self._turn, _used(self._path) as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO vectors (key, vector) VALUES (?, ?)", rows
            )
            connection.execute(
                "DELETE FROM vectors WHERE id <= (SELECT MAX(id) FROM vectors) - ?", (most,)
            )


def clear(home: Path) -> None:
    """Leave no byte of any vector in the cache under *home*."""
    path = home / FOLDER / FILE
    if not path.exists():
        return
    with _used(path) as connection:
        connection.execute("DELETE FROM vectors")
        connection.commit()
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def _used(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection for one transaction; `SetupError` where the disk refuses."""
    try:
        with closing(_open(path)) as connection, connection:
            yield connection
    except sqlite3.DatabaseError as error:
        problem = f"Vectors cannot be kept in {path}: {error}."
        remedy = "See that the disk is writable and not full; the file may be deleted."
        raise SetupError(problem, remedy) from error


def _open(path: Path) -> sqlite3.Connection:
    """Open the file; what is no database any more is begun anew: it is only a cache."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    try:
        return _connected(path)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        for name in (FILE, f"{FILE}-wal", f"{FILE}-shm"):
            path.with_name(name).unlink(missing_ok=True)
        path.touch(mode=0o600)
        return _connected(path)


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    try:
        connection.executescript(_PRAGMAS)
        connection.execute(_TABLE)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _key(fingerprint: str, hash_: bytes) -> bytes:
    return hashlib.sha256(fingerprint.encode()).digest()[:8] + hash_


def _some(keys: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for start in range(0, len(keys), _MANY):
        yield keys[start : start + _MANY]


def _chosen(connection: sqlite3.Connection, keys: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
    marks = ",".join("?" * len(keys))
    # No word of it is from outside: only question marks.
    sql = f"SELECT key, vector FROM vectors WHERE key IN ({marks})"  # noqa: S608
    return connection.execute(sql, list(keys)).fetchall()


def _sound(row: Vectors) -> bool:
    return bool(abs(np.linalg.norm(row) - 1) < _LENGTH)
