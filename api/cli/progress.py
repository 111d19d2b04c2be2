"""How far an ingest is: a bar on a terminal, plain lines elsewhere, nothing when quiet."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import click

from api.cli.show import clean
from ingest.cost import Estimate
from ingest.paying import Agree
from ingest.report import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

EVERY = 100
"""Pages between two plain lines."""


class Shown(Protocol):
    """Shows how far an ingest is."""

    def told(self, progress: Progress) -> None:
        """Show *progress*."""

    def aside(self, ask: Agree) -> Agree:
        """Return *ask* so that what it prints is not in the way of what is shown."""


@contextmanager
def shown(*, quiet: bool) -> Iterator[Shown]:
    """Give what shows each `Progress` it is told of, on standard error."""
    if quiet:
        yield _Quiet()
    elif sys.stderr.isatty():
        with _bar() as bar:
            yield bar
    else:
        yield _Lines()


@contextmanager
def stoppable() -> Iterator[None]:
    """Let SIGTERM end the work as Ctrl-C does: what is in flight is kept, and files are closed."""

    def interrupt(_signal: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class _Quiet:
    def told(self, progress: Progress) -> None:
        pass

    def aside(self, ask: Agree) -> Agree:
        return ask


class _Lines:
    """A line whenever `EVERY` more pages have been read."""

    def __init__(self) -> None:
        self._said = 0

    def told(self, progress: Progress) -> None:
        if progress.pages < self._said:
            self._said = 0  # they are counted; now they are embedded
        if progress.pages - self._said < EVERY:
            return
        self._said = progress.pages
        counts = f"{progress.pages} pages, {progress.passages} passages{_cost(progress)} so far"
        if progress.step == "counting":
            counts = f"{progress.pages} pages read, to know the cost"
        click.echo(f"  {clean(progress.path)}: {counts}", err=True)

    def aside(self, ask: Agree) -> Agree:
        return ask


class _Bar:
    """A bar, with the file at hand and what was paid so far."""

    def __init__(self, bar: "Bar") -> None:
        self._bar = bar
        self._task = bar.add_task("documents", total=None)

    def told(self, progress: Progress) -> None:
        name = clean(progress.path)[-40:] + _cost(progress)
        if progress.step == "counting":
            name = f"counting: {name}"
        self._bar.update(
            self._task, total=progress.total, completed=progress.done, description=name
        )

    def aside(self, ask: Agree) -> Agree:
        def asked(estimate: Estimate, must: bool) -> bool:  # noqa: FBT001 - as `Agree` is
            self._bar.stop()
            try:
                return ask(estimate, must)
            finally:
                self._bar.start()

        return asked


def _cost(progress: Progress) -> str:
    return f", ${progress.cost_usd:.4f}" if progress.cost_usd else ""


@contextmanager
def _bar() -> Iterator[_Bar]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        yield _Bar(bar)
