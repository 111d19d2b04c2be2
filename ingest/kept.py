"""A reading child kept for the next file: starting one for each file sent takes half a second."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from ingest.child import Loader
from rag.settings import Settings

IDLE_S = 30.0
"""Seconds after which a child that has nothing to read is ended, so that it holds no memory."""


class Kept:
    """Lends one `Loader` to one user after the other.

    Its child ends when it has long been idle, or with this process.
    """

    def __init__(self, settings: Settings, *, idle_s: float = IDLE_S) -> None:
        self._loader = Loader(settings)
        self._idle_s = idle_s
        self._turn = threading.Lock()
        self._timer: threading.Timer | None = None

    @contextmanager
    def lent(self) -> Iterator[Loader]:
        """Give the loader, which nobody else has meanwhile. What went wrong ends its child."""
        with self._turn, ExitStack() as undo:
            self._stop_timer()
            undo.callback(self._loader.rest)
            yield self._loader
            undo.pop_all()
            self._timer = threading.Timer(self._idle_s, self._loader.rest)
            self._timer.daemon = True
            self._timer.start()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
