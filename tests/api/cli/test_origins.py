"""Which files are there, as far as a service is asked to forget the others."""

import os
from pathlib import Path

import pytest

from api.cli.origins import Origins, unmoved
from api.origin import lies_under, origin
from ingest.discover import discover
from ingest.plan import hashed
from rag.errors import InputError


def test_everything_under_a_folder_is_there_hidden_and_linked_files_too(tmp_path: Path) -> None:
    """What an ingest passes over is not gone: a prune must leave it alone."""
    (tmp_path / ".git/deep").mkdir(parents=True)
    (tmp_path / ".git/deep/a.txt").write_text("x")
    (tmp_path / "b.txt").write_text("x")
    (tmp_path / "link").symlink_to("absent")

    found = Origins.of([tmp_path])

    names = ["b.txt", "link", ".git", ".git/deep/a.txt"]
    rows = [{"origin": origin(str(tmp_path / name))} for name in [*names, "gone.txt"]]
    assert found.gone(rows) == [rows[-1]]


def test_a_folder_that_cannot_be_looked_into_stops_a_prune(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shut").mkdir()
    scandir = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    with pytest.raises(InputError, match="shut cannot be looked into"):
        Origins.of([tmp_path])
    assert Origins.of([tmp_path / "never"]).there == frozenset()


def test_what_was_moved_is_not_counted_as_gone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One.")
    version = hashed(tmp_path / "a.txt")
    rows = [{"bytes": 4, "version": version}, {"bytes": 4, "version": "f" * 64}]

    assert unmoved(rows, discover([tmp_path]).files) == [rows[1]]


def test_only_what_has_a_path_lies_under_a_folder() -> None:
    assert lies_under("/papers/a.txt", "/papers")
    assert lies_under("/papers/a.txt", "/papers/a.txt")
    assert not lies_under("/papers2/a.txt", "/papers")
    assert not lies_under("upload:a.txt", "upload:a.txt")
