"""The files as they were when they were read, by hash: what a citation opens."""

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

from rag.errors import SetupError

FOLDER = "originals"
PIECE = 1 << 20


class Originals:
    """Files under ``originals/`` of *home*, each named by the SHA-256 of its bytes."""

    def __init__(self, home: Path) -> None:
        self._folder = home / FOLDER

    def keep(self, file: Path, version: str) -> bool:
        """Copy *file* in, unless its bytes no longer are *version*; say whether it is there."""
        place = self._place(version)
        if place.exists():
            return True
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._folder.chmod(0o700)
            place.parent.mkdir(mode=0o700, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=place.parent, suffix=".part")
        except OSError as error:
            raise SetupError(
                f"The folder {self._folder} cannot be used: {error.strerror}.",
                "See that it is a folder you may write to and that the disk is not full.",
            ) from error
        part = Path(name)
        try:
            same = _copy(file, handle) == version
        except OSError:
            part.unlink()
            return False
        if same:
            part.replace(place)
        else:
            part.unlink()
        return same

    def get(self, version: str) -> Path | None:
        """Return where *version* is kept, if it is."""
        place = self._place(version)
        return place if place.is_file() else None

    def drop_all_but(self, versions: set[str]) -> None:
        """Delete every file that is none of *versions*."""
        for file in self._folder.glob("*/*"):
            if file.name not in versions:
                file.unlink()
                with contextlib.suppress(OSError):
                    file.parent.rmdir()

    def _place(self, version: str) -> Path:
        return self._folder / version[:2] / version


def _copy(file: Path, handle: int) -> str:
    total = hashlib.sha256()
    with os.fdopen(handle, "wb") as target, file.open("rb") as source:
        while piece := source.read(PIECE):
            total.update(piece)
            target.write(piece)
    return total.hexdigest()
