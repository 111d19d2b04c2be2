"""How far an ingest is: a bar on a terminal, plain lines elsewhere, events for programs."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from api.cli.show import clean
from ingest.run import Progress

if TYPE_CHECKING:
    from ingest.reindex import Stage

Told = Callable[[Progress], None]
EVERY_S = 5.0
"""Seconds between two plain lines."""
EVENT_S = 0.5
"""Seconds between two events."""
_EARLY_S, _EARLY_SHARE = 2.0, 0.05
"""Before so long, and so much of the bytes, the time left says nothing."""


@contextmanager
def shown(*, quiet: bool) -> Iterator[Told]:
    """Give a function that shows each `Progress` it is told of, on standard error.

    *quiet* is for programs: a line of JSON for each event, and nothing else.
    """
    if quiet:
        yield _Events().told
    elif sys.stderr.isatty():
        with _bar() as told:
            yield told
    else:
        yield _Lines().told


@contextmanager
def stages(*, quiet: bool) -> "Iterator[Callable[[Stage], None]]":
    """Give a function that shows how far a reindexing is, now and then."""
    clock = Clock()

    def told(stage: "Stage") -> None:
        if not (clock.due(EVENT_S if quiet else EVERY_S) or stage.done == stage.total):
            return
        said = {"event": "progress", "documents": stage.done, "documents_total": stage.total}
        line_ = json.dumps(said) if quiet else f"  {stage.done} of {stage.total} documents"
        click.echo(line_, err=True)

    yield told


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast it goes, and how long it will go on."""

    pages_s: float
    """Pages read a second, since the start."""
    left_s: float | None
    """Seconds, by the bytes that are left to read; ``None`` where it is too early to say."""


class Clock:
    """Knows when it began."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._began = self._said = now()

    def due(self, seconds: float) -> bool:
        """Say whether so many *seconds* have gone by since this was last true."""
        due = self._now() - self._said >= seconds
        self._said = self._now() if due else self._said
        return due

    def pace(self, progress: Progress) -> Pace:
        """Return the pace so far."""
        took = max(self._now() - self._began, 1e-9)
        left = None
        known = progress.read_bytes > _EARLY_SHARE * progress.total_bytes
        if took >= _EARLY_S and known:
            left = took * (progress.total_bytes - progress.read_bytes) / progress.read_bytes
        return Pace(progress.pages / took, left)


def line(progress: Progress, pace: Pace) -> str:
    """Write where an ingest stands, on one line."""
    if progress.step != "writing":
        return (
            f"{progress.done} of {progress.total} files, {progress.pages} pages read for the cost"
        )
    said = (
        f"{progress.done} of {progress.total} files, {progress.pages} pages,"
        f" {progress.passages} passages, {pace.pages_s:.1f} pages/s"
    )
    if progress.cost_usd:
        said += f", ${progress.cost_usd:.4f}"
    return said if pace.left_s is None else f"{said}, {_spelt(pace.left_s)} left"


def event(progress: Progress, pace: Pace) -> dict[str, Any]:
    """Return the same for a program."""
    return {
        "event": "progress",
        "files": progress.done,
        "files_total": progress.total,
        "pages": progress.pages,
        "passages": progress.passages,
        "pages_per_s": round(pace.pages_s, 2),
        "seconds_left": None if pace.left_s is None else round(pace.left_s, 1),
        "path": progress.path,
        "step": progress.step,
        "cost_usd": round(progress.cost_usd, 6),
    }


def _spelt(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


class _Lines:
    """A line every few seconds."""

    def __init__(self) -> None:
        self._clock = Clock()

    def told(self, progress: Progress) -> None:
        if self._clock.due(EVERY_S):
            click.echo(f"  {line(progress, self._clock.pace(progress))}", err=True)


class _Events:
    """An event now and then, and one whenever the last file is decided."""

    def __init__(self) -> None:
        self._clock = Clock()

    def told(self, progress: Progress) -> None:
        if self._clock.due(EVENT_S) or progress.done == progress.total:
            said = event(progress, self._clock.pace(progress))
            click.echo(json.dumps(said), err=True)


@contextmanager
def _bar() -> Iterator[Told]:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    clock = Clock()
    columns = (BarColumn(), TextColumn("{task.description}", markup=False))
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("looking at the files", total=None)

        def told(progress: Progress) -> None:
            if progress.step == "asking":
                bar.stop()  # a question, and its answer, are not to be written over
                return
            bar.start()
            said = f"{line(progress, clock.pace(progress))}  {clean(progress.path)[-40:]}"
            # What was decided without reading counts as nothing, else the bar would begin full.
            total, read = progress.total_bytes or 1, progress.read_bytes
            bar.update(task, total=total, completed=read, description=said)

        yield told
