"""Long work: done one piece after another in one thread, its state kept in the truth.

Uploads and purges write, and one writer at a time is all the index takes, so one thread it is.
"""

import asyncio
import logging
import queue
import secrets
import threading
from asyncio import CancelledError
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel

from api.problems import BusyError
from api.reports import IngestOut, ReindexOut
from api.shapes import Text
from api.wire import SummaryOut
from rag.errors import FootnoteError

if TYPE_CHECKING:
    from rag.store.library import Library

log = logging.getLogger(__name__)

WAITING = 16
"""Jobs that may wait; an upload is held in memory meanwhile."""


Kind = Literal["upload", "purge", "summary", "reindex"]
Ending = dict[str, Any]
"""Fields of `Job` that are known once it has ended."""
Work = Callable[[], Ending]


class Job(BaseModel):
    """Work that was accepted, and how far it is."""

    id: str
    kind: Kind
    state: Literal["queued", "running", "done", "failed"]
    created: str
    """ISO 8601, UTC; the same for *finished*."""
    finished: str | None = None
    report: IngestOut | None = None
    """Of an upload that was read, or could not be: see its failures."""
    summary: SummaryOut | None = None
    reindex: ReindexOut | None = None
    problem: Text | None = None
    """Why it failed; *remedy* is what to do about it."""
    remedy: Text | None = None
    runner: str = ""
    """Which run of the service does it: a job of an earlier run will not go on."""


STOPPED: Ending = {
    "state": "failed",
    "problem": "The service stopped before it was done.",
    "remedy": "Send it again.",
}
UNEXPECTED: Ending = {
    "state": "failed",
    "problem": "An unexpected error has been logged.",
    "remedy": "Look into the service's log for the job's id.",
}


class Jobs:
    """Accepts work, does it, and tells how it went."""

    def __init__(self, library: "Library") -> None:
        self._library = library
        self._runner = secrets.token_hex(8)
        self._waiting: queue.Queue[tuple[Job, Work]] = queue.Queue(maxsize=WAITING)
        # A daemon, so that a service told to stop need not wait for a file that takes minutes.
        threading.Thread(target=self._do_all, name="jobs", daemon=True).start()

    def start(self, kind: Kind, work: Work) -> Job:
        """Accept *work*; `BusyError` where too much waits already."""
        if self._waiting.full():
            raise BusyError(f"{WAITING} jobs are waiting already.", "Send it again later.")
        job = self._new(kind, "queued")
        self._waiting.put((job, work))
        return job

    def adopt(self, kind: Kind, task: asyncio.Task[Ending]) -> Job:
        """Follow *task*, which runs already, to its end."""
        job, loop = self._new(kind, "running"), task.get_loop()
        task.add_done_callback(lambda _: loop.run_in_executor(None, self._end, job, task.result))
        return job

    def show(self, job_id: str) -> Job:
        """Return the job, or raise `NotFoundError`."""
        job = Job.model_validate_json(self._library.job(job_id))
        if job.finished is None and job.runner != self._runner:
            return job.model_copy(update=STOPPED)
        return job

    @property
    def busy(self) -> bool:
        """Whether anything runs or waits."""
        return self._waiting.unfinished_tasks > 0

    def _do_all(self) -> None:
        while True:
            job, work = self._waiting.get()
            self._keep(job.model_copy(update={"state": "running"}))
            self._end(job, work)
            self._waiting.task_done()

    def _end(self, job: Job, work: Work) -> None:
        try:
            ended = {"state": "done", **work()}
        except FootnoteError as error:
            ended = {"state": "failed", "problem": error.problem, "remedy": error.remedy}
        except CancelledError:
            ended = STOPPED
        except Exception:
            log.exception("job %s failed", job.id)
            ended = UNEXPECTED
        self._keep(job.model_copy(update={**ended, "finished": _now()}))

    def _new(self, kind: Kind, state: Literal["queued", "running"]) -> Job:
        name = f"job_{secrets.token_hex(12)}"
        job = Job(id=name, kind=kind, state=state, created=_now(), runner=self._runner)
        self._keep(job)
        return job

    def _keep(self, job: Job) -> None:
        self._library.keep_job(job.id, job.model_dump_json())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
