"""Makes files searchable: discover, plan, read, cut, embed, store; what is unchanged costs nothing.

Files are read and cut ahead in child processes, and batches are stored in a thread, while this
process embeds. What is stored, a batch of documents at a time, stays stored whatever happens after.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from ingest.alike import notes
from ingest.asked import Asked
from ingest.attached import Inside
from ingest.cost import Against
from ingest.load.llama import refuse_unusable
from ingest.paying import Agree, Terms, consent, how_far, paying, unasked
from ingest.plan import Plan, Task
from ingest.purge import purged
from ingest.reading import Into, reading
from ingest.report import Failure, IngestReport, Progress, quiet
from ingest.tagged import tagged
from ingest.work import Before, work_of
from ingest.write import Writing
from rag.errors import BudgetError, DocumentError, ServiceError, SkippedError
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
    file is a row of the report. *Asked* to retry what failed, only that is looked at: under
    *paths*, or all of it where there are none. Raises `InputError` for a path that is not there,
    or folders with no files, and where embedding costs money that neither *asked* nor *agree*
    agrees to. A budget that is reached is `IngestReport.stopped`: what was stored till then stays.
    """
    began = time.monotonic()
    refuse_unusable(asked.reader)
    known = library.known(collection)
    terms = Terms(yes=asked.yes, budget_usd=asked.budget_usd, agree=agree, progress=progress)
    with paying(Into(collection, embedder, settings), terms) as into:
        writing = Writing(into, library, progress=progress, tags=asked.tags)
        work = work_of(paths, asked, Before(known, writing.failing, settings))
        consent(work.plan, into, Against(library, known), terms)
        files = {str(found.file) for found in work.listing.files}
        given = tagged(asked.tags, files, known, library=library, collection=collection)
        report = replace(_written(work.plan, writing, Inside(settings.home, known)), tagged=given)
    if not report.stopped:
        writing.failing.forget(work.listing, report.failures)
    report = _pruned(work.plan, report, library, collection, prune=asked.prune)
    told = resembling(known, library, collection) if report.added or report.updated else ()
    report = replace(report, notes=(*work.notes, *report.notes, *told))
    report = purged(report, library, most=_PURGED)
    return replace(report, seconds=round(time.monotonic() - began, 3))


def _pruned(
    plan: Plan, report: IngestReport, library: Library, collection: Collection, *, prune: bool
) -> IngestReport:
    """Remove the documents whose files are gone, or count them; a run that was stopped counts."""
    missing = [one.document_id for one in plan.missing]
    if not (prune and missing) or report.stopped:
        return replace(report, missing=len(missing))
    library.remove(collection, missing)
    return replace(report, removed=report.removed + len(missing))


def _written(plan: Plan, writing: Writing, inside: Inside) -> IngestReport:
    """Do as `write`; where that ends early, say how far it came, and end well at a budget."""
    try:
        return write(plan, writing, inside)
    except ServiceError as error:
        report = writing.report(unchanged=plan.unchanged)
        stop = how_far(error, report, writing.total, writing.into.spending)
        if not isinstance(error, BudgetError):
            raise stop from error
        return replace(report, stopped=str(stop))


def write(plan: Plan, writing: Writing, inside: Inside) -> IngestReport:
    """Read and store what *plan* says is new or changed; say what became of every file.

    The files *inside* those that are read are read after them.
    """
    writing.begin(plan)
    try:
        with reading(plan.tasks, writing.into) as outcomes:
            for task, outcome in outcomes:
                try:
                    ready = outcome.result()
                except DocumentError as error:
                    writing.fail(task, _failure(task, error))
                else:
                    more = inside.tasks(task, ready)
                    outcomes.first(more)
                    writing.expect(more)
                    writing.add(task, ready)
        writing.finish(inside.gone)
    finally:
        writing.close()
        inside.close()
    return writing.report(unchanged=plan.unchanged)


def resembling(
    before: Sequence[Known], library: Library, collection: Collection
) -> tuple[str, ...]:
    """Say which documents that are not as they were *before* are like others."""
    versions = {one.document_id: one.version for one in before}
    now = library.known(collection)
    fresh = {one.document_id for one in now if versions.get(one.document_id) != one.version}
    return tuple(notes(now, fresh))


def _failure(task: Task, error: DocumentError) -> Failure:
    problem = error.problem
    if task.known is not None:
        problem += " The version read before is still there."
    kind = "skipped" if isinstance(error, SkippedError) else "failed"
    return Failure(task.path, problem, error.remedy, kind)  # type: ignore[arg-type]
