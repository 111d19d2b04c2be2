"""Files read and cut ahead of whoever needs them: in child processes, in the order of the tasks."""

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import SimpleQueue

from ingest.child import Job, Loader, Read
from ingest.cutting import Cutting, cuts_of
from ingest.language import language_of
from ingest.load.llama import MEDIA_TYPE
from ingest.load.loaded import is_cut
from ingest.load.scans import needs_ocr
from ingest.plan import Task
from ingest.prepare import Place, Ready, document_of
from ingest.sketch import sketch
from ingest.split import split
from ingest.spool import Spool
from rag.models.spending import Spending
from rag.ports import Embedder
from rag.settings import Settings
from rag.store.records import Origin
from rag.types import Collection

_AHEAD_FILES, _AHEAD_BYTES = 32, 32_000_000
"""Read before they are needed: at most so many, and one more than fills so many bytes."""
_MOST_CHILDREN = 4

Outcome = tuple[Task, "Future[Ready]"]


@dataclass(frozen=True, slots=True)
class Into:
    """What documents are made for."""

    collection: Collection
    embedder: Embedder
    settings: Settings
    spending: Spending = field(default_factory=Spending)
    """What embedding costs in this run."""
    spool: Spool | None = None
    """What was read already."""
    loader: Loader | None = None
    """What reads the files, and goes on after them; else each `Reading` has its own."""


class Reading:
    """Reads *tasks* ahead. Iterate over it; use it by `reading`, which ends what it started."""

    def __init__(self, tasks: Sequence[Task], into: Into) -> None:
        most = 1 if into.loader else _MOST_CHILDREN
        count = max(1, min(most, (os.cpu_count() or 1) // 2, len(tasks)))
        self._into = into
        self._tasks = deque(tasks)
        self._waiting: deque[Outcome] = deque()
        self._own = [] if into.loader else [Loader(into.settings) for _ in range(count)]
        self._idle: SimpleQueue[Loader] = SimpleQueue()
        for loader in [into.loader] if into.loader else self._own:
            self._idle.put(loader)
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="reading")

    def first(self, tasks: Sequence[Task]) -> None:
        """Take *tasks* on, before those that nobody has begun."""
        self._tasks.extendleft(reversed(tasks))

    def __iter__(self) -> Iterator[Outcome]:
        """Yield each task, and what comes of it: a `Ready`, or `DocumentError`."""
        while self._tasks or self._waiting:
            while self._tasks and self._room():
                task = self._tasks.popleft()
                self._waiting.append((task, self._pool.submit(self._ready, task)))
            yield self._waiting.popleft()

    def close(self) -> None:
        """End all that is its own, in the middle of a file if need be."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        for loader in self._own:
            loader.close()

    def _room(self) -> bool:
        ahead = sum(task.found.size for task, _ in self._waiting)
        return len(self._waiting) < _AHEAD_FILES and ahead < _AHEAD_BYTES

    def _ready(self, task: Task) -> Ready:
        if task.refused:
            raise task.refused
        settings, place = self._into.settings, _place(task, self._into.collection)
        cutting = Cutting(place, settings.passage_tokens, self._into.embedder.counter)
        job, spool = Job(task.found.file, task.name, task.recipe.reader, cutting), self._into.spool
        read = spool.read(task.path, lambda: self._read(job)) if spool else self._read(job)
        return ready(read, task, cutting, self._into.embedder)

    def _read(self, job: Job) -> Read:
        loader = self._idle.get()
        try:
            return loader.load(job)
        finally:
            self._idle.put(loader)


@contextmanager
def reading(tasks: Sequence[Task], into: Into) -> Iterator[Reading]:
    """Give a `Reading` of *tasks*, ended whatever happens."""
    opened = Reading(tasks, into)
    try:
        yield opened
    finally:
        opened.close()


def ready(read: Read, task: Task, cutting: Cutting, embedder: Embedder) -> Ready:
    """Make a document and its passages of what was *read*."""
    loaded = read.loaded
    if not loaded.language:
        loaded = replace(loaded, language=language_of(loaded.text))
    document = document_of(loaded, read.version, cutting.place)
    if cutting.counter:
        cuts, sketched = cuts_of(document, read.rows), read.sketch
    else:
        sketched = sketch(document.text)
        cuts = tuple(split(document, counter=embedder, passage_tokens=cutting.tokens))
    by_reader = read.loaded.media_type == MEDIA_TYPE
    recipe = task.recipe if by_reader else replace(task.recipe, reader="")
    file = task.source or str(task.found.file)
    pictures = any(map(needs_ocr, document.notes))
    cut = any(map(is_cut, document.notes)) or (recipe.ocr and pictures)
    kept = recipe.kept(cut=cut, unread=pictures and not recipe.ocr)
    origin = Origin(file, task.found.root, read.size, kept)
    file_read = Path(task.found.file)
    return Ready(document, cuts, origin, file_read, sketched, read.loaded.attachments)


def _place(task: Task, collection: Collection) -> Place:
    return Place(task.path, collection, task.container)
