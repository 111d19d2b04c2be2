"""Invariant 4 for whole commands: ingest, reindex, rebuilding; killed at random, then run again."""

import contextlib
import json
import logging
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rag.footnote import Footnote
from rag.settings import Settings
from rag.store import owner, seal
from rag.store.switch import BESIDE
from rag.types import Collection
from rag.wiring import open_footnote

log = logging.getLogger(__name__)
KILLS = int(os.environ.get("KILLS", "3"))
"""``KILLS=200 make test`` for certainty: a fault in 4 % of kills shows in 200 of them."""
SEED = int(os.environ.get("KILLS_SEED", "1"))
FILES = 12
SIZES = (40, 64, 200)
"""Tokens of a passage: each reindex draws one, and all that follows has it."""
COMPARED = 20
"""Kills between two comparisons with a clean run."""
PATIENCE_S = 5.0
KINDS = ("ingest", "reindex", "rebuild")
SIGNS: dict[str, Callable[[Path, float], bool]] = {
    "ingest": lambda home, _: not (home / seal.FILE).exists(),
    "reindex": lambda home, since: made(home / BESIDE / seal.FILE, since),
    "rebuild": lambda home, since: made(home / "chroma.new", since),
}
"""What a home looks like while the moment is near at which each could go wrong, given when the
command began: kills before it left something, too."""
WORDS = [
    "ferry",
    "pier",
    "cable",
    "winch",
    "ramp",
    "tide",
    "harbour",
    "deck",
    "engine",
    "ticket",
    "crew",
    "storm",
    "lamp",
    "rope",
]

Row = tuple[str, str, bytes]


