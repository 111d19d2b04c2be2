"""``footnote search``."""

from typing import Any

import click

from api.cli import given, show
from api.cli.desk import desk


@click.command("search")
@click.argument("question")
@click.option("-k", default=8, show_default=True, type=click.IntRange(1, 100), help="How many.")
@click.option("--explain", is_flag=True, help="Say for each what found it.")
@given.where
@given.collection
@given.as_json
def command(question: str, k: int, *, as_json: bool, explain: bool, **asked: Any) -> None:
    """Show the passages found for QUESTION, best first.

    With --explain each says how near its vector is to the question's (dense, a cosine), and how
    well its words, the beginning of its page or section, and the name of its document match
    (keyword, head and name, by BM25).
    """
    with desk(given.settings(), "footnote search") as open_desk:
        body = open_desk.search(question, k=k, **asked)
    if as_json:
        show.as_json(body)
        return
    for hit in body["hits"]:
        show.hit(hit, explain=explain)
    if not body["hits"]:
        click.echo("Nothing found.")
