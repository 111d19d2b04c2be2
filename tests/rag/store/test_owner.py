"""One process owns an index."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rag.errors import OwnedError, SetupError
from rag.store.library import Library
from rag.store.owner import current, take
from tests.rag.store.made import Hashed, settings

HOLD = (
    "import sys, time; from pathlib import Path; from rag.store.owner import take;"
    "hold = take(Path(sys.argv[1]), command='footnote serve', wait_s=0);"
    "hold.announce('http://127.0.0.1:8080'); print('held', flush=True); time.sleep(60)"
)


@pytest.fixture
def other(tmp_path: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    process.stdout.close()
    return process


def test_a_second_process_is_told_who_has_it(
    tmp_path: Path, other: "subprocess.Popen[str]"
) -> None:
    owner = current(tmp_path)
    with pytest.raises(OwnedError) as caught:
        Library.open(settings(tmp_path), embedder=Hashed(), command="footnote ask")
    os.kill(other.pid, signal.SIGKILL)
    other.wait()

    assert owner is not None
    assert (owner.pid, owner.address) == (other.pid, "http://127.0.0.1:8080")
    since = owner.started[11:19]
    by = f"`footnote serve` (process {other.pid}, since {since})"
    assert caught.value.problem == f"The index at {tmp_path} is in use by {by}."
    assert caught.value.remedy == (
        "Wait for it to end, stop it, or set FOOTNOTE_HOME to another folder."
    )


def test_a_killed_owner_owns_nothing(tmp_path: Path, other: "subprocess.Popen[str]") -> None:
    os.kill(other.pid, signal.SIGKILL)
    other.wait()

    assert current(tmp_path) is None
    take(tmp_path, command="next", wait_s=0).close()


def test_the_next_one_waits_for_a_while(tmp_path: Path, other: "subprocess.Popen[str]") -> None:
    subprocess.Popen(["/bin/sh", "-c", f"sleep 0.3; kill -9 {other.pid}"]).wait()
    started = time.monotonic()
    hold = take(tmp_path, command="patient", wait_s=20)
    other.wait()

    assert time.monotonic() - started < 20
    owner = current(tmp_path)
    assert owner is not None
    assert owner.command == "patient"
    hold.close()
    hold.close()
    assert current(tmp_path) is None


def test_nobody_owns_what_was_never_opened(tmp_path: Path) -> None:
    assert current(tmp_path / "never") is None


def test_a_second_opening_in_the_same_process_is_refused_too(tmp_path: Path) -> None:
    one = Library.open(settings(tmp_path), embedder=Hashed(), command="one")
    with one, pytest.raises(OwnedError, match="`one`"):
        Library.open(settings(tmp_path), embedder=Hashed(), command="two")


def test_a_home_that_cannot_be_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SetupError, match="cannot be used"):
        take(tmp_path / "file", command="x", wait_s=0)
