"""``footnote ingest --watch``: ingest again whenever files change, until it is stopped."""

import json
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from api.cli.desk import Ingesting, desk
from api.cli.show import Body
from rag.errors import FootnoteError, OwnedError
from rag.settings import Settings

AGAIN_S = 2.0
"""Seconds until files are tried again whose index another command had."""


def watched(
    paths: Sequence[Path], asked: Ingesting, settings: Settings, told: Callable[[Body], None]
) -> None:
    """Ingest *paths* after every change under them; *told* is given each report.

    The index is held only while something is taken in, so other commands can use it in between.
    What goes wrong is said, and the next change is waited for.
    """
    from ingest.watch import changes

    with _until_stopped() as stop:
        whole = True
        for changed in changes(paths, stop):
            # After a failure everything is looked at: what had changed then is not told again.
            only = replace(asked.asked, only=None if whole or not changed else changed)
            once = replace(asked, asked=only)
            whole = not _taken(paths, once, settings, told=told, stop=stop)
            if whole and asked.asked.prune:  # a refused removal must not keep the rest out
                kept = replace(once, asked=replace(only, only=None, prune=False))
                _taken(paths, kept, settings, told=told, stop=stop)


def _taken(
    paths: Sequence[Path],
    asked: Ingesting,
    settings: Settings,
    *,
    told: Callable[[Body], None],
    stop: threading.Event,
) -> bool:
    """Ingest once, and say if that went well."""
    while not stop.is_set():
        try:
            with desk(settings, "footnote ingest --watch") as opened:
                told(opened.ingest(paths, asked))
        except OwnedError as error:
            _say("waiting", error, quiet=asked.quiet)
            stop.wait(AGAIN_S)
        except FootnoteError as error:
            _say("refused", error, quiet=asked.quiet)
            return False
        else:
            return True
    return False


def _say(event: str, error: FootnoteError, *, quiet: bool) -> None:
    """Say what stands in the way; to programs, where they are told how far it is."""
    if quiet:
        said = {"event": event, "problem": error.problem, "remedy": error.remedy}
        click.echo(json.dumps(said), err=True)
    elif event == "waiting":
        click.echo(f"  waiting: {error.problem}", err=True)
    else:
        click.secho(f"{error.problem} {error.remedy}", fg="red", err=True)


@contextmanager
def _until_stopped() -> Iterator[threading.Event]:
    """Give an event that Ctrl-C and SIGTERM set; a second Ctrl-C ends the command at once."""
    stop = threading.Event()

    def ask(number: int, _frame: object) -> None:
        stop.set()
        signal.signal(number, signal.default_int_handler)

    before = {one: signal.signal(one, ask) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