class Ground:
    """A folder, its index, and the commands that are killed over them."""

    def __init__(self, place: Path, chance: random.Random) -> None:
        self.folder, self.home = place / "folder", place / "home"
        self.clean, self.copy = place / "clean", place / "copy"
        self.folder.mkdir()
        change(self.folder, chance)
        self.chance = chance
        self.tokens = SIZES[-1]
        self.ingesting = ["ingest", str(self.folder), "--prune", "--yes", "--json"]
        self.last = self.ingesting
        self.killed: Counter[str] = Counter()
        self.left: Counter[str] = Counter()
        """How often a kill left its kind's sign."""

    def begin(self, kind: str) -> subprocess.Popen[bytes]:
        """Change something that a command of *kind* has to see to, and start one.

        Half of them find sound indexes, which they could spoil; the others what a kill left.
        """
        if self.chance.random() < 0.5:
            with opened(self.home) as footnote:
                footnote.library.settle()
        if kind == "ingest":
            change(self.folder, self.chance)
            if self.chance.random() < 0.1:
                shutil.rmtree(self.home, ignore_errors=True)
            self.last = self.ingesting
        elif kind == "reindex":
            self.tokens = self.chance.choice(SIZES)
            self.last = ["reindex", "--yes", "--json"]
        else:
            damage(self.home, self.chance)
            self.last = self.chance.choice((["doctor", "--json"], self.ingesting))
        return self.command(self.last, self.home)

    def kill(self, kind: str) -> bool:
        """Begin a command of *kind* and kill it, unless it is through before; say if it was."""
        since = time.time()
        process = self.begin(kind)
        self._wait(process, lambda: SIGNS[kind](self.home, since))
        process.kill()
        process.communicate()
        killed = process.returncode == -signal.SIGKILL
        self.killed[kind] += killed
        self.left[kind] += killed and SIGNS[kind](self.home, since)
        return killed

    def look(self) -> None:
        """Audit what a kill left, in a copy: the next kill finds it as it was."""
        if not self.home.exists():
            return
        shutil.rmtree(self.copy, ignore_errors=True)
        shutil.copytree(self.home, self.copy)
        with opened(self.copy) as footnote:
            audit(footnote)

    def compare(self) -> None:
        """Run what was killed again, and an ingest; all is then as in an index made at once."""
        if self.last is not self.ingesting:
            self.finish(self.last, self.home)
        self.finish(self.ingesting, self.home)
        shutil.rmtree(self.clean, ignore_errors=True)
        self.finish(self.ingesting, self.clean)
        assert live(self.home) == live(self.clean)

    def finish(self, arguments: list[str], home: Path) -> None:
        process = self.command(arguments, home)
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said.decode()

    def command(self, arguments: list[str], home: Path) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "FOOTNOTE_HOME": str(home),
            "FOOTNOTE_PASSAGE_TOKENS": str(self.tokens),
            "FOOTNOTE_BATCH_DOCUMENTS": "3",
            "PYTHONPATH": str(Path.cwd()),
        }
        return subprocess.Popen(
            [sys.executable, "-m", "api.cli.main", *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def _wait(self, process: subprocess.Popen[bytes], sign: Callable[[], bool]) -> None:
        """Wait for a moment after the start, after the index is owned, or after the sign."""
        until, longest_s = self.chance.choice(("start", "owned", "sign")), 2.5
        if until != "start":
            longest_s = 1.2
            awaited(process, lambda: owned(self.home, process.pid))
        if until == "sign":
            longest_s = 0.15
            awaited(process, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(self.chance.uniform(0.0, longest_s))


def awaited(process: subprocess.Popen[bytes], sign: Callable[[], bool]) -> None:
    """Wait until there is a *sign*, or the process has ended."""
    until = time.monotonic() + PATIENCE_S
    while not sign() and process.poll() is None and time.monotonic() < until:
        time.sleep(0.001)


def made(place: Path, since: float) -> bool:
    """Say whether *place* is there and was made or changed *since* then."""
    with contextlib.suppress(OSError):
        return place.stat().st_mtime >= since
    return False


def owned(home: Path, pid: int) -> bool:
    with contextlib.suppress(OSError, ValueError):
        return bool(json.loads((home / owner.FILE).read_text())["pid"] == pid)
    return False


def change(folder: Path, chance: random.Random) -> None:
    """Add, change or delete some of the files."""
    for number in chance.sample(range(FILES), 5):
        file = folder / f"note-{number}.md"
        if file.exists() and chance.random() < 0.3:
            file.unlink()
        else:
            said = " ".join(chance.choices(WORDS, k=120))
            file.write_text(f"# Note {number}\n\nNumber {chance.randrange(10**6)}. {said}.\n")


def damage(home: Path, chance: random.Random) -> None:
    """Delete, cut off or overwrite a file of the derived indexes, or their seal."""
    files = [
        home / seal.FILE,
        *(file for name in seal.FOLDERS for file in home.glob(f"{name}/**/*")),
    ]
    files = sorted(file for file in files if file.is_file())
    if not files:
        return
    file, how = chance.choice(files), chance.choice(("delete", "cut", "overwrite"))
    if how == "delete":
        file.unlink()
        return
    held = file.read_bytes()
    half = held[: len(held) // 2]
    file.write_bytes(half if how == "cut" else half + bytes(len(held) - len(half)))


def live(home: Path) -> list[Row]:
    """Return the export, once every passage of it has been found by its own words."""
    with opened(home) as footnote:
        rows = list(footnote.library.export(Collection()))
        for known in footnote.library.known(Collection()):
            passage = footnote.library.passages(Collection(), known.document_id)[0]
            hits = footnote.search(passage.text[:400], k=3)
            assert passage.id in {hit.passage.id for hit in hits}
        audit(footnote)
    return rows


def opened(home: Path) -> Footnote:
    return open_footnote(Settings.load({}, home=home, lock_wait_s=10), command="test")


def audit(footnote: Footnote) -> None:
    """See that the indexes hold what is live, and nothing else, though they may be built anew."""
    found = footnote.library.audit()
    assert not found.torn
    assert not [line for line in found.mended if not line.startswith("rebuilt")]


def drawn(chance: random.Random) -> Iterator[str]:
    """Yield kinds at random, each as often as the others."""
    while True:
        yield from chance.sample(KINDS, len(KINDS))


@pytest.mark.slow
@pytest.mark.timeout(120 + 20 * KILLS)
def test_invariant_4_what_was_killed_and_run_again_equals_a_clean_run(tmp_path: Path) -> None:
    began, chance = time.monotonic(), random.Random(SEED)
    ground = Ground(tmp_path, chance)
    for number, kind in zip(range(1, KILLS + 1), drawn(chance), strict=False):
        while not ground.kill(kind):
            pass  # it was through before
        ground.look()
        if number % COMPARED == 0 or number == KILLS:
            ground.compare()
            told = dict(ground.killed), dict(ground.left), time.monotonic() - began
            log.info("killed %s, amid it %s, compared, %.0f s", *told)
