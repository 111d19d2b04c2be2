"""How far an ingest is: a bar on a terminal, plain lines elsewhere, nothing when quiet."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from api.cli.show import clean
from ingest.run import Progress

Told = Callable[[Progress], None]
EVERY = 100
"""Pages between two plain lines."""


@contextmanager
def shown(*, quiet: bool) -> Iterator[Told]:
    """Give a function that shows each `Progress` it is told of, on standard error."""
    if quiet:
        yield lambda _progress: None
    elif sys.stderr.isatty():
        with _bar() as told:
            yield told
    else:
        yield _Lines().told


class _Lines:
    """A line whenever `EVERY` more pages have been read."""

    def __init__(self) -> None:
        self._said = 0

    def told(self, progress: Progress) -> None:
        if progress.pages - self._said < EVERY:
            return
        self._said = progress.pages
        counts = f"{progress.pages} pages, {progress.passages} passages"
        click.echo(f"  {clean(progress.path)}: {counts} so far", err=True)


@contextmanager
def _bar() -> Iterator[Told]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("documents", total=None)

        def told(progress: Progress) -> None:
            name = clean(progress.path)[-40:]
            bar.update(task, total=progress.total, completed=progress.done, description=name)

        yield told
