import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.discover import discover
from rag.errors import InputError

NOBODY = 65534


def write(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)


def paths(*given: Path, most_bytes: int = 1000) -> list[str]:
    return [found.path for found in discover(given, most_bytes=most_bytes).files]


def test_files_come_in_order_and_hidden_ones_do_not(tmp_path: Path) -> None:
    write(tmp_path, "b.txt", "a/z.txt", "a/b/c.txt", ".git/config", ".hidden", "c.txt")

    assert paths(tmp_path) == ["a/b/c.txt", "a/z.txt", "b.txt", "c.txt"]


def test_a_folder_40_levels_deep_is_walked(tmp_path: Path) -> None:
    deep = "/".join("d" * 40) + "/x.txt"
    write(tmp_path, deep)

    assert paths(tmp_path) == [deep]


def test_a_file_given_by_itself_has_its_name_as_path_and_nothing_is_listed_twice(
    tmp_path: Path,
) -> None:
    write(tmp_path, "a/x.txt")

    assert paths(tmp_path / "a/x.txt") == ["x.txt"]
    assert paths(tmp_path, tmp_path / "a", tmp_path / "a/x.txt") == ["a/x.txt"]


def test_links_are_reported_and_not_followed(tmp_path: Path) -> None:
    write(tmp_path, "in/x.txt", "out/secret.txt")
    (tmp_path / "in/away").symlink_to(tmp_path / "out")
    (tmp_path / "in/near.txt").symlink_to(tmp_path / "in/x.txt")
    (tmp_path / "in/loop").symlink_to(tmp_path / "in")

    listing = discover([tmp_path / "in"])

    assert [found.path for found in listing.files] == ["x.txt"]
    assert [(one.path, one.kind) for one in listing.failures] == [
        ("away", "skipped"),
        ("loop", "skipped"),
        ("near.txt", "skipped"),
    ]
    assert "leads out of the folder" in listing.failures[0].problem


def test_a_file_of_a_terabyte_is_skipped_without_being_read(tmp_path: Path) -> None:
    with (tmp_path / "sparse.txt").open("wb") as sparse:
        sparse.truncate(2**40)

    (failure,) = discover([tmp_path], most_bytes=200_000_000).failures

    assert failure.problem == "The file has 1099512 MB; 200 MB is the most."
    assert (failure.kind, "FOOTNOTE_FILE_MB" in failure.remedy) == ("skipped", True)


def test_pipes_and_names_that_are_no_text_are_reported(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / os.fsdecode(b"bad\xff.txt")).write_text("x")

    failures = discover([tmp_path]).failures

    assert [failure.path for failure in failures] == ["bad\ufffd.txt", "pipe"]


def test_names_that_differ_only_by_case_or_composition_are_two_files(tmp_path: Path) -> None:
    write(tmp_path, "A.txt", "a.txt", "\u00e9.txt", "e\u0301.txt")

    assert len(paths(tmp_path)) == 4


def test_what_is_not_there_is_the_askers_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        discover([tmp_path / "absent"])
    with pytest.raises(InputError, match="not a path"):
        discover([Path("nul\0")])


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder of somebody who is not root, while the test is that somebody."""
    place = Path(tempfile.mkdtemp())
    if os.geteuid() == 0:
        os.chown(place, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, 0)
    yield place
    if os.getresuid()[2] == 0:
        os.setresuid(0, 0, 0)
    shutil.rmtree(place)


def test_what_may_not_be_read_is_a_row_of_the_report(unprivileged: Path) -> None:
    write(unprivileged, "x.txt", "shut/y.txt")
    (unprivileged / "x.txt").chmod(0)
    (unprivileged / "shut").chmod(0)

    failures = discover([unprivileged]).failures
    (unprivileged / "shut").chmod(0o700)

    assert [(one.path, one.kind) for one in failures] == [("shut", "failed"), ("x.txt", "failed")]
    assert "permission denied" in failures[1].problem


def test_a_folder_given_that_may_not_be_read_is_the_askers_error(unprivileged: Path) -> None:
    (unprivileged / "shut").mkdir(mode=0)

    with pytest.raises(InputError, match="permission denied"):
        discover([unprivileged / "shut"])


def test_a_link_to_itself_and_one_to_nothing_are_reported_and_stop_nothing(
    tmp_path: Path,
) -> None:
    write(tmp_path, "x.txt")
    (tmp_path / "self").symlink_to("self")
    (tmp_path / "torn.txt").symlink_to("absent.txt")

    listing = discover([tmp_path])

    assert [found.path for found in listing.files] == ["x.txt"]
    said = {one.path: one.problem for one in listing.failures}
    assert "round in a circle" in said["self"]
    assert "not there" in said["torn.txt"]
