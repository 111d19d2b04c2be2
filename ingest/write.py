"""Collects documents into batches, embeds and stores each batch, and keeps count."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.embed import Embedding
from ingest.families import Families
from ingest.load.furniture import is_of_furniture
from ingest.plan import Plan, Task
from ingest.prepare import Ready
from ingest.reading import Into
from ingest.report import Failure, IngestReport, Progress, Spent
from ingest.retry import Failing
from ingest.storing import Storing
from rag.errors import ServiceError
from rag.store.library import Library
from rag.store.records import Prepared
from rag.types import Vectors

_FIRST, _PASSAGES = 1, 512
"""A batch is stored once it has so many, so that memory does not grow with the folder."""
_GROWS = 3
"""The second batch is eight times the first, and so on, up to `_PASSAGES`."""
_SECONDS = 10.0
"""Or once its first document has waited so long, so that little is lost to a kill."""


_One = tuple[Task, Ready]


@dataclass(frozen=True, slots=True)
class _Made:
    """Vectors of some cuts, in order."""

    vectors: Vectors
    hashes: Sequence[bytes]
    fresh: int
    """How many of them the embedder was asked for."""


class Writing:
    """One ingest as far as it has come."""

    def __init__(
        self,
        into: Into,
        library: Library,
        *,
        progress: Callable[[Progress], None],
        tags: tuple[str, ...] = (),
    ) -> None:
        self.into = into
        self.failing = Failing(library, into.collection, into.settings)
        self._tags = tags
        self._library = library
        self._told = progress
        self._embedding = Embedding(into.embedder, library.embedded)
        self._families = Families()
        self._gone: set[str] = set()
        """Ids of documents that others took the place of; a container's go with it, too."""
        self._storing = Storing()
        self._stores = 0
        """Batches stored, or on their way."""
        self._batch: list[tuple[Task, Ready]] = []
        self._began = time.monotonic()
        self._report = IngestReport()
        self._progress = Progress(0, 0)

    def begin(self, plan: Plan) -> None:
        """Take over what is decided already."""
        decided = plan.unchanged + len(plan.failures)
        size = sum(task.found.size for task in plan.tasks)
        self._progress = Progress(decided, decided + len(plan.tasks), total_bytes=size)
        self._told(self._progress)
        if plan.tasks:  # opening the indexes takes a second, in which the first file is being read
            self._storing.put(self._library.warm, lambda: None)
        for failure in plan.failures:
            self._fail(failure)

    def add(self, task: Task, ready: Ready) -> None:
        """Take a document into the batch, and store the batch once it is full or old."""
        if not self._batch:
            self._began = time.monotonic()
        self._batch.append((task, ready))
        self._families.decided(task)
        pages = len(ready.document.page_starts)
        self._report = replace(
            self._report,
            pages=self._report.pages + pages,
            notes=(*self._report.notes, *_lost(task, ready)),
        )
        self._tell(path=task.path, pages=self._progress.pages + pages)
        if self._full():
            self._store()

    def expect(self, tasks: Sequence[Task]) -> None:
        """Count *tasks* in, that nobody knew of at the beginning."""
        self._families.expect(tasks)
        if tasks:
            total = self._progress.total_bytes + sum(task.found.size for task in tasks)
            self._tell(total=self._progress.total + len(tasks), total_bytes=total)

    def fail(self, task: Task, failure: Failure) -> None:
        """Take note of a file that gave no document."""
        self._families.decided(task)
        self._fail(failure, task)
        self._decided([task])

    @property
    def total(self) -> int:
        """Files that are to be decided, as far as they are known."""
        return self._progress.total

    def finish(self, gone: Sequence[str] = ()) -> None:
        """Embed and store what is left; then everything taken is stored, and *gone* removed."""
        self._store()
        self._storing.wait()
        if gone:
            self._library.remove(self.into.collection, gone)
            self._report = replace(self._report, removed=self._report.removed + len(gone))
        if self._stores:
            self._library.settle()

    def close(self) -> None:
        """Let a batch that is being stored come to its end, and keep what failed."""
        with self._storing:
            pass
        self.failing.keep()

    def _full(self) -> bool:
        passages = sum(len(one.cuts) for _, one in self._batch)
        old = time.monotonic() - self._began > _SECONDS
        most = self.into.settings.batch_documents
        full = max(_PASSAGES, self._embedding.at_once)
        if full == _PASSAGES:  # of our own embedder: the sooner it begins, the sooner it ends
            full = min(full, _FIRST << min(self._stores * _GROWS, 20))
        return len(self._batch) >= most or passages >= full or old

    def _store(self) -> None:
        """Embed the batch and hand it to be stored; all of it becomes visible at once.

        A file that waits for what came inside it stays for the next batch.
        """
        batch, self._batch = _without(
            self._batch, self._families.waiting([task for task, _ in self._batch])
        )
        if not batch:
            return
        self._stores += 1
        try:
            made = self._made(batch)
        except ServiceError:
            # What came before it ended is paid for: documents that are whole with it are stored.
            lacking = {task.path for task, one in batch if not self._embedding.has(one.cuts)}
            waiting = self._families.waiting([task for task, _ in batch], lacking)
            whole, _ = _without(batch, waiting)
            if whole:
                self._put(whole, self._made(whole))
            self._storing.wait()
            self._library.settle()
            raise
        self._put(batch, made)

    def _made(self, batch: Sequence[tuple[Task, Ready]]) -> _Made:
        before = self._embedding.made
        cuts = [cut for _, ready in batch for cut in ready.cuts]
        vectors, hashes = self._embedding.rows(cuts, self._embedded)
        return _Made(vectors, hashes, self._embedding.made - before)

    def _put(self, batch: Sequence[tuple[Task, Ready]], made: _Made) -> None:
        prepared = _prepared(batch, made, given=self._tags)

        def store() -> None:
            self._library.put(self.into.collection, prepared, settle=False)

        self._storing.put(store, lambda: self._stored(batch, made.fresh))

    def _stored(self, batch: Sequence[tuple[Task, Ready]], embedded: int) -> None:
        same = sum(_is_same(*one) for one in batch)
        updated = sum(task.known is not None for task, _ in batch) - same
        replaced = [_replaced(*one) for one in batch]
        gone = {one for ids in replaced for one in ids} - self._gone
        self._gone |= gone
        self._report = replace(
            self._report,
            added=self._report.added + len(batch) - updated - same,
            unchanged=self._report.unchanged + same,
            updated=self._report.updated + updated,
            passages=self._report.passages + sum(len(ready.cuts) for _, ready in batch),
            embedded=self._report.embedded + embedded,
            removed=self._report.removed + len(gone),
            moved=self._report.moved + sum(map(bool, replaced)),
        )
        self._decided([task for task, _ in batch])

    def report(self, *, unchanged: int) -> IngestReport:
        """Return what became of every file."""
        failures = sorted(self._report.failures, key=lambda failure: failure.path)
        spent = self.into.spending
        embedding = Spent(spent.tokens, spent.requests, spent.cost_usd, spent.cached)
        return replace(
            self._report,
            unchanged=unchanged + self._report.unchanged,
            failures=tuple(failures),
            embedding=embedding,
        )

    def _fail(self, failure: Failure, task: Task | None = None) -> None:
        row = self.failing.add(failure, task)
        self._report = replace(self._report, failures=(*self._report.failures, row))

    def _embedded(self, more: int) -> None:
        self._tell(passages=self._progress.passages + more)

    def _decided(self, tasks: Sequence[Task]) -> None:
        done = self._progress.done + len(tasks)
        read = self._progress.read_bytes + sum(task.found.size for task in tasks)
        self._tell(path=tasks[-1].path, done=done, read_bytes=read)

    def _tell(self, **changes: int | str) -> None:
        cost_usd = self.into.spending.cost_usd or 0.0
        self._progress = replace(self._progress, cost_usd=cost_usd, **changes)  # type: ignore[arg-type]
        self._told(self._progress)


