import threading
import time
from typing import Any, cast

import pytest

from api.jobs import WAITING, Job, Jobs
from api.problems import BusyError
from rag.errors import NotFoundError, ServiceError
from rag.store.library import Library


class Shelf:
    """Where jobs are kept, without the rest of a library."""

    def __init__(self) -> None:
        self.bodies: dict[str, str] = {}

    def keep_job(self, job_id: str, body: str) -> None:
        self.bodies[job_id] = body

    def job(self, job_id: str) -> str:
        if job_id not in self.bodies:
            raise NotFoundError("There is no such job.", "Look at the id.")
        return self.bodies[job_id]


@pytest.fixture
def shelf() -> Library:
    return cast("Library", Shelf())


def ended(jobs: Jobs, job: Job) -> Job:
    deadline = time.monotonic() + 10
    while (shown := jobs.show(job.id)).finished is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return shown


def failing() -> dict[str, Any]:
    raise ServiceError("The embedder is gone.", "Start it.")


def broken() -> dict[str, Any]:
    msg = "canary-0d44"
    raise RuntimeError(msg)


def test_a_job_ends_done_or_failed_and_the_next_is_done_all_the_same(shelf: Library) -> None:
    jobs = Jobs(shelf)

    bad, bug, good = (jobs.start("purge", work) for work in (failing, broken, dict))

    assert ended(jobs, good).state == "done"
    assert (ended(jobs, bad).problem, ended(jobs, bad).remedy) == (
        "The embedder is gone.",
        "Start it.",
    )
    assert ended(jobs, bug).state == "failed"
    assert "canary" not in str(ended(jobs, bug))


def test_a_job_of_an_earlier_run_does_not_seem_to_go_on(shelf: Library) -> None:
    """A client would poll for ever."""
    started, stop = threading.Event(), threading.Event()

    def endless() -> dict[str, Any]:
        started.set()
        stop.wait(10)
        return {}

    job = Jobs(shelf).start("upload", endless)
    started.wait(10)

    shown = Jobs(shelf).show(job.id)

    stop.set()
    assert shown.state == "failed"
    assert shown.remedy


def test_too_many_jobs_are_refused(shelf: Library) -> None:
    started, stop = threading.Event(), threading.Event()
    jobs = Jobs(shelf)

    def started_wait() -> dict[str, Any]:
        started.set()
        return wait()

    def wait() -> dict[str, Any]:
        stop.wait(10)
        return {}

    jobs.start("purge", started_wait)
    started.wait(10)
    for _ in range(WAITING):
        jobs.start("purge", wait)
    with pytest.raises(BusyError):
        jobs.start("purge", wait)
    assert jobs.busy
    stop.set()
