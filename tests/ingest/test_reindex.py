"""Another embedder: the old index answers until the new one is whole, and nothing is done twice."""

import errno
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from ingest.paying import Terms
from ingest.reading import Into
from ingest.reindex import Reindexed, Stage, _opened, reindex
from rag.errors import IndexMismatchError, ServiceError, SetupError
from rag.store.library import Audit, Library
from rag.store.seal import FOLDERS
from rag.store.switch import BESIDE, built_with
from rag.testing import HashEmbedder
from rag.types import Collection, Vectors
from tests.ingest.place import HERE, Place


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    (tmp_path / "docs").mkdir()
    opened = Place(tmp_path / "home", tmp_path / "docs")
    opened.write(
        a_md="# Ferry\n\nThe ferry leaves at nine.\n\n# Bakery\n\nIt opens at six.",
        b_txt="The mill stands still. " * 40,
    )
    opened.ingest(tags=("harbour",))
    yield opened
    opened.library.close()


def other(**options: Any) -> HashEmbedder:
    return HashEmbedder(width=16, name="other@1", **options)


def reindexed(place: Place, embedder: HashEmbedder, told: Any = lambda _: None) -> Reindexed:
    into = Into(HERE, embedder, place.settings)
    return reindex(place.library, into, Terms(), spec="openai:other", told=told)


def exported(library: Library) -> list[tuple[str, str, bytes]]:
    return list(library.export(HERE))


def test_everything_is_there_with_the_new_vectors_and_nothing_else_changes(place: Place) -> None:
    before = {one.path: one for one in place.library.known(HERE)}
    place.library.keep_receipt("rcp_1", "{}")

    done = reindexed(place, other())

    assert (done.documents, done.before, done.after) == (2, "hash@1/32", "other@1/16")
    after = {one.path: one for one in place.library.known(HERE)}
    assert {path: (one.version, one.given, one.title) for path, one in after.items()} == {
        path: (one.version, one.given, one.title) for path, one in before.items()
    }
    assert len(exported(place.library)[0][2]) == 16 * 4
    vector = other().embed_question("ferry leaves nine")
    found = place.library.dense(HERE, vector, 1)[0].passage_id
    assert "ferry" in place.library.live(HERE, [found])[found].text
    assert place.library.keyword(HERE, "mill", 1)
    assert place.library.receipt("rcp_1") == "{}"
    assert all(part.ok for part in place.library.health())
    assert not (place.settings.home / BESIDE).exists()
    assert built_with(place.settings.home) == "openai:other"


def test_the_index_then_answers_to_the_new_embedder_only(place: Place) -> None:
    reindexed(place, other())
    place.library.close()

    with pytest.raises(IndexMismatchError, match="footnote reindex"):
        Library.open(place.settings, embedder=HashEmbedder(), command="test")
    place.embedder = other()
    place.library = Library.open(place.settings, embedder=place.embedder, command="test")

    assert place.ingest().unchanged == 2


def test_it_equals_a_fresh_ingest_with_that_embedder(place: Place, tmp_path: Path) -> None:
    reindexed(place, other())
    fresh = Place(tmp_path / "fresh", place.folder)
    fresh.library.close()
    fresh.embedder = other()
    fresh.library = Library.open(fresh.settings, embedder=fresh.embedder, command="test")
    fresh.ingest(tags=("harbour",))

    assert exported(place.library) == exported(fresh.library)
    fresh.library.close()


def test_the_old_index_answers_until_the_switch_and_changes_meanwhile_are_taken_along(
    place: Place,
) -> None:
    seen = []

    def told(_: Stage) -> None:
        question = place.embedder.embed_question("ferry leaves nine")
        seen.append(bool(place.library.dense(HERE, question, 1)))
        if len(seen) == 1:
            place.write(c_txt="The lighthouse burns at night.")
            place.ingest()

    reindexed(place, other(), told)

    assert seen
    assert all(seen)
    assert {one.path for one in place.library.known(HERE)} == {"a.md", "b.txt", "c.txt"}
    assert place.library.counts(HERE).documents == 3


def test_with_the_same_embedder_no_text_is_embedded_again(place: Place) -> None:
    before = exported(place.library)

    done = reindexed(place, HashEmbedder())

    assert done.embedded == 0
    assert exported(place.library) == before


class Failing(HashEmbedder):
    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if self.calls >= 1:
            raise ServiceError("It is down.", "Try again.")
        return super().embed_passages(texts)


