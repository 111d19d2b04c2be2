"""Makes one uploaded file searchable; nothing its sender says is trusted, its name least of all."""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from ingest.attached import FOLDER, Inside
from ingest.child import Loader
from ingest.discover import FoundFile, Listing
from ingest.ocr import Tesseract
from ingest.paying import charged
from ingest.plan import Plan, Task, is_gone, is_same, moving, named, recipe_of
from ingest.purge import purged
from ingest.reading import Into
from ingest.recipe import Recipe
from ingest.report import IngestReport, quiet
from ingest.run import resembling, write
from ingest.safe import LONGEST, safe_path
from ingest.tagged import tagged
from ingest.write import Writing
from rag.errors import InputError
from rag.ports import Embedder
from rag.settings import Settings
from rag.store.library import Library
from rag.store.records import Failed, Known
from rag.types import Collection

PREFIX = "upload:"
_PURGED = 1_000
"""As in `ingest.run`, but the sender waits, and may send many: half a second."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Where a file that is sent lies for whoever sends it: names only, never opened here."""

    file: str
    """Absolute."""
    root: str
    """The folder given, absolute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """How a file that is sent is to be taken in."""

    exact: bool = False
    """The sender chose the path."""
    sender: Sender | None = None
    tags: tuple[str, ...] = ()
    retry_failed: bool = False
    """Read it though it failed just as it is; what has no `sender` always is."""


_PLAIN = Sending()


def ingest_upload(
    path: str,
    content: bytes,
    *,
    collection: Collection,
    library: Library,
    embedder: Embedder,
    settings: Settings,
    sending: Sending = _PLAIN,
    loader: Loader | None = None,
) -> IngestReport:
    """Store *content* as the document at *path*, the client's name for it, made safe.

    The same bytes under the same name change nothing; other bytes replace what was there. A name
    that a folder's file has already is that file's only where the sender chose it: `exact`. With a
    `Sender` the file becomes the very document that an ingest of its folder would make of it. A
    *loader* reads it and goes on living; without one a child is started for it.
    """
    began = time.monotonic()
    known = library.known(collection)
    into = charged(Into(collection, embedder, settings, loader=loader), settings.embed_budget_usd)
    writing = Writing(into, library, progress=quiet, tags=sending.tags)
    task = _task(path, known, sending, writing.failing.before)
    task = replace(task, version=hashlib.sha256(content).hexdigest())
    plan = _planned(task, known, Recipe.of(settings, ocr=Tesseract(settings).here))
    if sending.sender and not sending.retry_failed:
        plan = writing.failing.held(plan)
    files = {task.source}
    given = tagged(sending.tags, files, known, library=library, collection=collection)
    report = _written(plan, content, writing, Inside(settings.home, known))
    source = replace(task.found, file=Path(task.source))
    writing.failing.forget(Listing((source,), ()), report.failures)
    told = resembling(known, library, collection) if report.added or report.updated else ()
    report = replace(report, tagged=given, notes=(*report.notes, *told))
    report = purged(report, library, most=_PURGED)
    return replace(report, seconds=round(time.monotonic() - began, 3))


def _task(path: str, known: Sequence[Known], sending: Sending, failed: Sequence[Failed]) -> Task:
    sender = sending.sender
    if sender is None:
        return _uploaded(safe_path(path), known, exact=sending.exact)
    found = FoundFile(Path(sender.file), _inside(path), sender.root, 0)
    return replace(named([found], known, failed)[0], source=sender.file)


def _planned(task: Task, known: Sequence[Known], recipe: Recipe) -> Plan:
    """Say whether *task* is to be read, and which documents its file was moved away from."""
    task = replace(task, recipe=recipe_of(task, recipe))
    before = task.known
    if before and is_same(before, task):
        return Plan((), (before,), inside=sum(one.container == before.path for one in known))
    gone = [one for one in known if one.path != task.path and is_gone(one)]
    return Plan(tuple(moving([task], gone if not task.source.startswith(PREFIX) else ())))


def _written(plan: Plan, content: bytes, writing: Writing, inside: Inside) -> IngestReport:
    """Store what *plan* says of the one file that holds *content*."""
    if not plan.tasks:
        return IngestReport(unchanged=plan.unchanged, failures=plan.failures)
    with _kept(content, writing.into.settings.home) as file:
        (task,) = plan.tasks
        found = replace(task.found, file=file, size=len(content))
        return write(replace(plan, tasks=(replace(task, found=found),)), writing, inside)


def _uploaded(name: str, known: Sequence[Known], *, exact: bool) -> Task:
    """Give an upload its place; a file of a folder that has that path keeps it."""
    by_path = {one.path: one for one in known}
    if not exact and name in by_path and not by_path[name].file.startswith(PREFIX):
        name = f"uploads/{name}"[-LONGEST:]
    before = by_path.get(name)
    found = FoundFile(Path(name), name, before.root if before else "", 0, alone=True)
    source = before.file if before else PREFIX + name
    return Task(found, name, Recipe(), before, source=source)


def _inside(path: str) -> str:
    """Return *path* as it is; `InputError` where it does not lie within its folder."""
    pure = PurePosixPath(path)
    if "\0" in path or pure.is_absolute() or ".." in pure.parts or not pure.parts:
        raise InputError("The path leads out of its folder.", "Give it relative to origin_root.")
    return path


@contextmanager
def _kept(content: bytes, home: Path) -> Iterator[Path]:
    """Write *content* where only we can read it, for as long as it is being read."""
    folder = home / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=folder)  # mode 0600
    file = Path(name)
    try:
        with os.fdopen(number, "wb") as opened:
            opened.write(content)
        yield file.resolve()
    finally:
        file.unlink(missing_ok=True)
