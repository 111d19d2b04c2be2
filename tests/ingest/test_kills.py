"""Invariant 4 for the whole command: `footnote ingest` killed at random, then run again."""

import contextlib
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rag.settings import Settings
from rag.types import Collection
from rag.wiring import open_footnote

KILLS = int(os.environ.get("KILLS", "4"))
"""``KILLS=200 make test`` for certainty: a fault in 4 % of kills shows in 200 of them."""
SEED = int(os.environ.get("KILLS_SEED", "1"))
FILES = 12
COMPARED = 20
"""Kills between two comparisons with a clean run."""
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


def command(folder: Path, home: Path) -> subprocess.Popen[bytes]:
    arguments = ["ingest", str(folder), "--prune", "--yes", "--json"]
    environment = {
        **os.environ,
        "FOOTNOTE_HOME": str(home),
        "FOOTNOTE_BATCH_DOCUMENTS": "3",
        "PYTHONPATH": str(Path.cwd()),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "api.cli.main", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def change(folder: Path, chance: random.Random) -> None:
    """Add, change or delete some of the files."""
    for number in chance.sample(range(FILES), 5):
        file = folder / f"note-{number}.md"
        if file.exists() and chance.random() < 0.3:
            file.unlink()
        else:
            said = " ".join(chance.choices(WORDS, k=120))
            file.write_text(f"# Note {number}\n\nNumber {chance.randrange(10**6)}. {said}.\n")


def finished(folder: Path, home: Path) -> None:
    process = command(folder, home)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said.decode()


def live(home: Path) -> list[Row]:
    """Return the export, once every passage of it has been found by its own words."""
    settings = Settings.load({}, home=home, lock_wait_s=10)
    with open_footnote(settings, command="test") as footnote:
        rows = list(footnote.library.export(Collection()))
        for known in footnote.library.known(Collection()):
            passage = footnote.library.passages(Collection(), known.document_id)[0]
            hits = footnote.search(passage.text[:400], k=3)
            assert passage.id in {hit.passage.id for hit in hits}
        audit = footnote.library.audit()
        assert not audit.torn
        assert not [line for line in audit.mended if "rebuilt" not in line]
    return rows


@pytest.mark.slow
@pytest.mark.timeout(120 + 20 * KILLS)
def test_invariant_4_a_killed_ingest_run_again_equals_a_clean_one(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    folder, home = tmp_path / "folder", tmp_path / "home"
    folder.mkdir()
    change(folder, chance)
    killed = 0
    while killed < KILLS:
        change(folder, chance)
        process = command(folder, home)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(chance.uniform(0.4, 2.5))
        killed += process.poll() is None
        process.kill()
        process.communicate()
        if killed % COMPARED == 0 or killed == KILLS:
            finished(folder, home)
            clean = tmp_path / "clean"
            shutil.rmtree(clean, ignore_errors=True)
            finished(folder, clean)
            assert live(home) == live(clean)
