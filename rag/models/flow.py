"""How many requests may be in flight to one server at once: more while it keeps up, fewer when not.

Additive increase, multiplicative decrease, as senders share a network. Source: Chiu and Jain,
"Analysis of the Increase and Decrease Algorithms for Congestion Avoidance in Computer Networks",
1989. We grow by one for each window of successes, and halve once for all that was sent before the
server was known to be busy.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic


class Clock:
    """The time, and waiting for it to pass."""

    def now(self) -> float:
        """Return seconds, from any start."""
        return monotonic()

    def wait(self, turn: threading.Condition, seconds: float) -> None:
        """Wait, holding *turn*, until it is notified or *seconds* are over."""
        turn.wait(seconds)


class StoppedError(Exception):
    """The work this was part of is given up; it never leaves this room."""


@dataclass(slots=True)
class Work:
    """Several requests that stand or fall together."""

    stopped: bool = False


class Flow:
    """Lets requests through. Any number of threads may share one."""

    def __init__(self, most: int, clock: Clock | None = None) -> None:
        """Let at most *most* through at once, and half as many to begin with."""
        self.most = most
        self.clock = clock or Clock()
        self.limit = max(1, most // 2)
        """In flight at once, for now: from 1 to *most*."""
        self._turn = threading.Condition()
        self._inside = 0
        self._good = 0
        self._held_until = self._cut_at = self.clock.now()

    @contextmanager
    def slot(self, work: Work) -> Iterator[float]:
        """Wait for a turn, and give the time at which it came; `StoppedError` if *work* is."""
        with self._turn:
            while (held := self._held_until - self.clock.now()) > 0 or self._inside >= self.limit:
                _go_on(work)
                if held > 0:
                    self.clock.wait(self._turn, held)
                else:
                    self._turn.wait()
            _go_on(work)
            self._inside += 1
            began = self.clock.now()
        try:
            yield began
        finally:
            with self._turn:
                self._inside -= 1
                self._turn.notify_all()

    def succeeded(self) -> None:
        """Count a success: after as many as may be in flight, one more may be."""
        with self._turn:
            self._good += 1
            if self._good >= self.limit < self.most:
                self.limit, self._good = self.limit + 1, 0
                self._turn.notify_all()

    def busy(self, began: float) -> None:
        """Halve, unless that was done since the request was let through at *began*."""
        with self._turn:
            if began >= self._cut_at:
                self.limit, self._good = max(1, self.limit // 2), 0
                self._cut_at = self.clock.now()

    def hold(self, seconds: float) -> None:
        """Let nothing through for *seconds*: the server asked everybody to wait."""
        with self._turn:
            self._held_until = max(self._held_until, self.clock.now() + seconds)

    def rest(self, seconds: float, work: Work) -> None:
        """Wait before the next try of one request; `StoppedError` once *work* is stopped."""
        with self._turn:
            end = self.clock.now() + seconds
            while (left := end - self.clock.now()) > 0:
                _go_on(work)
                self.clock.wait(self._turn, left)
            _go_on(work)

    def stop(self, work: Work) -> None:
        """Send no more of *work*: what waits for a turn or another try gives up."""
        with self._turn:
            work.stopped = True
            self._turn.notify_all()


def _go_on(work: Work) -> None:
    if work.stopped:
        raise StoppedError
