"""The file that holds the truth: opened, checked, brought up to date."""

import json
import sqlite3
import time
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, inspect, text
from sqlalchemy.pool import ConnectionPoolEntry

from rag.errors import FootnoteError, ServiceError, SetupError
from rag.store.tables import HEAD, REVISIONS, metadata

FILE = "truth.db"
BUSY_MS = 5_000
"""No other process writes here (`rag.store.owner`), so waiting longer would only hide a fault."""
CACHE_KIB = 16_000
"""Of each connection. The index of 100,000 passages' ids takes about as much."""
LEFT = "truth.left.json"
"""Size and time of the file as it was left by `close`."""
PURGE_TRIES, PURGE_PAUSE_S = 50, 0.1
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "secure_delete=ON",
    "foreign_keys=ON",
    f"busy_timeout={BUSY_MS}",
    f"cache_size=-{CACHE_KIB}",
)


def connect(home: Path) -> Engine:
    """Open the truth under *home*, making it or bringing its tables up to date where needed.

    Unless the file is as `close` left it, all of it is checked first. `SetupError` for a file that
    is damaged, is no database, or was written by a newer Footnote: such a file is never served.
    """
    path = home / FILE
    _make_private(path)
    # The connection used last first: its cache holds the pages that the next search reads, too.
    engine = create_engine(f"sqlite:///{path}", pool_use_lifo=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "handle_error", partial(_explain, path))
    with ExitStack() as undo:
        undo.callback(engine.dispose)
        with engine.connect() as connection:
            if not _as_left(path):
                _check(connection, path)
            _bring_up(connection, path)
        undo.pop_all()
    return engine


def close(engine: Engine, home: Path) -> None:
    """Move everything into the one file, and note how it was left."""
    with suppress(FootnoteError):  # a reader still at work, say: the log stays, and is read again
        _settle(engine)
    engine.dispose()
    path = home / FILE
    if not path.with_name(f"{FILE}-wal").exists() and not _as_left(path):
        left = path.with_name(LEFT)
        left.touch(mode=0o600)
        left.write_text(json.dumps(_look(path)), encoding="utf-8")


def altered(home: Path) -> bool:
    """Say whether the file was changed while nobody had it open: put back, say, or damaged."""
    path = home / FILE
    log = path.with_name(f"{FILE}-wal")
    return path.exists() and not _as_left(path) and not (log.exists() and log.stat().st_size)


def damaged(path: Path, why: str) -> SetupError:
    """Say that the database at *path* cannot be used, and what to do."""
    return SetupError(
        f"The database {path} is damaged: {why}.",
        f"Put back a backup of {path}, or move {path.parent} away and ingest the documents again.",
    )


def compact(engine: Engine, home: Path) -> None:
    """Rewrite the file without free space: nothing deleted is left in it, in its log or copies.

    `ServiceError` where a reader kept the log from being emptied for some seconds.
    """
    for copy in home.glob("before-*.db"):
        copy.unlink()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM"))
    for _ in range(PURGE_TRIES):
        if _settle(engine):
            return
        time.sleep(PURGE_PAUSE_S)
    raise ServiceError("The index is being read all the time.", "Purge it when it is less busy.")


def _settle(engine: Engine) -> bool:
    """Move what the write-ahead log holds into the file and empty the log; say if that went."""
    with engine.connect() as connection:
        busy: int = connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).one()[0]
    return not busy


def _make_private(path: Path) -> None:
    """Make the file for this user alone; refuse to make one beside indexes that had one."""
    if path.exists() and path.stat().st_size:
        return
    if (path.parent / LEFT).exists():
        raise damaged(path, "it is missing or empty")
    path.touch(mode=0o600)


def _look(path: Path) -> list[int]:
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns]


def _as_left(path: Path) -> bool:
    try:
        noted = json.loads(path.with_name(LEFT).read_bytes())
    except (OSError, ValueError):
        return False
    return bool(noted == _look(path))


def _explain(path: Path, context: ExceptionContext) -> None:
    """Raise as ours what no statement can help: a damaged file, a full disk, a read-only one."""
    error = context.original_exception
    if not isinstance(error, sqlite3.Error):
        return
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        raise damaged(path, str(error)) from error
    if isinstance(error, sqlite3.OperationalError) and not name.startswith("SQLITE_ERROR"):
        kind = ServiceError if name.startswith("SQLITE_BUSY") else SetupError
        problem = f"The database {path} cannot be used: {error}."
        raise kind(problem, "See that the disk is writable and not full.") from error


def _prepare(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
    del record
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _check(connection: Connection, path: Path) -> None:
    problem = connection.execute(text("PRAGMA quick_check(1)")).scalar_one()
    if problem != "ok":
        raise damaged(path, str(problem).strip())


def _bring_up(connection: Connection, path: Path) -> None:
    tables = inspect(connection).get_table_names()
    if not tables:
        _make(connection)
        return
    if "alembic_version" not in tables:
        raise damaged(path, "it was not made by Footnote")
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    if revision not in REVISIONS:
        raise SetupError(
            f"The index {path.parent} was written by a newer Footnote (its tables are {revision},"
            f" this one knows {HEAD}).",
            "Update Footnote, or set FOOTNOTE_HOME to another folder.",
        )
    if revision != HEAD:
        _migrate(connection, path)


def _make(connection: Connection) -> None:
    """Make all tables at once: what the migrations give, without the second their import takes."""
    connection.rollback()
    # Without this each table would be a transaction of its own, and a kill could part them.
    connection.execute(text("BEGIN IMMEDIATE"))
    metadata.create_all(connection)
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})
    connection.commit()


def _migrate(connection: Connection, path: Path) -> None:
    """Bring older tables up to date, keeping a copy of the file as it was."""
    from rag.store.migrate import upgrade

    connection.rollback()
    upgrade(connection, backup=path.with_name(f"before-{HEAD}.db"))
