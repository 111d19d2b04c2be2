"""What an ingest has to do: which files are new, which changed, which are gone or moved."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.discover import FoundFile, Listing
from ingest.recipe import Recipe
from ingest.report import Failure
from rag.store.records import Known


@dataclass(frozen=True, slots=True)
class Task:
    """One file to read."""

    found: FoundFile
    path: str
    """The document's."""
    recipe: Recipe
    known: Known | None = None
    """What is to be replaced."""
    source: str = ""
    """Where the bytes came from, if that is not the file: ``"upload:name"``."""

    @property
    def name(self) -> str:
        """What messages call the file, its ending included."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done, in order."""

    tasks: tuple[Task, ...]
    unchanged: int
    missing: tuple[Known, ...]
    """Documents of the folders given whose files are not there."""
    moved: tuple[Known, ...]
    """Documents whose bytes are found under another path now: they go once that one is stored."""
    failures: tuple[Failure, ...]


def planned(
    listing: Listing,
    known: Sequence[Known],
    recipe: Recipe,
    *,
    only: frozenset[str] | None = None,
) -> Plan:
    """Compare what there is with what is known, by content; nothing is written.

    Known files that are not among *only* are taken to hold what they held.
    """
    tasks, failures, unchanged = [], list(listing.failures), 0
    claims = named(listing.files, known)
    for task in claims:
        asked = replace(task, recipe=recipe_of(task, recipe))
        try:
            same = task.known is not None and _same(task.known, asked, only)
        except OSError as error:
            failures.append(
                Failure(
                    task.path,
                    f"The file cannot be read: {error.strerror}.",
                    "Check it.",
                    file=str(task.found.file),
                )
            )
            continue
        if same:
            unchanged += 1
        else:
            tasks.append(asked)
    claimed = {task.path for task in claims}
    gone = [one for one in known if one.path not in claimed and is_gone(one)]
    moved = _moved(gone, tasks)
    missing = (one for one in gone if one not in moved and _under(one, listing.roots))
    return Plan(tuple(tasks), unchanged, tuple(missing), moved, tuple(failures))


def hashed(file: Path) -> str:
    """Return the SHA-256 of the file's bytes, in hex."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def named(files: Iterable[FoundFile], known: Sequence[Known]) -> list[Task]:
    """Give each file the path of its document: its old one, else one that no other file has."""
    by_file = {one.file: one for one in known}
    by_path = {one.path: one for one in known}
    taken = {one.path: one.file for one in known if not is_gone(one)}
    tasks = []
    for found in files:
        file = str(found.file)
        old = by_file.get(file)
        path = old.path if old else _free(found, taken)
        taken[path] = file
        tasks.append(Task(found, path, Recipe(), by_path.get(path)))
    return tasks


def is_gone(known: Known) -> bool:
    """Say whether the document's file is no longer where it was; an upload always is."""
    return not known.file.startswith("upload:") and not os.path.lexists(known.file)


def _free(found: FoundFile, taken: dict[str, str]) -> str:
    """Return the path, with as many parent folders before it as tell it from other files' paths."""
    parents = [part for part in Path(found.root).parts if part != os.sep]
    path = found.path
    while taken.get(path, str(found.file)) != str(found.file) and parents:
        path = f"{parents.pop()}/{path}"
    return path


def recipe_of(task: Task, recipe: Recipe) -> Recipe:
    """Read a file as it was read before, unless asked otherwise."""
    if recipe.reader or task.known is None:
        return recipe
    return replace(recipe, reader=Recipe.reader_in(task.known.recipe))


def _same(known: Known, task: Task, only: frozenset[str] | None) -> bool:
    file = task.found.file
    return (
        known.recipe in {task.recipe.text, replace(task.recipe, reader="").text}
        and known.size == task.found.size
        and ((only is not None and str(file) not in only) or known.version == hashed(file))
    )


def _under(one: Known, roots: Iterable[str]) -> bool:
    return any(Path(one.file).is_relative_to(root) for root in roots)


def _moved(gone: Sequence[Known], tasks: Iterable[Task]) -> tuple[Known, ...]:
    """Return those of *gone* whose bytes a new file has; only files of equal size are read."""
    sizes = {one.size for one in gone}
    new = [task.found for task in tasks if task.known is None and task.found.size in sizes]
    versions = set(_readable(hashed, [found.file for found in new]))
    return tuple(one for one in gone if one.version in versions)


def _readable(read: Callable[[Path], str], files: Iterable[Path]) -> Iterator[str]:
    for file in files:
        try:
            yield read(file)
        except OSError:  # it will be a row of the report when it is read
            continue
