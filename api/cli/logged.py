"""What the log says while a command works for a program: an event like the others, not a line."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import click


@contextmanager
def as_events(*, when: bool) -> Iterator[None]:
    """Write what is logged, from warnings on, as lines of JSON on standard error, *when* asked."""
    if not when:
        yield
        return
    root, handler = logging.getLogger(), _Events(logging.WARNING)
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)


class _Events(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        said = {"event": "log", "level": record.levelname.lower(), "message": record.getMessage()}
        click.echo(json.dumps(said), err=True)
