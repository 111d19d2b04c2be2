"""G4: what is deleted is deleted."""

from dataclasses import replace
from pathlib import Path

import pytest

from rag.store.library import Audit, Library
from rag.types import document_id
from tests.rag.store.made import HOME, Hashed, made, settings, word

CANARY = "zyxwquux canaryword"


def opened(home: Path) -> Library:
    return Library.open(settings(home), embedder=Hashed(), command="test")


def holding(home: Path, *secrets: bytes) -> list[str]:
    """Names of the files that hold any of *secrets*, the write-ahead log included."""
    files = [path for path in home.rglob("*") if path.is_file()]
    return [path.name for path in files if any(one in path.read_bytes() for one in secrets)]


@pytest.mark.parametrize("way", ["removed", "replaced", "failed"])
def test_purge_leaves_no_byte_of_what_was_deleted(tmp_path: Path, way: str) -> None:
    """Chroma's own vacuum leaves two copies; tantivy keeps words until it merges."""
    home = tmp_path / "home"
    secret = made("secret.txt", 1, passages=40, extra=CANARY)
    file = tmp_path / "secret.txt"
    file.write_text(secret.document.text)
    vector = secret.vectors[0].tobytes()
    signs = [CANARY.split(maxsplit=1)[0].encode(), word("secret.txt", 1, 3).encode()]
    signs += [secret.passages[0].id.encode(), vector]
    with opened(home) as library:
        library.put(HOME, [replace(secret, original=file), made("kept.txt", passages=40)])
        assert {"truth.db-wal", "chroma.sqlite3"} <= set(holding(home, *signs))
        if way == "removed":
            library.remove(HOME, [document_id(HOME, "secret.txt")])
        else:
            library.put(HOME, [made("secret.txt", 2)])
        if way == "failed":
            library._derived.distrust()
        library.purge()

        assert holding(home, *signs) == []
        assert library.original(HOME, document_id(HOME, "kept.txt")) is None
        assert library.keyword(HOME, word("kept.txt", 1, 3), 1)
        library.audit()
        assert library.audit() == Audit()
    assert holding(home, *signs) == []


def test_purging_keeps_the_originals_of_what_is_live(tmp_path: Path) -> None:
    prepared = made("a.txt")
    file = tmp_path / "a.txt"
    file.write_text(prepared.document.text)
    with opened(tmp_path / "home") as library:
        library.put(HOME, [replace(prepared, original=file)])
        library.purge()

        kept = library.original(HOME, prepared.document.id)
        assert kept is not None
        assert kept.read_text() == prepared.document.text


def test_a_deletion_builds_the_indexes_anew_once_and_alarms_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    home = tmp_path / "home"
    with opened(home) as library:
        library.put(HOME, [made("a.txt"), made("b.txt")])
    with opened(home) as library, caplog.at_level("INFO", logger="rag.store.derived"):
        library.remove(HOME, [document_id(HOME, "a.txt")])
        library.purge()

        assert [record.levelname for record in caplog.records] == ["INFO"]
        assert library.keyword(HOME, word("b.txt", 1, 3), 1)
    caplog.clear()
    (home / "seal.json").unlink()
    with opened(home) as library, caplog.at_level("INFO", logger="rag.store.derived"):
        library.put(HOME, [made("c.txt")])
        assert [record.levelname for record in caplog.records] == ["WARNING"]
    (home / "seal.json").unlink()
    caplog.clear()
    with opened(home) as library, caplog.at_level("INFO", logger="rag.store.derived"):
        library.remove(HOME, [document_id(HOME, "b.txt")])
        library.purge()
        assert len(caplog.records) == 1
        assert library.audit().torn == ()
        assert library.keyword(HOME, word("c.txt", 1, 3), 1)
