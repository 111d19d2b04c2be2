"""What an ingest has to do: which files are new, which changed, which are gone or moved."""

import hashlib
import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.discover import FoundFile, Listing
from ingest.recipe import Recipe
from ingest.report import Failure
from rag.errors import DocumentError
from rag.store.records import Failed, Known


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
    version: str = ""
    """SHA-256 of the bytes in hex, where they were looked at already."""
    replaces: tuple[Known, ...] = ()
    """Documents whose bytes this file has and whose own files are gone: it was moved."""
    container: str = ""
    """Path of the document it came with."""
    depth: int = 0
    """Containers it lies in."""
    refused: DocumentError | None = None
    """Why it is not to be read at all; it is then a row of the report like any other."""

    @property
    def name(self) -> str:
        """What messages call the file, its ending included."""
        return _name(self.path)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done, in order."""

    tasks: tuple[Task, ...]
    same: tuple[Known, ...] = ()
    """Documents that are as their files are."""
    missing: tuple[Known, ...] = ()
    """Documents of the folders given whose files are not there."""
    failures: tuple[Failure, ...] = ()
    inside: int = 0
    """Documents that came inside files that are the same."""

    @property
    def unchanged(self) -> int:
        """Documents that need not be read, those inside others counted like any."""
        return len(self.same) + self.inside


def planned(
    listing: Listing,
    known: Sequence[Known],
    recipe: Recipe,
    *,
    failed: Sequence[Failed] = (),
    whole: Collection[str] = frozenset(),
    only: Collection[str] | None = None,
) -> Plan:
    """Compare what there is with what is known, by content; nothing is written.

    Files that *failed* keep the paths they failed under; the files *whole* are read though they
    have not changed. Known files that are not among *only* are taken to hold what they held.
    """
    tasks: list[Task] = []
    same: list[Known] = []
    failures = list(listing.failures)
    claims = named(listing.files, known, failed)
    for task in claims:
        asked = replace(task, recipe=recipe_of(task, recipe))
        try:
            asked = _compared(asked, only)
        except OSError as error:
            failures.append(_unreadable(task, error))
            continue
        # A document whose file went may be at hand under the same path in another folder: it is
        # read there, so that it is known where it lies.
        here = task.known is not None and task.known.file == str(task.found.file)
        if task.known and here and is_same(task.known, asked) and str(task.found.file) not in whole:
            same.append(task.known)
        else:
            tasks.append(asked)
    claimed = {task.path for task in claims}
    gone = [one for one in known if one.path not in claimed and is_gone(one)]
    placed = tuple(moving(tasks, gone))
    moved = {one.document_id for task in placed for one in task.replaces}
    missing = (one for one in gone if one.document_id not in moved and _under(one, listing.roots))
    # The smallest first: the embedder has something to do at once, and reading stays ahead of it.
    placed = tuple(sorted(placed, key=lambda task: task.found.size))
    return Plan(placed, tuple(same), tuple(missing), tuple(failures), _inside(same, known))


def _inside(same: Iterable[Known], known: Iterable[Known]) -> int:
    files = {one.file for one in same}
    return sum(bool(one.container) and one.file in files for one in known)


def _unreadable(task: Task, error: OSError) -> Failure:
    problem, found = f"The file cannot be read: {error.strerror}.", task.found
    return Failure(task.path, problem, "Check it.", file=str(found.file), root=found.root)


def hashed(file: Path) -> str:
    """Return the SHA-256 of the file's bytes, in hex."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def named(
    files: Iterable[FoundFile], known: Sequence[Known], failed: Sequence[Failed] = ()
) -> list[Task]:
    """Give each file the path of its document: its old one, else one that no other file has."""
    old = {one.file: one.path for one in failed if one.file.endswith(f"/{_name(one.path)}")}
    old |= {one.file: one.path for one in known if not one.container}
    by_path = {one.path: one for one in known}
    taken = {one.path: one.file for one in failed if is_there(one.file)}
    taken |= {one.path: one.file for one in known if not is_gone(one)}
    tasks = []
    for found in files:
        file = str(found.file)
        path = old.get(file, "")
        if not path or taken.get(path, file) != file:
            path = free(found, taken)
        taken[path] = file
        tasks.append(Task(found, path, Recipe(), by_path.get(path)))
    return tasks


def is_gone(known: Known) -> bool:
    """Say whether the document's file is no longer where it was; an upload always is."""
    return not known.file.startswith("upload:") and not is_there(known.file)


def is_there(file: str) -> bool:
    """Say whether there is anything at *file*; what cannot be looked at counts as there."""
    try:
        os.lstat(file)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError):  # a folder above it is closed to us, or was, on a share
        return True
    return True


def free(found: FoundFile | Failure, taken: Mapping[str, str]) -> str:
    """Return the path, with as many parent folders before it as tell it from other files' paths."""
    parents = [part for part in Path(found.root).parts if part != os.sep]
    path = found.path
    while taken.get(path, str(found.file)) != str(found.file) and parents:
        path = f"{parents.pop()}/{path}"
    return path


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def recipe_of(task: Task, recipe: Recipe) -> Recipe:
    """Read a file as it was read before, unless asked otherwise."""
    if recipe.reader or task.known is None:
        return recipe
    return replace(recipe, reader=Recipe.reader_in(task.known.recipe))


def _compared(task: Task, only: Collection[str] | None) -> Task:
    """Hash the file of *task* where it may be what is known."""
    known, file = task.known, task.found.file
    if known is None or known.size != task.found.size or not task.recipe.reads_so(known.recipe):
        return task
    looked_into = only is None or str(file) in only
    return replace(task, version=hashed(file) if looked_into else known.version)


def is_same(known: Known, task: Task) -> bool:
    """Say whether *known* is what reading *task* would give."""
    return known.version == task.version and task.recipe.reads_so(known.recipe)


def _under(one: Known, roots: Iterable[str]) -> bool:
    return any(Path(one.file).is_relative_to(root) for root in roots)


def moving(tasks: Iterable[Task], gone: Sequence[Known]) -> Iterator[Task]:
    """Give each task those of *gone* whose bytes it has; only files of equal size are read.

    Of several with the same bytes one of the same name is chosen, else the first. What came with a
    document that is gone (an attachment) goes with it.
    """
    sizes = {one.size for one in gone}
    looked = [_looked_into(task) if task.found.size in sizes else task for task in tasks]
    alike: defaultdict[str, list[Task]] = defaultdict(list)
    for task in looked:
        alike[task.version].append(task)
    inside: defaultdict[str, list[Known]] = defaultdict(list)
    for one in gone:
        inside[one.container].append(one)
    moved: defaultdict[str, list[Known]] = defaultdict(list)
    for one in gone:
        found = [] if one.container else alike.get(one.version, [])
        named_so = (task for task in found if task.name == _name(one.path))
        for task in (*named_so, *found)[:1]:
            moved[task.path] += [one, *_all_inside(one, inside)]
    return (replace(task, replaces=tuple(moved.get(task.path, ()))) for task in looked)


def _all_inside(one: Known, inside: Mapping[str, list[Known]]) -> Iterator[Known]:
    waiting = list(inside.get(one.path, ()))
    while waiting:
        found = waiting.pop()
        waiting += inside.get(found.path, ())
        yield found


def _looked_into(task: Task) -> Task:
    return replace(task, version=task.version or _readable(task.found.file))


def _readable(file: Path) -> str:
    try:
        return hashed(file)
    except OSError:  # it will be a row of the report when it is read
        return ""
