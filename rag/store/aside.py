"""Work that goes on while the caller does something else."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class Aside:
    """Threads for work beside the callers'. Close it; then nothing may be begun any more."""

    def __init__(self) -> None:
        threads = max(1, (os.cpu_count() or 1) // 2)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="footnote-aside")
        self._free = threading.Semaphore(threads)

    def begin(self, work: Callable[[], T]) -> Callable[[], T]:
        """Begin *work* if a thread is free; return what gives its result, or raises its error.

        Where none is free, and so every core has work, the caller does it, then: to wait for a
        thread would only add to its time.
        """
        if not self._free.acquire(blocking=False):
            return work

        def done() -> T:
            try:
                return work()
            finally:
                self._free.release()

        return self._pool.submit(done).result

    def close(self) -> None:
        """Wait for what was begun, and end the threads."""
        self._pool.shutdown()
