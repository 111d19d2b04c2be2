from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.report import IngestReport
from ingest.run import ingest
from ingest.safe import safe_path
from ingest.upload import Sender, Sending, ingest_upload
from rag.errors import InputError
from rag.store.library import Library
from rag.testing import HashEmbedder
from rag.types import Collection
from tests.ingest.made import holding, settings

HERE = Collection()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.pdf", "report.pdf"),
        ("a/b.txt", "a/b.txt"),
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("//server/share/x.txt", "server/share/x.txt"),
        ("C:\\Users\\x\\a.txt", "Users/x/a.txt"),
        ("..\\..\\a.txt", "a.txt"),
        ("a\0b\n.txt", "a_b_.txt"),
        ("CON.txt", "_CON.txt"),
        ("fact\u202efdp.txt", "fact_fdp.txt"),
        ("./.hidden", "hidden"),
        ("a:b?.txt", "a_b_.txt"),
        ("%2e%2e%2fa.txt", "%2e%2e%2fa.txt"),
        ("n" * 300 + ".pdf", "n" * 116 + ".pdf"),
    ],
)
def test_a_name_is_made_safe(name: str, safe: str) -> None:
    assert safe_path(name) == safe


@pytest.mark.parametrize("name", ["", "..", "/", "\0", ". .", "../..", "\\"])
def test_a_name_of_which_nothing_is_left_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="no usable name"):
        safe_path(name)


@example("//x")
@given(st.text(st.sampled_from("./\\:a\0 ~é") | st.characters(), min_size=1, max_size=400))
def test_no_name_leaves_the_folder_it_is_put_in(name: str) -> None:
    try:
        safe = safe_path(name)
    except InputError:
        return
    assert len(safe) <= 255
    assert (Path("/root/in") / safe).resolve().is_relative_to("/root/in")
    assert safe == safe_path(safe)
    safe.encode()


class Place:
    def __init__(self, home: Path) -> None:
        self.settings = settings(home=home, lock_wait_s=0)
        self.embedder = HashEmbedder()
        self.library = Library.open(self.settings, embedder=self.embedder, command="test")

    def upload(self, name: str, content: bytes) -> IngestReport:
        return ingest_upload(
            name,
            content,
            collection=HERE,
            library=self.library,
            embedder=self.embedder,
            settings=self.settings,
        )


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    opened = Place(tmp_path / "home")
    yield opened
    opened.library.close()


def test_an_upload_is_stored_once_replaced_when_changed_and_leaves_no_copy_lying(
    place: Place,
) -> None:
    assert place.upload("../a.txt", b"It costs 40 euros.").added == 1
    assert place.upload("a.txt", b"It costs 40 euros.").unchanged == 1
    assert place.upload("a.txt", b"It costs 90 euros.").updated == 1

    (known,) = place.library.known(HERE)
    original = place.library.original(HERE, known.document_id)
    assert (known.path, known.file) == ("a.txt", "upload:a.txt")
    assert original is not None
    assert original.read_bytes() == b"It costs 90 euros."
    assert list((place.settings.home / "incoming").iterdir()) == []


def test_what_an_upload_replaced_is_in_no_byte_on_the_disk(place: Place) -> None:
    place.upload("b.txt", b"Kept.")
    place.upload("a.txt", b"The word was zyxwquux then.")
    assert holding(place.settings.home, b"zyxwquux")

    assert place.upload("a.txt", b"It is another now.").updated == 1

    assert holding(place.settings.home, b"zyxwquux") == []


def test_a_bad_upload_is_a_row_of_its_report(place: Place) -> None:
    (failure,) = place.upload("a.pdf", b"\x7fELF" + bytes(99)).failures

    assert (failure.path, failure.kind) == ("a.pdf", "skipped")
    assert str(place.settings.home) not in failure.problem


def test_uploads_and_files_of_a_folder_never_take_one_anothers_place(
    place: Place, tmp_path: Path
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.txt").write_text("From the folder.")

    def folder() -> IngestReport:
        return ingest(
            [tmp_path / "docs"],
            collection=HERE,
            library=place.library,
            embedder=place.embedder,
            settings=place.settings,
        )

    assert folder().added == 1
    assert place.upload("a.txt", b"From a client.").added == 1
    assert (folder().unchanged, folder().missing) == (1, 0)
    assert [one.path for one in place.library.known(HERE)] == ["a.txt", "uploads/a.txt"]


def test_an_upload_to_a_chosen_path_is_the_document_that_is_there(
    place: Place, tmp_path: Path
) -> None:
    """A folder sent to a running service must not be there twice afterwards."""
    (tmp_path / "a.txt").write_text("From the folder.")
    shared = {
        "collection": HERE,
        "library": place.library,
        "embedder": place.embedder,
        "settings": place.settings,
    }
    assert ingest([tmp_path / "a.txt"], **shared).added == 1  # type: ignore[arg-type]

    same = ingest_upload("a.txt", b"From the folder.", sending=Sending(exact=True), **shared)  # type: ignore[arg-type]
    other = ingest_upload("a.txt", b"It is newer.", sending=Sending(exact=True), **shared)  # type: ignore[arg-type]

    (known,) = place.library.known(HERE)
    assert (same.unchanged, other.updated) == (1, 1)
    assert known.file == str((tmp_path / "a.txt").resolve())


class Sent:
    """One library, and files sent to it with where they came from."""

    def __init__(self, place: Place) -> None:
        self.place = place

    def __call__(self, path: str, content: str, origin: Sender) -> IngestReport:
        return ingest_upload(
            path,
            content.encode(),
            collection=HERE,
            library=self.place.library,
            embedder=self.place.embedder,
            settings=self.place.settings,
            sending=Sending(exact=True, sender=origin),
        )

    @property
    def paths(self) -> list[str]:
        return [one.path for one in self.place.library.known(HERE)]


def test_files_sent_with_their_origin_are_told_apart_by_it(place: Place, tmp_path: Path) -> None:
    send = Sent(place)
    one, two = tmp_path / "A/r:1.txt", tmp_path / "B/r:1.txt"
    for file in (one, two):
        file.parent.mkdir()
        file.write_text("There.")

    assert send("r:1.txt", "Of pier A.", Sender(str(one), str(one.parent))).added == 1
    assert send("r:1.txt", "Of pier B.", Sender(str(two), str(two.parent))).added == 1
    assert send("r:1.txt", "Of pier B.", Sender(str(two), str(two.parent))).unchanged == 1
    assert send.paths == ["B/r:1.txt", "r:1.txt"]
    one.rename(tmp_path / "A/new.txt")
    moved = send("new.txt", "Of pier A.", Sender(str(tmp_path / "A/new.txt"), str(one.parent)))
    assert (moved.added, moved.removed) == (1, 1)
    assert send.paths == ["B/r:1.txt", "new.txt"]


@pytest.mark.parametrize("path", ["a\0b.txt", "/etc/x.txt", "../x.txt", "a/../../x.txt", "", "."])
def test_a_path_sent_with_an_origin_must_lie_within_its_folder(place: Place, path: str) -> None:
    with pytest.raises(InputError, match="path"):
        Sent(place)(path, "It is sent.", Sender("/papers/x.txt", "/papers"))
