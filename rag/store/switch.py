"""Puts an index that was built beside this one in its place: one transaction of the truth.

Built with another embedder, say. Until the transaction is through, the old index answers; after it
the new one. A kill in between leaves indexes that are not sealed for the truth, which are rebuilt.
"""

import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, text

from rag.store import database
from rag.store.tables import collections, documents, passages, versions

BESIDE = "reindex"
"""Folder of the home in which another index is built; a purge throws away what was begun there."""
GONE = "reindex.gone"
"""What it is called while it is deleted: half of an index would be taken for a damaged one."""
SPEC = "embedder"
"""Name of the note that says by which setting the embedder is found again."""
_REPLACED = (collections, documents, versions, passages)
"""Parents before their children."""


def taken_over(engine: Engine, beside: Path, spec: str) -> None:
    """Replace all documents by those under *beside*, whose truth must be closed.

    Failures, receipts and jobs stay. *spec* is how the embedder is called in the settings.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ATTACH DATABASE :file AS beside"), {"file": str(beside)})
        try:
            connection.execute(text("BEGIN IMMEDIATE"))
            _copy(connection, spec)
            connection.execute(text("COMMIT"))
        finally:
            # It is closed, which no failure can prevent: undone is what was not committed, and
            # nobody finds the other database attached still.
            connection.invalidate()


def thrown_away(home: Path) -> None:
    """Leave nothing of what was built beside, nor of what a kill left of deleting it."""
    gone = home / GONE
    shutil.rmtree(gone, ignore_errors=True)
    with suppress(OSError):  # there is none, or the disk fails: the next one goes on from it
        (home / BESIDE).rename(gone)
    shutil.rmtree(gone, ignore_errors=True)


def built_with(home: Path) -> str:
    """Return the setting of the embedder that the index under *home* was switched to, if it was."""
    file = home / database.FILE
    if not file.is_file():
        return ""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as opened:
            found = opened.execute("SELECT value FROM meta WHERE name = ?", (SPEC,)).fetchone()
    except sqlite3.Error:  # whoever opens it for good will say what is wrong with it
        return ""
    return str(found[0]) if found else ""


def _copy(connection: Connection, spec: str) -> None:
    for table in reversed(_REPLACED):
        connection.execute(table.delete())
    for table in _REPLACED:
        names = _names(table)
        # Tables that were migrated have their columns in another order.
        copied = f"INSERT INTO main.{table.name} ({names}) SELECT {names} FROM beside.{table.name}"  # noqa: S608 - our own names
        connection.execute(text(copied))
    noted = "INSERT OR REPLACE INTO main.meta (name, value) "
    from_beside = "SELECT name, value FROM beside.meta WHERE name IN ('generation', 'litter')"
    connection.execute(text(noted + from_beside))
    connection.execute(text(noted + "VALUES (:name, :spec)"), {"name": SPEC, "spec": spec})


def _names(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)
