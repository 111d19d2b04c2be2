"""``footnote reindex``."""

import click

from api.cli import given, show
from api.cli.agree import stoppable
from api.cli.desk import Reindexing, desk


@click.command("reindex")
@click.option(
    "--embedder",
    metavar="SPEC",
    help="`local`, or `openai:MODEL`. [the one the index has]",
)
@click.option("--yes", is_flag=True, help="Whatever embedding costs.")
@click.option("--budget", "budget_usd", type=float, metavar="USD", help="Most it may cost.")
@given.as_json
def command(embedder: str | None, *, yes: bool, budget_usd: float | None, as_json: bool) -> None:
    """Cut and embed anew what is stored, with another embedder or passage size.

    The index goes on answering until the new one takes its place, all at once. Stopped, it goes on
    where it was when it is called again.
    """
    asked = Reindexing(embedder=embedder, yes=yes, budget_usd=budget_usd, quiet=as_json)
    with stoppable(), desk(given.settings(embedder=""), "footnote reindex") as open_desk:
        body = open_desk.reindex(asked)
    if as_json:
        show.as_json(body)
        return
    click.echo(
        f"{body['documents']} documents, {body['passages']} passages are embedded by"
        f" {body['after']} now; {body['embedded']} vectors were made ({body['seconds']:.1f} s)."
    )
