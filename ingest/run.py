"""Makes files searchable: discover, plan, read, cut, embed, store; what is unchanged costs nothing.

Files are read and cut ahead in child processes, and batches are stored in a thread, while this
process embeds. What is stored, a batch of documents at a time, stays stored whatever happens after.
"""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from ingest.asked import Asked
from ingest.discover import Listing, discover, refuse_empty
from ingest.load.llama import refuse_unusable
from ingest.paying import Agree, Terms, agreed, how_far, unasked
from ingest.plan import Plan, Task, planned
from ingest.purge import purged
from ingest.reading import Into, reading
from ingest.recipe import Recipe
from ingest.report import Failure, IngestReport, Progress, quiet
from ingest.write import Writing
from rag.errors import BudgetError, DocumentError, InputError, ServiceError, SkippedError
from rag.ports import Embedder
from rag.settings import Settings
from rag.store.library import Library
from rag.store.records import Known
from rag.types import Collection

__all__ = ["Progress", "ingest"]
_ASKED = Asked()
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
    agree: Agree = unasked,
) -> IngestReport:
    """Make *collection* hold the documents under *paths* as they are now.

    Files that are gone are counted; their documents are removed where *asked* to prune. One bad
    file is a row of the report. Raises `InputError` for a path that is not there, or folders with
    no files, and where embedding costs money that neither *asked* nor *agree* agrees to. A budget
    that is reached is `IngestReport.stopped`: what was stored till then stays.
    """
    prune = asked.prune
    began = time.monotonic()
    refuse_unusable(asked.reader)
    known = library.known(collection)
    listing = _listed(paths, known if prune else (), most_bytes=settings.file_mb * 1_000_000)
    plan = planned(listing, known, Recipe(settings.passage_tokens, asked.reader), only=asked.only)
    if not (prune and plan.missing):
        refuse_empty(listing)
    if prune and not asked.yes:
        _refuse_many(plan.missing, known)
    terms = Terms(yes=asked.yes, budget_usd=asked.budget_usd, agree=agree, progress=progress)
    with agreed(plan, Into(collection, embedder, settings), library, terms) as into:
        report = _written(plan, Writing(into, library, progress=progress))
    if not report.stopped:
        _forget_failures(listing, report, library, collection)
        removed = [one.document_id for one in (*plan.moved, *(plan.missing if prune else ()))]
        if removed:
            library.remove(collection, removed)
        missing = 0 if prune else len(plan.missing)
        report = replace(report, removed=len(removed), missing=missing)
    report = purged(report, library, most=_PURGED)
    return replace(report, seconds=round(time.monotonic() - began, 3))


def _written(plan: Plan, writing: Writing) -> IngestReport:
    """Do as `write`; where that ends early, say how far it came, and end well at a budget."""
    try:
        return write(plan, writing)
    except ServiceError as error:
        report = writing.report(unchanged=plan.unchanged)
        stop = how_far(error, report, plan)
        if not isinstance(error, BudgetError):
            raise stop from error
        return replace(report, stopped=str(stop))


def write(plan: Plan, writing: Writing) -> IngestReport:
    """Read and store what *plan* says is new or changed; say what became of every file."""
    writing.begin(plan)
    try:
        with reading(plan.tasks, writing.into) as outcomes:
            for task, outcome in outcomes:
                try:
                    writing.add(task, outcome.result())
                except DocumentError as error:
                    writing.fail(task, _failure(task, error))
        writing.finish()
    finally:
        writing.close()
    return writing.report(unchanged=plan.unchanged)


def _failure(task: Task, error: DocumentError) -> Failure:
    problem = error.problem
    if task.known is not None:
        problem += " The version read before is still there."
    kind = "skipped" if isinstance(error, SkippedError) else "failed"
    return Failure(task.path, problem, error.remedy, kind)  # type: ignore[arg-type]


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
