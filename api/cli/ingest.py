"""``footnote ingest``."""

from pathlib import Path
from typing import Any

import click

from api import exits
from api.cli import given, show
from api.cli.agree import stoppable
from api.cli.desk import Ingesting, desk
from api.cli.logged import as_events
from ingest.asked import Asked


def _named(
    _ctx: click.Context, _param: click.Parameter, paths: tuple[str, ...]
) -> tuple[Path, ...]:
    """Refuse an empty path: a script's unset variable is not the folder it runs in."""
    if "" in paths:
        raise click.BadParameter("A path is empty. Name a file or a folder; `.` is this one.")
    return tuple(map(Path, paths))


@click.command("ingest")
@click.argument("paths", nargs=-1, callback=_named)
@click.option("--prune", is_flag=True, help="Remove documents whose files are gone.")
@click.option(
    "--yes",
    is_flag=True,
    help="Agree to what embedding costs, and to pruning more than half of the collection.",
)
@click.option(
    "--budget",
    "budget_usd",
    type=click.FloatRange(min=0),
    metavar="USD",
    help="Stop before embedding costs more than this; run it again to go on.",
)
@click.option(
    "--reader", default="", metavar="NAME", help="A LlamaIndex reader for formats we cannot read."
)
@click.option(
    "--tag", "tags", multiple=True, metavar="NAME", callback=given.tags, help="Tag what is there."
)
@click.option(
    "--retry-failed", is_flag=True, help="Try only what failed before, at PATHS or anywhere."
)
@click.option("--watch", is_flag=True, help="Go on: ingest again whenever files change.")
@given.collection
@given.as_json
def command(
    paths: tuple[Path, ...], *, collection: str | None, as_json: bool, watch: bool, **options: Any
) -> int:
    """Make the files and folders at PATHS searchable.

    What has not changed since the last time costs nothing. A file that cannot be read is reported
    and never stops the others; the exit code is then 1. It is read again by later runs until it has
    failed three times just as it is (FOOTNOTE_FILE_TRIES), and is reported by all of them. Where an
    embedder costs money, the cost is shown and asked for first; a run that its budget or the
    provider ends keeps what is paid for, and exits with 4.
    """
    if not paths and not options["retry_failed"]:
        raise click.UsageError("Missing argument 'PATHS...'. Name a file or a folder.")
    if watch and options["retry_failed"]:
        raise click.UsageError("--watch goes on anyway: give it or --retry-failed.")
    asked = Ingesting(collection=collection, asked=Asked(**options), quiet=as_json)
    told = show.as_json if as_json else report
    if watch:
        from api.cli.watching import watched

        with as_events(when=as_json):
            watched(paths, asked, given.settings(), told)
        return exits.DONE
    with as_events(when=as_json), stoppable(), desk(given.settings(), "footnote ingest") as opened:
        body = opened.ingest(paths, asked)
    told(body)
    if body.get("stopped"):
        return exits.REMOTE
    return exits.FAILED if body["documents"]["failed"] else exits.DONE


def report(body: show.Body) -> None:
    """Print what an ingest did, failures last."""
    counts = dict(body["documents"])
    moved = min(counts.get("moved", 0), counts["added"], counts["removed"])
    counts |= {name: counts[name] - moved for name in ("added", "removed")}  # said once: as moved
    said = ", ".join(f"{number} {name}" for name, number in counts.items() if number)
    took = f"{body['passages']} passages, {body['pages']} pages, {body['seconds']:.1f} s"
    click.echo(f"Documents: {said or 'none'} ({took}).")
    if spent := show.spent(body.get("embedding")):
        click.echo(f"Embedding: {spent}.")
    for failure in body["failures"]:
        path, kind = show.clean(failure["path"]), failure.get("kind", "failed")
        click.echo(click.style(f"  {kind}: {path}: {show.clean(failure['problem'])}", fg="yellow"))
        click.echo(f"    {show.clean(failure['remedy'])}")
    for note in body.get("notes", ()):
        click.echo(click.style(f"  note: {show.clean(note)}", dim=True))
    if stopped := body.get("stopped"):
        click.echo(f"Stopped: {show.clean(stopped)}", err=True)
