"""One process owns an index."""

import codecs
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.errors import OwnedError, SetupError
from rag.settings import Settings
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


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder of somebody who is not root, while the test is that somebody."""
    nobody, place = 65534, Path(tempfile.mkdtemp())
    codecs.lookup("utf-8-sig")  # somebody else may not be able to import it
    if os.geteuid() == 0:
        os.chown(place, nobody, nobody)
        os.setresuid(nobody, nobody, 0)
    yield place
    if os.getresuid()[2] == 0:
        os.setresuid(0, 0, 0)
    shutil.rmtree(place)


@pytest.mark.parametrize("shut", ["home", "home/owner.lock"])
def test_a_home_of_another_user_is_a_problem_and_a_remedy(unprivileged: Path, shut: str) -> None:
    home = unprivileged / "home"
    home.mkdir()
    (home / "owner.lock").touch()
    (unprivileged / shut).chmod(0)

    with pytest.raises(SetupError, match="Permission denied"):
        current(home)
    home.chmod(0o700)


@pytest.mark.parametrize("home", ["file", "file/below"])
def test_a_home_that_is_a_file_or_below_one_is_a_problem_and_a_remedy(
    tmp_path: Path, home: str
) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(SetupError, match="Not a directory"):
        current(tmp_path / home)


@pytest.mark.parametrize("mode", [0o600, 0])
def test_an_env_file_that_cannot_be_read_is_a_problem_and_a_remedy(
    unprivileged: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    (unprivileged / ".env").write_bytes(b"FOOTNOTE_HOME=\xff\n")
    (unprivileged / ".env").chmod(mode)
    monkeypatch.chdir(unprivileged)

    with pytest.raises(SetupError, match=r"\.env cannot be read") as caught:
        Settings.load({})
    assert ("UTF-8" in caught.value.problem) == (mode != 0)
    monkeypatch.undo()
