"""The file of the truth: damaged, foreign, newer, older, full."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine

from rag.errors import SetupError
from rag.store.library import Library, Makers
from rag.store.migrate import revisions, upgrade
from rag.store.plain import ExactIndex, ScanIndex
from rag.store.tables import REVISIONS, metadata
from rag.types import document_id
from tests.rag.store.made import HOME, Hashed, made, settings


def opened(home: Path) -> Library:
    return Library.open(settings(home), embedder=Hashed(), command="test")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plain = Makers(dense=ExactIndex, keyword=ScanIndex)
    chosen = settings(tmp_path / "home")
    with Library.open(chosen, embedder=Hashed(), command="test", makers=plain) as library:
        library.put(HOME, [made(path, passages=60) for path in ("a.txt", "b.txt")])
    return tmp_path / "home"


@pytest.mark.parametrize("place", [0, 17, 4096, 4100, 0.3, 0.5, 0.7, -1])
def test_a_flipped_byte_is_never_served(home: Path, place: float) -> None:
    """S3. Where it changes nothing that is stored, it may be passed over."""
    path = home / "truth.db"
    with opened(home) as library:
        before = library.document(HOME, document_id(HOME, "a.txt")), list(library.export(HOME))
    content = bytearray(path.read_bytes())
    content[int(place * len(content)) if isinstance(place, float) else place] ^= 0x01
    path.write_bytes(content)

    try:
        library = opened(home)
    except SetupError as error:
        refused = str(error)
    else:
        refused = f"{path} Put back a backup"
        with library:
            kept = library.document(HOME, document_id(HOME, "a.txt")), list(library.export(HOME))
            assert kept == before
    assert str(path) in refused
    assert "Put back a backup" in refused


def test_a_flipped_byte_in_a_text_is_seen(home: Path) -> None:
    """SQLite's own check looks at the structure, not at what is stored."""
    path = home / "truth.db"
    content = path.read_bytes()
    assert content.count(b"Line 7 says") >= 4
    path.write_bytes(content.replace(b"Line 7 says", b"Line 8 says", 1))

    with pytest.raises(SetupError, match="not what was written"):
        opened(home)


@pytest.mark.parametrize("content", [b"", b"no database at all" * 500, b"SQLite format 3\x00"])
def test_what_is_no_database_is_refused(home: Path, content: bytes) -> None:
    (home / "truth.db").write_bytes(content)

    with pytest.raises(SetupError, match="damaged") as caught:
        opened(home)
    assert str(home / "truth.db") in caught.value.problem


def test_a_home_that_lost_its_truth_is_refused(home: Path) -> None:
    """S7: half a backup."""
    (home / "truth.db").unlink()

    with pytest.raises(SetupError, match="missing or empty"):
        opened(home)


def test_a_copy_of_the_home_is_the_same_library(home: Path, tmp_path: Path) -> None:
    with opened(home) as library:
        expected = list(library.export(HOME))
    shutil.copytree(home, tmp_path / "copy")

    with opened(tmp_path / "copy") as library:
        assert list(library.export(HOME)) == expected


def test_a_truth_from_a_newer_program_is_refused_untouched(home: Path) -> None:
    """S1, C8."""
    path = home / "truth.db"
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = path.read_bytes()

    with pytest.raises(SetupError, match="newer Footnote"):
        opened(home)
    assert path.read_bytes() == before


def test_a_foreign_database_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "truth.db") as connection:
        connection.execute("CREATE TABLE notes (body TEXT)")
    connection.close()

    with pytest.raises(SetupError, match="not made by Footnote"):
        opened(tmp_path)


def test_the_migrations_make_the_tables_that_the_code_knows(tmp_path: Path) -> None:
    schemas = []
    for name in ("migrated.db", "made.db"):
        engine = create_engine(f"sqlite:///{tmp_path / name}")
        with engine.connect() as connection:
            if name == "made.db":
                metadata.create_all(connection)
            else:
                upgrade(connection, backup=tmp_path / "backup.db")
            connection.commit()
            schemas.append(_schema(connection))
        engine.dispose()

    assert schemas[0] == schemas[1]
    assert revisions() == REVISIONS
    assert (tmp_path / "backup.db").stat().st_mode & 0o077 == 0


def _schema(connection: Connection) -> dict[str, object]:
    """Describe every table and index; a column added later stands last, which is the same."""

    def rows(query: str) -> list[tuple[object, ...]]:
        return [tuple(row) for row in connection.exec_driver_sql(query)]

    found: dict[str, object] = {}
    for kind, name, sql in rows("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"):
        if kind == "index":
            found[str(name)] = " ".join(str(sql).split())
        elif "alembic" not in str(name):
            columns = sorted(row[1:] for row in rows(f"PRAGMA table_info({name})"))
            found[str(name)] = columns, sorted(rows(f"PRAGMA foreign_key_list({name})"))
    return found


FULL = """
import resource, sys, signal
from pathlib import Path
from rag.errors import FootnoteError
from tests.rag.store.made import HOME, made
from tests.rag.store.test_database import opened
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with opened(Path(sys.argv[1])) as library:
    library.counts(HOME)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
    try:
        library.put(HOME, [made("c.txt", passages=2000)])
    except FootnoteError as error:
        print("refused:", error.problem)
    print(len(list(library.export(HOME))))
"""


@pytest.mark.parametrize("room", [150_000, 600_000])
def test_a_full_disk_keeps_what_was_there(home: Path, room: int) -> None:
    """S5, S6: the write fails with a reason, reading goes on, and space given back is enough."""
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(home), str(room)],
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert "refused:" in done.stdout, done.stderr
    assert done.stdout.splitlines()[-1] == "120", done.stderr
    with opened(home) as library:
        library.put(HOME, [made("c.txt", passages=10)])
        assert library.counts(HOME).passages == 130
