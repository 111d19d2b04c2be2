"""What was read is kept, and gone with the process."""

import resource
from pathlib import Path

import pytest

from ingest.child import Read
from ingest.load.loaded import Attachment, Heading, Loaded
from ingest.spool import Spool
from rag.errors import DocumentError, SkippedError
from rag.types import Mark

READ = Read(
    Loaded(
        "Half a pair \ud83d, a NUL \0.",
        "text/plain",
        headings=(Heading("Top", 1, 0),),
        marks=(Mark(5, "Costs!A1"),),
        tags=("a", "b"),
        attachments=(Attachment("inside.txt", "aGVsbG8="),),
    ),
    "v" * 64,
    30,
    ((0, 10, "", "Title\nHalf a pair"), (12, 17, "a | b", "a NUL")),
    b"\0sketch\xff",
)


class Loading:
    """Counts how often it is asked."""

    def __init__(self, outcome: Read | DocumentError) -> None:
        self.outcome, self.times = outcome, 0

    def __call__(self) -> Read:
        self.times += 1
        if isinstance(self.outcome, DocumentError):
            raise self.outcome
        return self.outcome


def test_what_was_read_once_is_given_again(tmp_path: Path) -> None:
    loading = Loading(READ)
    with Spool(tmp_path) as spool:
        for name in ("a.txt", "b.txt", "a.txt", "b.txt"):
            assert spool.read(name, loading) == READ
    assert loading.times == 2


def test_nothing_of_it_has_a_name(tmp_path: Path) -> None:
    """A kill would leave the text behind, where no purge looks for it."""
    with Spool(tmp_path) as spool:
        spool.read("a.txt", lambda: READ)
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert (tmp_path / "cache").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("kind", [DocumentError, SkippedError])
def test_what_could_not_be_read_is_not_tried_again(
    kind: type[DocumentError], tmp_path: Path
) -> None:
    loading = Loading(kind("It is broken.", "Mend it."))
    with Spool(tmp_path) as spool:
        for _ in range(2):
            with pytest.raises(kind, match="It is broken"):
                spool.read("a.txt", loading)
    assert loading.times == 1


def test_on_a_full_disk_files_are_read_again(tmp_path: Path) -> None:
    loading = Loading(READ)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with Spool(tmp_path) as spool:
        resource.setrlimit(resource.RLIMIT_FSIZE, (64, before[1]))
        try:
            assert spool.read("a.txt", loading) == READ
            assert spool.read("a.txt", loading) == READ
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert loading.times == 2