def test_one_that_failed_goes_on_where_it_was(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.reindex._BATCH", 1)
    before = exported(place.library)
    with pytest.raises(ServiceError):
        reindexed(place, Failing(width=16, name="other@1"))
    assert exported(place.library) == before

    assert 0 < reindexed(place, other()).embedded < place.library.counts(HERE).passages


def test_what_was_begun_with_a_third_embedder_is_begun_anew(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.reindex._BATCH", 1)
    with pytest.raises(ServiceError):
        reindexed(place, Failing(width=8, name="third@1", window=300))

    assert reindexed(place, other()).documents == 2


def test_every_collection_of_the_index_is_switched(place: Place) -> None:
    second = Collection("second")
    place.library.put(second, [])
    done = reindexed(place, other())

    assert done.documents == 2


def test_a_purge_leaves_nothing_of_what_was_begun(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.reindex._BATCH", 1)
    with pytest.raises(ServiceError):
        reindexed(place, Failing(width=16, name="other@1"))
    assert (place.settings.home / BESIDE).exists()

    place.library.purge()

    assert not (place.settings.home / BESIDE).exists()


def test_an_index_with_nothing_in_it_is_reindexed_as_any_other(place: Place) -> None:
    gone = [one.document_id for one in place.library.known(HERE)]
    place.library.remove(HERE, gone)

    assert reindexed(place, other()).documents == 0
    assert not place.library.keyword(HERE, "mill", 1)


def test_what_was_left_without_a_seal_is_not_believed(place: Place, tmp_path: Path) -> None:
    """Killed between its last document and the seal, the new index may be torn or behind."""
    beside, older = place.settings.home / BESIDE, tmp_path / "older"
    into = Into(HERE, other(), place.settings)
    with _opened(beside, into) as new:
        new.warm()
    shutil.copytree(beside, older)
    with pytest.raises(KeyboardInterrupt):
        reindexed(place, other(), stopped)
    for folder in FOLDERS:
        shutil.rmtree(beside / folder)
        shutil.copytree(older / folder, beside / folder)
    (beside / "seal.json").unlink()

    assert reindexed(place, other()).embedded == 0

    assert place.library.keyword(HERE, "mill", 1)
    assert place.library.audit() == Audit()


def stopped(stage: Stage) -> None:
    if stage.done == stage.total:
        raise KeyboardInterrupt


def test_stopped_while_it_throws_the_old_one_away_it_can_be_called_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder deleted by half looks like a damaged index, which is refused."""
    really = shutil.rmtree

    def by_half(folder: Path, **options: Any) -> None:
        if not folder.name.startswith(BESIDE):
            really(folder, **options)
        elif folder.exists():
            (folder / "truth.db").unlink()
            raise KeyboardInterrupt

    monkeypatch.setattr("shutil.rmtree", by_half)
    with pytest.raises(KeyboardInterrupt):
        reindexed(place, other())
    monkeypatch.undo()

    assert reindexed(place, other()).documents == 2
    assert not list(place.settings.home.glob(f"{BESIDE}*"))


def test_a_switch_that_fails_can_be_tried_again_at_once(place: Place) -> None:
    """Whatever it had attached, or begun, is let go."""
    before = exported(place.library)

    def full(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement == "COMMIT":
            raise sqlite3.OperationalError("database or disk is full")

    event.listen(Engine, "before_cursor_execute", full)
    try:
        with pytest.raises(SetupError, match="full"):
            reindexed(place, other())
    finally:
        event.remove(Engine, "before_cursor_execute", full)

    assert (place.library.embedder, exported(place.library)) == ("hash@1/32", before)
    assert reindexed(place, other()).documents == 2


def test_indexes_that_cannot_be_moved_are_built_anew(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The truth has moved on by then: the old ones must answer no more."""
    place.library.warm()
    really = Path.rename

    def refused(self: Path, target: Path) -> Path:
        if BESIDE in self.parts and self.name == "keywords":
            raise OSError(errno.EIO, "Input/output error")
        return really(self, target)

    monkeypatch.setattr(Path, "rename", refused)
    reindexed(place, other())

    assert place.library.embedder == "other@1/16"
    assert place.library.keyword(HERE, "mill", 1)
    (told,) = place.library.audit().mended
    assert told.startswith("rebuilt")


KILLED = """
import sys
from pathlib import Path
from ingest.paying import Terms
from ingest.reading import Into
from ingest.reindex import reindex
from rag.store.library import Audit, Library
from rag.store.seal import FOLDERS
from rag.testing import HashEmbedder
from tests.ingest.made import settings
from tests.ingest.place import HERE
home = settings(home=Path(sys.argv[1]), lock_wait_s=5)
width, name, to = (32, "hash@1", 16) if sys.argv[2] == "there" else (16, "other@1", 32)
old = HashEmbedder(width=width, name=name)
new = HashEmbedder(width=to, name="other@1" if to == 16 else "hash@1")
with Library.open(home, embedder=old, command="test") as library:
    reindex(library, Into(HERE, new, home), Terms(), spec="local", told=lambda _: None)
"""


def test_killed_at_any_moment_the_index_is_the_old_one_or_the_new_one(place: Place) -> None:
    """`KILLS` more of them by the environment; the moments are spread over a whole run."""
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    for number in range(40):
        place.write(**{f"n{number}_txt": f"Note {number} of the harbour. " * 30})
    place.ingest()
    old = exported(place.library)
    place.library.close()
    command = [sys.executable, "-c", KILLED, str(place.settings.home), "there"]
    began = time.monotonic()
    kills = int(os.environ.get("KILLS", "6"))
    for number in range(kills):
        running = subprocess.Popen(command, env=environment, cwd=root)
        try:
            running.wait(0.6 + 1.8 * number / kills)
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGKILL)
            running.wait()
        if built_with(place.settings.home):
            break
        with Library.open(place.settings, embedder=HashEmbedder(), command="test") as library:
            assert exported(library) == old
    if not built_with(place.settings.home):
        subprocess.run(command, env=environment, cwd=root, check=True)
    assert time.monotonic() - began < 600
    place.embedder = other()
    place.library = Library.open(place.settings, embedder=place.embedder, command="test")

    assert [row[:2] for row in exported(place.library)] == [row[:2] for row in old]
    assert {len(row[2]) for row in exported(place.library)} == {64}
    assert place.library.audit().torn == ()
