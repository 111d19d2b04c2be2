"""Which files there are under the paths given: in order, and nothing beyond those paths."""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.load.child import too_big
from ingest.report import Failure
from rag.errors import InputError, SkippedError

NO_LIMIT = 1 << 62


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A regular file, of a size we take."""

    file: Path
    """Absolute, without links."""
    path: str
    """Relative to the folder given, with ``/``; the name alone of a file given by itself."""
    root: str
    """The folder given, absolute; the file's own where it was given by itself."""
    size: int
    """Bytes."""
    alone: bool = False
    """Given by itself, not found in a folder."""
    changed_ns: int = 0
    """When the file was last changed, its bytes or its name, in nanoseconds of its system."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Everything that was found."""

    files: tuple[FoundFile, ...]
    """In order of root and path, none twice."""
    failures: tuple[Failure, ...]
    """What was seen and not taken. Names that begin with a dot are passed over in silence."""
    roots: tuple[str, ...] = ()
    """The folders given, absolute, and those that were given and are gone."""


def discover(paths: Sequence[Path], *, most_bytes: int = NO_LIMIT) -> Listing:
    """List the files under *paths*, folders and files.

    Raises `InputError` for a path that is not there or cannot be looked into. Links are not
    followed, except where a path given is one.
    """
    files: dict[Path, FoundFile] = {}
    failures: list[Failure] = []
    roots = []
    for given in dict.fromkeys(map(_resolved, paths)):
        if given.is_dir():
            roots.append(str(given))
        for found in _found(given):
            if isinstance(found, Failure):
                failures.append(found)
            elif found.size > most_bytes:
                error = too_big(found.size, most_bytes)
                row = skipped(found.path, error)
                failures.append(replace(row, file=str(found.file), root=found.root))
            else:
                files.setdefault(found.file, found)
    return Listing(tuple(files.values()), tuple(failures), tuple(roots))


def refuse_empty(listing: Listing) -> None:
    """Raise `InputError` where nothing was found."""
    if listing.files or listing.failures:
        return
    problem = f"There are no files in {', '.join(listing.roots)}."
    raise InputError(
        problem, "Give a folder that has some; names that begin with a dot are passed over."
    )


def skipped(path: str, error: SkippedError) -> Failure:
    """Make *error* a row of the report."""
    return Failure(path, error.problem, error.remedy, "skipped")


def _resolved(given: Path) -> Path:
    try:
        return given.expanduser().resolve(strict=True)
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "not a path"
        problem = f"{shown(str(given))} cannot be read: {reason}."
        raise InputError(problem, "Check the path: footnote ingest PATH.") from error


def _found(given: Path) -> Iterator[FoundFile | Failure]:
    if not given.is_dir():
        yield looked_at(given, given.name, given.parent, alone=True)
        return
    if not os.access(given, os.R_OK | os.X_OK):
        problem = f"{given} cannot be looked into: permission denied."
        raise InputError(problem, f"Give yourself access: chmod u+rx {given}")
    yield from _under(given)


def _under(root: Path) -> Iterator[FoundFile | Failure]:
    """Walk *root* in order of names, without recursion, however deep it is."""
    waiting = [root]
    while waiting:
        place = waiting.pop()
        path = place.relative_to(root).as_posix()
        if place.is_dir() and not place.is_symlink():
            try:
                names = sorted(os.listdir(place), reverse=True)  # noqa: PTH208
            except OSError as error:
                yield Failure(
                    shown(path),
                    f"The folder cannot be read: {error.strerror}.",
                    "Check its permissions.",
                    file=str(place),
                    root=str(root),
                )
                continue
            waiting += [place / name for name in names if not name.startswith(".")]
        else:
            yield looked_at(place, path, root)


def looked_at(place: Path, path: str, root: Path, *, alone: bool = False) -> FoundFile | Failure:
    """Return the file at *place*, called *path* within *root*, or why it is not taken."""
    if place.is_symlink():
        found: FoundFile | Failure = _link(place, path, root)
    else:
        found = _entry(place, path, str(root), alone=alone)
    if isinstance(found, Failure):
        return replace(found, file=str(place), root=str(root))
    return found


def _entry(file: Path, path: str, root: str, *, alone: bool = False) -> FoundFile | Failure:
    if shown(path) != path:
        problem = "The file's name is not valid Unicode, so nothing can refer to it."
        return Failure(shown(path), problem, "Rename the file.")
    try:
        status = file.stat(follow_symlinks=False)
    except OSError as error:
        return Failure(
            path, f"The file cannot be read: {error.strerror}.", "Check that it is still there."
        )
    if not stat.S_ISREG(status.st_mode):
        return Failure(path, "It is not a regular file.", "Nothing to do.", "skipped")
    if not os.access(file, os.R_OK):
        return Failure(
            path,
            "The file cannot be read: permission denied.",
            "Give yourself access: chmod u+r FILE",
        )
    return FoundFile(file, path, root, status.st_size, alone, status.st_ctime_ns)


def _link(place: Path, path: str, root: Path) -> Failure:
    try:
        target = place.resolve(strict=True)
    except FileNotFoundError:
        what, remedy = "to a file or folder that is not there", "Delete it, or put its file back."
    except (OSError, RuntimeError):  # RuntimeError: a link to itself, in Python 3.11 and 3.12
        what, remedy = "that leads nowhere, or round in a circle", "Delete it."
    else:
        inside = target.is_relative_to(root)
        what = "to what is read in its own place" if inside else "that leads out of the folder"
        remedy = "Nothing to do." if inside else "Give the file or folder itself, if it is meant."
    return Failure(shown(path), f"It is a link {what}.", remedy, "skipped")


def shown(name: str) -> str:
    """Return a file's name as text that can be written anywhere."""
    return os.fsencode(name).decode("utf-8", "replace")
