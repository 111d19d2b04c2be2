"""What is taken for gone, and what for moved."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.child import Job, Loader, Read
from ingest.plan import is_there
from tests.ingest.place import Place, counts


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    (tmp_path / "docs").mkdir()
    opened = Place(tmp_path / "home", tmp_path / "docs")
    yield opened
    opened.library.close()


def test_a_file_in_a_folder_that_is_shut_is_not_gone(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A prune would else delete what its owner may only have lost the right to read."""
    place.write(sub__a_txt="One thing.", b_txt="Another.", c_txt="A third.")
    place.ingest()
    lstat, listdir = os.lstat, os.listdir

    def shut(path: str | Path) -> os.stat_result:
        if str(path).endswith("sub/a.txt"):
            raise PermissionError(13, "Permission denied")
        return lstat(path)

    def unlisted(path: Path) -> list[str]:
        return [] if str(path).endswith("sub") else listdir(path)

    with monkeypatch.context() as patched:
        patched.setattr(os, "lstat", shut)
        patched.setattr(os, "listdir", unlisted)
        report = place.ingest(prune=True)

    assert (counts(report), report.missing) == ((0, 0, 2, 0), 0)
    assert sorted(place.texts()) == ["b.txt", "c.txt", "sub/a.txt"]


def test_what_cannot_be_a_file_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "link").symlink_to("absent")

    assert is_there(str(tmp_path / "a.txt"))
    assert is_there(str(tmp_path / "link"))
    assert not is_there(str(tmp_path / "b.txt"))
    assert not is_there(str(tmp_path / "a.txt/b.txt"))


def test_a_file_that_changes_as_it_is_read_takes_nobodys_place(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was the moved one when the run was planned, and is another by the time it is read."""
    place.write(a_txt="One thing.", b_txt="Another.")
    place.ingest()
    (place.folder / "a.txt").rename(place.folder / "z.txt")
    load = Loader.load

    def written_to_before(loader: Loader, job: Job) -> Read:
        place.write(z_txt="Something else.")
        return load(loader, job)

    with monkeypatch.context() as patched:
        patched.setattr(Loader, "load", written_to_before)
        report = place.ingest()

    assert (counts(report), report.moved) == ((1, 0, 1, 0), 0)
    assert sorted(place.texts()) == ["a.txt", "b.txt", "z.txt"]
    assert place.ingest().missing == 1


def test_of_two_copies_the_one_of_the_same_name_is_the_one_that_was_moved(place: Place) -> None:
    place.write(z_txt="One thing.", b_txt="Another.")
    place.ingest(tags=("kept",))
    place.write(a_txt="One thing.", sub__z_txt="One thing.")
    (place.folder / "z.txt").unlink()

    report = place.ingest()

    assert (counts(report), report.moved) == ((2, 0, 1, 1), 1)
    assert place.known("sub/z.txt").tags == ("kept",)
    assert place.known("a.txt").tags == ()
