"""Stores batches beside the work on the next one: one at a time, in order."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Self


class Storing:
    """One thread that stores; leaving its ``with`` waits for what is being stored.

    While one batch is being stored another waits here; whoever brings a third waits as well, so
    memory does not grow with the folder.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="storing")
        self._last: Future[None] | None = None
        self._after: Callable[[], None] | None = None

    def put(self, store: Callable[[], None], after: Callable[[], None]) -> None:
        """Call *store* in the thread, and *after* it here, once it is known to be done.

        Raises what the batch before it raised; then this one is not begun.
        """
        self.wait()
        self._last, self._after = self._pool.submit(store), after

    def wait(self) -> None:
        """Wait until all is stored; raise what went wrong."""
        last, after = self._last, self._after
        self._last = self._after = None
        if last is not None and after is not None:
            last.result()
            after()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=True)
