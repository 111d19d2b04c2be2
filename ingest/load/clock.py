"""A bound in time for work that may never end. For the child only: it uses the alarm signal."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class SlowError(BaseException):
    """The time is up. Not an `Exception`, so that no parser takes it for a bad file and goes on."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise `SlowError` in the body once *seconds* have passed; main thread only."""

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise SlowError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
