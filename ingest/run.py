"""Makes files searchable: discover, plan, read, cut, embed, store; what is unchanged costs nothing.

Files are read one or two ahead in a child while this process embeds. What is stored, a batch of
documents at a time, stays stored whatever happens after it.
"""

import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ingest.asked import Asked
from ingest.child import Job, Loader, Read
from ingest.discover import Listing, discover, refuse_empty
from ingest.load.llama import MEDIA_TYPE, refuse_unusable
from ingest.plan import Plan, Task, planned
from ingest.prepare import document_of, ready
from ingest.purge import purged
from ingest.recipe import Recipe
from ingest.report import Failure, IngestReport, Progress, quiet
from ingest.write import Writing
from rag.errors import DocumentError, InputError, SkippedError
from rag.ports import Embedder
from rag.settings import Settings
from rag.store.library import Library
from rag.store.records import Known, Origin
from rag.types import Collection

__all__ = ["Progress", "ingest"]
_ASKED = Asked()
_AHEAD = 2
"""Files read before they are needed."""
_PURGED = 10_000
"""Live passages up to which a run that removed text also builds the indexes anew: measured on two
cores, 0.2 s for 220, 1 s for 2,000, 20 s for 15,000."""
_MOST_REMOVED = 0.5
"""Of a collection, in one run, without being told so: the folder may just not be mounted."""


def ingest(
    paths: Sequence[Path],
    *,
    collection: Collection,
    library: Library,
    embedder: Embedder,
    settings: Settings,
    asked: Asked = _ASKED,
    progress: Callable[[Progress], None] = quiet,
) -> IngestReport:
    """Make *collection* hold the documents under *paths* as they are now.

    Files that are gone are counted; their documents are removed where *asked* to prune. One bad
    file is a row of the report. Raises `InputError` for a path that is not there, or folders with
    no files.
    """
    prune = asked.prune
    began = time.monotonic()
    refuse_unusable(asked.reader)
    known = library.known(collection)
    listing = _listed(paths, known if prune else (), most_bytes=settings.file_mb * 1_000_000)
    plan = planned(listing, known, Recipe(settings.passage_tokens, asked.reader))
    if not (prune and plan.missing):
        refuse_empty(listing)
    if prune and not asked.yes:
        _refuse_many(plan.missing, known)
    writing = Writing(collection, library, embedder, settings, progress=progress)
    report = write(plan, writing)
    _forget_failures(listing, report, library, collection)
    removed = [one.document_id for one in (*plan.moved, *(plan.missing if prune else ()))]
    if removed:
        library.remove(collection, removed)
    missing = 0 if prune else len(plan.missing)
    report = replace(report, removed=len(removed), missing=missing)
    report = purged(report, library, most=_PURGED)
    return replace(report, seconds=round(time.monotonic() - began, 3))


def write(plan: Plan, writing: Writing) -> IngestReport:
    """Read and store what *plan* says is new or changed; say what became of every file."""
    writing.begin(plan)
    try:
        with _reading(plan.tasks, writing.settings) as outcomes:
            for task, outcome in outcomes:
                _take(task, outcome, writing)
        writing.flush()
    finally:
        writing.note_failures()
    return writing.report(unchanged=plan.unchanged)


def _take(task: Task, outcome: "Future[Read]", writing: Writing) -> None:
    try:
        read = outcome.result()
        document = document_of(read, task.path, writing.collection)
        by_reader = read.loaded.media_type == MEDIA_TYPE
        recipe = task.recipe if by_reader else replace(task.recipe, reader="")
        origin = Origin(_file(task), task.found.root, read.size, recipe.text)
        tokens = writing.settings.passage_tokens
        made = ready(document, embedder=writing.embedder, origin=origin, tokens=tokens)
    except DocumentError as error:
        writing.fail(task, _failure(task, error))
    else:
        writing.add(task, replace(made, file=task.found.file))


def _file(task: Task) -> str:
    """Return where the bytes came from, as it is kept."""
    return task.source or str(task.found.file)


def _failure(task: Task, error: DocumentError) -> Failure:
    problem = error.problem
    if task.known is not None:
        problem += " The version read before is still there."
    kind = "skipped" if isinstance(error, SkippedError) else "failed"
    return Failure(task.path, problem, error.remedy, kind)  # type: ignore[arg-type]


@contextmanager
def _reading(
    tasks: Sequence[Task], settings: Settings
) -> Iterator[Iterator[tuple[Task, "Future[Read]"]]]:
    """Give an iterator over *tasks* and what reading them gave, read a little ahead."""
    loader = Loader(settings)
    pool = ThreadPoolExecutor(1, thread_name_prefix="reading")

    def outcomes() -> Iterator[tuple[Task, Future[Read]]]:
        waiting: deque[tuple[Task, Future[Read]]] = deque()
        for task in tasks:
            job = Job(task.found.file, task.name, task.recipe.reader)
            waiting.append((task, pool.submit(loader.load, job)))
            if len(waiting) > _AHEAD:
                yield waiting.popleft()
        while waiting:
            yield waiting.popleft()

    try:
        yield outcomes()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        loader.close()


def _listed(paths: Sequence[Path], known: Sequence[Known], *, most_bytes: int) -> Listing:
    """Discover what is under *paths*; folders that are gone hold nothing if *known* are of them."""
    gone = [path for path in paths if _gone(path, known)]
    listing = discover([path for path in paths if path not in gone], most_bytes=most_bytes)
    return replace(listing, roots=(*listing.roots, *map(_real, gone)))


def _gone(path: Path, known: Sequence[Known]) -> bool:
    where = _real(path)
    return not os.path.lexists(where) and any(Path(one.file).is_relative_to(where) for one in known)


def _real(path: Path) -> str:
    """Return *path* as files are known, links and all, whether it is there or not."""
    return os.path.realpath(path.expanduser())


def _forget_failures(
    listing: Listing, report: IngestReport, library: Library, collection: Collection
) -> None:
    """Forget what was wrong with files that were looked at now and are sound, or are gone."""
    files = {str(found.file) for found in listing.files}
    still = {failure.path for failure in report.failures}
    mended = [
        one.path
        for one in library.failures(collection)
        if one.path not in still
        and (one.file in files or any(Path(one.file).is_relative_to(r) for r in listing.roots))
    ]
    if mended:
        library.forget_failures(collection, mended)


def _refuse_many(missing: Sequence[Known], known: Sequence[Known]) -> None:
    if len(missing) <= _MOST_REMOVED * len(known):
        return
    problem = (
        f"The files of {len(missing)} of {len(known)} documents are gone: that is more than half."
    )
    raise InputError(problem, "If it is meant, add --yes. If not, is the folder mounted?")
