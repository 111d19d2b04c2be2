"""The seal: a note of what the derived indexes looked like when they last agreed with the truth.

They are believed only while every one of their files is, byte for byte, what the seal says, the
truth is at the generation it says, and texts are cut into words as they were then. It is broken
before anything in them is written, so neither a kill nor damage can leave an index that is wrong
and believed.
"""

import hashlib
import json
import os
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from rag.retrieve.words import VERSION
from rag.store import chroma
from rag.store.damage import guarding

FILE = "seal.json"
FOLDERS = ("chroma", "keywords")
FORM = 3
"""What the indexes hold, and how; those of another form are built anew from the truth."""
PIECE = 1 << 20
CLOCK_TICK_NS = 50_000_000
"""More than any file system's clock is late by."""
COUNTERS = ((24, 28), (92, 100))
"""Bytes of a SQLite file's header that say how often, and by which SQLite, it was written."""


@dataclass(frozen=True, slots=True)
class Print:
    """What is noted of a file: its size, and the hash of its bytes."""

    size: int
    hash: str
    mtime_ns: int
    hashed_ns: int
    """These two only spare this process hashing a file again; they are not on disk."""

    def still(self, stat: os.stat_result) -> bool:
        """Say whether the file cannot have changed since it was hashed."""
        same = (self.size, self.mtime_ns) == (stat.st_size, stat.st_mtime_ns)
        return same and self.mtime_ns + CLOCK_TICK_NS < self.hashed_ns


class Seal:
    """Writes, breaks and judges the seal of *home*."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._file = home / FILE
        self._prints: dict[str, Print] = {}

    def holds(self, generation: str) -> bool:
        """Say whether the derived indexes are untouched, of this *generation* and these words."""
        noted = self._noted()
        if noted.get("form") != FORM or noted.get("generation") != generation or not generation:
            return False
        if noted.get("words") != VERSION:
            return False
        files = noted.get("files")
        return bool(files) and files == self._files()

    def write(self, generation: str) -> None:
        """Vouch for the derived indexes as they are now."""
        _private(self._home)
        self._prints = self._hashed()
        files = _plain(self._prints)
        noted = {"form": FORM, "generation": generation, "words": VERSION, "files": files}
        part = self._file.with_suffix(".part")
        with part.open("w", encoding="utf-8") as file:
            json.dump(noted, file)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o600)
        part.replace(self._file)
        _sync(self._home)

    def break_(self) -> None:
        """Vouch for nothing: what follows may change the indexes."""
        with guarding("sealed", OSError):
            if self._file.exists():
                self._file.unlink()
                _sync(self._home)

    def _noted(self) -> dict[str, object]:
        try:
            noted = json.loads(self._file.read_bytes())
        except (OSError, ValueError):
            return {}
        return noted if isinstance(noted, dict) else {}

    def _files(self) -> dict[str, list[object]]:
        try:
            self._prints = self._hashed()
        except (OSError, sqlite3.DatabaseError):
            return {}
        return _plain(self._prints)

    def _hashed(self) -> dict[str, Print]:
        found = {}
        for path in _files(self._home):
            name = path.relative_to(self._home).as_posix()
            stat = path.stat()
            before = self._prints.get(name)
            if before is None or not before.still(stat):
                now = time.time_ns()
                before = Print(stat.st_size, _hash(path), stat.st_mtime_ns, now)
            found[name] = before
        return found


def _files(home: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((home / folder).rglob("*")):
            # tantivy's lock files come and go, and are empty.
            if path.is_file() and path.suffix != ".lock" and not chroma.is_scratch(path):
                yield path


def _plain(prints: dict[str, Print]) -> dict[str, list[object]]:
    return {name: [one.size, one.hash] for name, one in prints.items()}


def _hash(path: Path) -> str:
    """Hash a file; of Chroma's database, only what opening it leaves alone."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        if path.name == chroma.FILE:
            _add_database(total, file, path)
        else:
            while piece := file.read(PIECE):
                total.update(piece)
    return total.hexdigest()


def _add_database(total: "hashlib._Hash", file: BinaryIO, path: Path) -> None:
    size, loose = chroma.loose_pages(path)
    number = 0
    while page := bytearray(file.read(size)):
        number += 1
        if number == 1:
            for start, end in COUNTERS:
                page[start:end] = bytes(end - start)
        if number not in loose:
            total.update(page)


def _private(home: Path) -> None:
    """Take the files away from other users: Chroma and tantivy make them by the umask."""
    for folder in FOLDERS:
        for path in (home / folder).rglob("*"):
            path.chmod(0o700 if path.is_dir() else 0o600)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