def _without(batch: Sequence[_One], waiting: set[str]) -> tuple[list[_One], list[_One]]:
    """Part those whose paths are *waiting* from the others, which come first."""
    return (
        [one for one in batch if one[0].path not in waiting],
        [one for one in batch if one[0].path in waiting],
    )


def _prepared(
    batch: Sequence[tuple[Task, Ready]], made: _Made, *, given: tuple[str, ...]
) -> list[Prepared]:
    """Deal out what was *made* to the documents whose cuts it is of."""
    prepared, start = [], 0
    for task, one in batch:
        end = start + len(one.cuts)
        passages = tuple(cut.passage for cut in one.cuts)
        prepared.append(
            Prepared(
                one.document,
                passages,
                made.vectors[start:end],
                one.origin,
                one.file,
                tuple(made.hashes[start:end]),
                one.sketch,
                given,
                _replaced(task, one),
            )
        )
        start = end
    return prepared


def _is_same(task: Task, ready: Ready) -> bool:
    """Say whether what was read is what is known: a member, say, of an archive that changed."""
    known, origin = task.known, ready.origin
    read = ready.document.source.version, origin.recipe, origin.file
    return (
        known is not None
        and not task.replaces
        and read == (known.version, known.recipe, known.file)
    )


def _replaced(task: Task, ready: Ready) -> tuple[str, ...]:
    """Return the ids of what *task* moves away from, if the bytes that were read are still that."""
    read = ready.document.source.version == task.version
    return tuple(one.document_id for one in task.replaces) if read else ()


def _lost(task: Task, ready: Ready) -> Iterator[str]:
    """Say what a reader may miss; that a PDF had page numbers stays with the document."""
    for note in ready.document.notes:
        if not is_of_furniture(note):
            yield f"{task.path}: {note}"
