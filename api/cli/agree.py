"""Showing what an ingest will cost, and asking whether it may, where somebody is there to ask."""

import sys

import click

from api.cli.show import clean
from ingest.cost import Estimate


def agree(estimate: Estimate, must: bool) -> bool:  # noqa: FBT001 - as `ingest.paying.Agree` is
    """Show *estimate* on standard error; say whether it is agreed, where it *must* be."""
    if must and not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False  # then it is shown as the reason
    if estimate.tokens:
        click.echo(clean(str(estimate)), err=True)
    return not must or click.confirm("Embed them?", err=True)
