"""Which files of the folders given are there, by the names under which a service knows them."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.cli.show import Body
from api.origin import origin
from ingest.discover import FoundFile
from ingest.plan import hashed, is_there
from rag.errors import InputError


@dataclass(frozen=True, slots=True)
class Origins:
    """What lies where a command was sent to look."""

    places: tuple[str, ...]
    """The files and folders given, absolute and without links, whether they are there or not."""
    there: frozenset[str]
    """The origin of everything under them, names that begin with a dot included."""

    @classmethod
    def of(cls, paths: Sequence[Path]) -> "Origins":
        """Look at all that is under *paths*.

        Raises `InputError` for a folder that cannot be looked into: what is in it would seem gone.
        """
        places = tuple(dict.fromkeys(os.path.realpath(path.expanduser()) for path in paths))
        files = [file for place in places for file in _files(place)]
        return cls(places, frozenset(map(origin, files)))

    def gone(self, rows: Iterable[Body]) -> list[Body]:
        """Return those of *rows*, documents or failures, whose files are not there."""
        return [row for row in rows if row["origin"] not in self.there]


def unmoved(gone: Sequence[Body], files: Iterable[FoundFile]) -> list[Body]:
    """Return those of *gone* whose bytes none of *files* has; only those of equal size are read."""
    sizes = {row["bytes"] for row in gone}
    versions = {_version(one) for one in files if one.size in sizes}
    return [row for row in gone if row["version"] not in versions]


def _version(found: FoundFile) -> str:
    try:
        return hashed(found.file)
    except OSError:  # it will be a row of the report when it is sent
        return ""


def _files(place: str) -> Iterable[str]:
    if is_there(place):
        yield place
    for folder, folders, names in os.walk(place, onerror=_refuse):
        yield from (os.path.join(folder, name) for name in (*folders, *names))  # noqa: PTH118


def _refuse(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError | NotADirectoryError):
        problem = f"{error.filename} cannot be looked into: {error.strerror}."
        raise InputError(problem, "Give yourself access: chmod u+rx FOLDER") from error
