"""The child that is kept for the next file, and ends when nobody needs it."""

import time
from pathlib import Path

import pytest

from ingest.child import Job, Loader
from ingest.kept import Kept
from rag.errors import DocumentError
from tests.ingest.made import settings

SOON_S = 10.0


def child_of(loader: Loader) -> int | None:
    return None if loader._child is None else loader._child.pid


def test_one_child_reads_what_is_sent_one_after_the_other(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The ferry leaves at nine.")
    kept, children = Kept(settings()), set()
    for _ in range(2):
        with kept.lent() as loader:
            assert "ferry" in loader.load(Job(tmp_path / "a.txt", "a.txt")).loaded.text
            children.add(child_of(loader))
    assert len(children) == 1
    loader.rest()


def test_an_idle_child_is_ended(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Nine.")
    kept = Kept(settings(), idle_s=0.1)
    with kept.lent() as loader:
        loader.load(Job(tmp_path / "a.txt", "a.txt"))
    until = time.monotonic() + SOON_S
    while child_of(loader) is not None and time.monotonic() < until:
        time.sleep(0.02)
    assert child_of(loader) is None


def test_what_goes_wrong_ends_the_child_and_the_next_file_gets_another(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Nine.")
    kept = Kept(settings())
    with pytest.raises(DocumentError), kept.lent() as loader:
        loader.load(Job(tmp_path / "missing.txt", "missing.txt"))
    assert child_of(loader) is None
    with kept.lent() as loader:
        assert loader.load(Job(tmp_path / "a.txt", "a.txt")).loaded.text == "Nine."
    loader.rest()
