"""What changes under folders, as it changes: a burst of saves is told once."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

QUIET_MS = 400
"""A burst is over when nothing has changed for so long."""
LONGEST_MS = 10_000
"""It is told after so long, even if it is not over."""
POLL_MS = 500
"""Between two looks whether to stop, and whether the folders are still there."""


def changes(paths: Sequence[Path], stop: threading.Event) -> Iterator[frozenset[str]]:
    """Yield the files that were made, changed or deleted under *paths*, absolute, until *stop*.

    The first yield, and any that follows a folder's coming back, is empty and means: look at all;
    what changes from then on is told. Names that begin with a dot are passed over, as an ingest
    does. Folders that are gone are looked for again.
    """
    roots = [path.expanduser().resolve() for path in paths]
    while not stop.is_set():
        if all(root.exists() for root in roots):
            yield from _told(roots, stop)
        else:
            stop.wait(QUIET_MS / 1000)


def _told(roots: Sequence[Path], stop: threading.Event) -> Iterator[frozenset[str]]:
    """Yield until *stop*, or until one of *roots* is gone."""
    from watchfiles import watch

    def seen(_: object, name: str) -> bool:
        under = next((root for root in roots if Path(name).is_relative_to(root)), None)
        inner = Path(name).relative_to(under).parts if under else ()
        return not any(part.startswith(".") for part in inner)

    heard = watch(
        *roots,
        watch_filter=seen,
        debounce=LONGEST_MS,
        step=QUIET_MS,
        stop_event=stop,
        rust_timeout=POLL_MS,
        yield_on_timeout=True,
        raise_interrupt=True,
    )
    next(heard, None)
    yield frozenset()
    for some in heard:
        if some:
            yield frozenset(name for _, name in some)
        if not all(root.exists() for root in roots):
            return
