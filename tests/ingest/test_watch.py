import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest

from ingest.watch import changes

SOON_S = 15.0


class Heard:
    """What is told while a thread listens."""

    def __init__(self, *folders: Path) -> None:
        self.stop = threading.Event()
        self._told: SimpleQueue[frozenset[str]] = SimpleQueue()
        self._thread = threading.Thread(target=self._listen, args=(folders,))
        self._thread.start()

    def next(self, seconds: float = SOON_S) -> set[str]:
        return {Path(name).name for name in self._told.get(timeout=seconds)}

    def nothing(self, seconds: float) -> bool:
        try:
            self.next(seconds)
        except Empty:
            return True
        return False

    def end(self) -> None:
        self.stop.set()
        self._thread.join(SOON_S)
        assert not self._thread.is_alive()

    def _listen(self, folders: tuple[Path, ...]) -> None:
        for some in changes(folders, self.stop):
            self._told.put(some)


@pytest.fixture
def heard(tmp_path: Path) -> Iterator[Heard]:
    (tmp_path / "docs").mkdir()
    listening = Heard(tmp_path / "docs")
    assert listening.next() == set(), "first of all, look at everything"
    yield listening
    listening.end()


def test_a_burst_of_saves_is_told_once(heard: Heard, tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / "docs" / "a.txt").write_text(f"draft {number}")
        (tmp_path / "docs" / f"b{number % 3}.txt").write_text("x")
        time.sleep(0.02)

    assert heard.next() == {"a.txt", "b0.txt", "b1.txt", "b2.txt"}
    assert heard.nothing(1.5)


def test_deletes_are_told_and_names_with_a_dot_are_not(heard: Heard, tmp_path: Path) -> None:
    (tmp_path / "docs" / "a.txt").write_text("here")
    assert heard.next() == {"a.txt"}
    (tmp_path / "docs" / ".a.txt.swp").write_text("editor's own")
    assert heard.nothing(1.5)
    (tmp_path / "docs" / "a.txt").unlink()
    assert heard.next() == {"a.txt"}


def test_a_folder_that_comes_back_is_looked_at_as_a_whole(heard: Heard, tmp_path: Path) -> None:
    (tmp_path / "docs" / "a.txt").write_text("here")
    heard.next()
    shutil.move(tmp_path / "docs", tmp_path / "away")
    time.sleep(2)
    shutil.move(tmp_path / "away", tmp_path / "docs")

    told = [heard.next()]
    while told[-1]:
        told.append(heard.next())
    (tmp_path / "docs" / "c.txt").write_text("new")
    assert heard.next() == {"c.txt"}
