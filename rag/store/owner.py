"""One process owns an index: a lock that the kernel lets go of, however its holder ends."""

import fcntl
import json
import os
import time
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from rag.errors import OwnedError, SetupError

FILE = "owner.lock"
PAUSE_S = 0.05


@dataclass(frozen=True, slots=True)
class Owner:
    """Who has the index."""

    pid: int
    started: str
    """ISO 8601 with its time zone."""
    command: str
    address: str
    """Empty unless a service: ``"http://127.0.0.1:8080"``."""


class Hold:
    """The ownership itself, until `close` or the end of the process."""

    def __init__(self, file: int, owner: Owner) -> None:
        self._file = file
        self._owner = owner

    def announce(self, address: str) -> None:
        """Tell others where this service listens."""
        self._owner = replace(self._owner, address=address)
        _write(self._file, self._owner)

    def close(self) -> None:
        """Let the next one have it. Closing twice is fine."""
        if self._file >= 0:
            os.ftruncate(self._file, 0)
            os.close(self._file)
            self._file = -1


def take(home: Path, *, command: str, address: str = "", wait_s: float) -> Hold:
    """Own the index under *home*, making the folder where there is none.

    Waits up to *wait_s* seconds for another owner to let go, then raises `OwnedError`.
    """
    make_folder(home)
    file = _open(home)
    until = time.monotonic() + wait_s
    while not _locked(file, fcntl.LOCK_EX):
        if time.monotonic() >= until:
            os.close(file)
            raise _owned(home)
        time.sleep(PAUSE_S)
    started = datetime.now().astimezone().isoformat(timespec="seconds")
    owner = Owner(os.getpid(), started, command, address)
    _write(file, owner)
    return Hold(file, owner)


def current(home: Path) -> Owner | None:
    """Return who owns the index now; a file left by a process that has ended names nobody."""
    try:
        file = os.open(home / FILE, os.O_RDONLY)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unusable(home, error) from error
    try:
        return None if _locked(file, fcntl.LOCK_SH) else _read(home)
    finally:
        os.close(file)


def make_folder(home: Path) -> None:
    """Make *home*, for this user alone; `SetupError` where that cannot be."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        home.chmod(0o700)
    except OSError as error:
        raise _unusable(home, error) from error


def _open(home: Path) -> int:
    try:
        return os.open(home / FILE, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise _unusable(home, error) from error


def _unusable(home: Path, error: OSError) -> SetupError:
    return SetupError(
        f"The index folder {home} cannot be used: {error.strerror}.",
        "Make it a folder you may write to, or set FOOTNOTE_HOME to another one.",
    )


def _locked(file: int, kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _write(file: int, owner: Owner) -> None:
    os.ftruncate(file, 0)
    os.pwrite(file, json.dumps(asdict(owner)).encode(), 0)


def _read(home: Path) -> Owner:
    try:
        return Owner(**json.loads((home / FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        # Between taking the lock and writing its name, an owner is nameless.
        return Owner(0, "", "", "")


def _owned(home: Path) -> OwnedError:
    owner = _read(home)
    by = f"`{owner.command}`" if owner.command else "another command"
    named = f" (process {owner.pid}, since {_clock(owner.started)})" if owner.pid else ""
    return OwnedError(
        f"The index at {home} is in use by {by}{named}.",
        "Wait for it to end, stop it, or set FOOTNOTE_HOME to another folder.",
    )


def _clock(started: str) -> str:
    moment = datetime.fromisoformat(started).astimezone()
    today = datetime.now().astimezone().date() == moment.date()
    return moment.strftime("%H:%M:%S" if today else "%Y-%m-%d %H:%M:%S")
