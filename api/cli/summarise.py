"""``footnote summarise``."""

import click

from api.cli import given, show
from api.cli.desk import desk


@click.command("summarise")
@click.option("--document", required=True, metavar="ID|PATH", help="See `footnote documents list`.")
@click.option("--style", default="standard", show_default=True, help="brief, standard or detailed.")
@click.option("--length", default=0, type=click.IntRange(0, 100), help="Sentences; 0: by style.")
@click.option("--language", default="", help="ISO 639-1 code of the summary.")
@given.collection
@given.as_json
def command(document: str, collection: str | None, *, as_json: bool, **wanted: str | int) -> None:
    """Summarise one document, every sentence cited, and say what was read."""
    asked = {"documents": [document], "collection": collection, **wanted}
    with desk(given.settings(), "footnote summarise") as open_desk:
        body = open_desk.summary(asked)
    show.as_json(body) if as_json else show.summary(body)
