import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]


def until(what: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def test_a_watched_folder_is_searchable_as_it_changes(tmp_path: Path, folder: Path) -> None:
    """The index is free in between, deletes follow --prune, and SIGTERM ends it with code 0."""
    environment = {**os.environ, "FOOTNOTE_HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT)}
    written = tmp_path / "reports"

    def reports() -> list[Any]:
        return [json.loads(line) for line in written.read_text().splitlines()]

    command = [sys.executable, "-m", "api.cli.main", "ingest", str(folder)]
    with written.open("wb") as out:
        watching = subprocess.Popen(
            [*command, "--watch", "--prune", "--yes", "--json"],
            stdout=out, stderr=subprocess.DEVNULL, env=environment, cwd=tmp_path,
        )  # fmt: skip
    until(lambda: len(reports()) == 1)
    assert reports()[0]["documents"]["added"] == 2

    (folder / "ferry.txt").write_text("The ferry to Skarvik leaves at nine.")
    until(lambda: len(reports()) == 2)
    assert reports()[1]["documents"]["added"] == 1
    asking = [sys.executable, "-m", "api.cli.main", "search", "ferry Skarvik", "--json"]
    found = subprocess.run(
        asking, env=environment, cwd=tmp_path, capture_output=True, check=True
    ).stdout
    assert json.loads(found)["hits"][0]["document"]["path"] == "ferry.txt"

    (folder / "staff.txt").unlink()
    until(lambda: len(reports()) == 3)
    assert reports()[2]["documents"]["removed"] == 1
    watching.send_signal(signal.SIGTERM)
    assert watching.wait(20) == 0
