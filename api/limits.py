"""How much is done at once, how much may wait, and for how long."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from api.problems import BusyError, LateError

T = TypeVar("T")

AT_ONCE = 4
"""Answers worked on together; each computes on every core it is given."""
WAITING = 32
"""Requests that may wait for their turn; each waits for a few answers at most."""


class Slots:
    """A bounded number of places to work in, and a bounded queue before them."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._most = at_once + waiting
        self.taken = 0
        """Requests that work or wait now."""
        self.stopping = False
        """Set once, by the server, when it was told to stop."""
        self._runs: set[asyncio.Task[Any]] = set()

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Wait for a place and hold it; `BusyError` at once where too many wait already."""
        if self.stopping:
            raise BusyError("The service is stopping.", "Ask again once it has started.")
        if self.taken >= self._most:
            raise BusyError(f"{self.taken} requests are waiting already.", "Ask again in a moment.")
        self.taken += 1
        try:
            async with self._places:
                yield
        finally:
            self.taken -= 1

    def follow(self, run: asyncio.Task[Any]) -> None:
        """Keep *run* in sight until it has ended, so that it can be stopped."""
        self._runs.add(run)
        run.add_done_callback(self._runs.discard)

    def stop_runs(self) -> None:
        """End every run that is followed; each says so to its reader."""
        for run in self._runs:
            run.cancel()

    async def compute(self, work: Callable[[], T], *, deadline_s: float) -> T:
        """Do *work* in a worker thread, in a place of its own, within *deadline_s* seconds."""
        async with self.place(), within(deadline_s):
            return await asyncio.to_thread(work)


@asynccontextmanager
async def within(deadline_s: float) -> AsyncIterator[None]:
    """Raise `LateError` in the block after *deadline_s* seconds."""
    try:
        async with asyncio.timeout(deadline_s):
            yield
    except TimeoutError as error:
        problem = f"It was not done after {deadline_s:g} s."
        raise LateError(problem, "Ask for less at once, or raise the deadline.") from error
