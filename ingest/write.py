"""Collects documents into batches, embeds and stores each batch, and keeps count."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from ingest.embed import embedded
from ingest.load.furniture import is_of_furniture
from ingest.plan import Plan, Task
from ingest.prepare import Ready
from ingest.report import Failure, IngestReport, Progress
from rag.ports import Embedder
from rag.settings import Settings
from rag.store.library import Library
from rag.store.records import Failed, Prepared
from rag.types import Collection

_PASSAGES = 512
"""A batch is stored once it has so many, so that memory does not grow with the folder."""


class Writing:
    """One ingest as far as it has come."""

    def __init__(
        self,
        collection: Collection,
        library: Library,
        embedder: Embedder,
        settings: Settings,
        *,
        progress: Callable[[Progress], None],
    ) -> None:
        self.collection = collection
        self.embedder = embedder
        self.settings = settings
        self._library = library
        self._told = progress
        self._batch: list[tuple[Task, Ready]] = []
        self._report = IngestReport()
        self._progress = Progress(0, 0)
        self._failed: list[Failed] = []

    def begin(self, plan: Plan) -> None:
        """Take over what is decided already."""
        total = plan.unchanged + len(plan.failures) + len(plan.tasks)
        self._progress = Progress(plan.unchanged + len(plan.failures), total)
        self._told(self._progress)
        for failure in plan.failures:
            self._fail(failure, failure.file)

    def add(self, task: Task, ready: Ready) -> None:
        """Take a document into the batch, and store the batch once it is full."""
        self._batch.append((task, ready))
        pages = len(ready.document.page_starts)
        self._report = replace(
            self._report,
            pages=self._report.pages + pages,
            notes=(*self._report.notes, *_lost(task, ready)),
        )
        self._tell(path=task.path, pages=self._progress.pages + pages)
        passages = sum(len(one.cuts) for _, one in self._batch)
        if len(self._batch) >= self.settings.batch_documents or passages >= _PASSAGES:
            self.flush()

    def fail(self, task: Task, failure: Failure) -> None:
        """Take note of a file that gave no document."""
        self._fail(failure, task.source or str(task.found.file))
        self._tell(path=task.path, done=self._progress.done + 1)

    def flush(self) -> None:
        """Embed and store the batch; all of it becomes visible at once."""
        if not self._batch:
            return
        batch, self._batch = self._batch, []
        cuts = [cut for _, ready in batch for cut in ready.cuts]
        vectors = embedded(cuts, self.embedder, self._embedded)
        prepared, start = [], 0
        for _, ready in batch:
            end = start + len(ready.cuts)
            passages = tuple(cut.passage for cut in ready.cuts)
            rows = vectors[start:end]
            prepared.append(Prepared(ready.document, passages, rows, ready.origin, ready.file))
            start = end
        self._library.put(self.collection, prepared)
        updated = sum(task.known is not None for task, _ in batch)
        self._report = replace(
            self._report,
            added=self._report.added + len(batch) - updated,
            updated=self._report.updated + updated,
            passages=self._report.passages + len(cuts),
        )
        self._tell(path=batch[-1][0].path, done=self._progress.done + len(batch))

    def note_failures(self) -> None:
        """Keep the failures in the library, unless it knows them all already."""
        known = {
            (one.path, one.problem, one.kind) for one in self._library.failures(self.collection)
        }
        new = [one for one in self._failed if (one.path, one.problem, one.kind) not in known]
        if new:
            self._library.note_failures(self.collection, new)

    def report(self, *, unchanged: int) -> IngestReport:
        """Return what became of every file."""
        failures = sorted(self._report.failures, key=lambda failure: failure.path)
        return replace(self._report, unchanged=unchanged, failures=tuple(failures))

    def _fail(self, failure: Failure, file: str) -> None:
        self._report = replace(self._report, failures=(*self._report.failures, failure))
        at = datetime.now(UTC).isoformat(timespec="seconds")
        self._failed.append(
            Failed(failure.path, file, failure.problem, failure.remedy, failure.kind, 1, at)
        )

    def _embedded(self, more: int) -> None:
        self._tell(passages=self._progress.passages + more)

    def _tell(self, **changes: int | str) -> None:
        self._progress = replace(self._progress, **changes)  # type: ignore[arg-type]
        self._told(self._progress)


def _lost(task: Task, ready: Ready) -> Iterator[str]:
    """Say what a reader may miss; that a PDF had page numbers stays with the document."""
    for note in ready.document.notes:
        if not is_of_furniture(note):
            yield f"{task.path}: {note}"
