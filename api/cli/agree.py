"""What an ingest will cost: shown, and asked for where somebody is there to ask."""

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from api.cli.show import clean

if TYPE_CHECKING:
    from ingest.cost import Estimate
    from ingest.paying import Agree


def asking(*, quiet: bool) -> "Agree":
    """Return what shows an estimate on standard error, and says whether it is agreed.

    Nobody is there to ask unless both ends are a terminal. *quiet* is for programs: a line of JSON.
    """

    def agree(estimate: "Estimate", must: bool) -> bool:  # noqa: FBT001 - as every `Agree` is
        if must and not (sys.stdin.isatty() and sys.stderr.isatty()):
            return False  # and the error says what it costs
        if estimate.tokens:
            click.echo(_event(estimate) if quiet else clean(str(estimate)), err=True)
        return not must or click.confirm("Embed them?", err=True)

    return agree


def _event(estimate: "Estimate") -> str:
    return json.dumps(
        {
            "event": "cost",
            "model": estimate.model,
            "passages": estimate.passages,
            "tokens": estimate.tokens,
            "cost_usd": estimate.cost_usd,
        }
    )


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
