"""``footnote ask``."""

from typing import Any

import click

from api.cli import given, show
from api.cli.desk import Desk, desk
from rag.errors import ServiceError
from rag.reply import Policy


@click.command("ask")
@click.argument("question")
@click.option("--stream", is_flag=True, help="Print the answer as it is checked.")
@click.option("-k", "top_k", type=click.IntRange(1, 100), help="Passages to answer from.")
@click.option("--policy", type=click.Choice([one.value for one in Policy]), help="See the README.")
@click.option("--language", default="", help="ISO 639-1 code of the reply.")
@given.where
@given.collection
@given.as_json
def command(*, stream: bool, as_json: bool, **asked: Any) -> None:
    """Answer QUESTION from your documents, with citations, or say that they do not hold it."""
    with desk(given.settings(), "footnote ask") as open_desk:
        body = _streamed(open_desk, asked, as_json=as_json) if stream else open_desk.answer(asked)
    if as_json and not stream:
        show.as_json(body)
    elif not as_json:
        show.answer(body) if not stream else show.under(body)


def _streamed(open_desk: Desk, asked: show.Body, *, as_json: bool) -> show.Body:
    last: show.Body = {}
    for name, last in open_desk.stream(asked):
        if as_json:
            show.as_json({"event": name, **last})
        elif name == "delta":
            click.echo(show.CONTROL.sub("", last["text"]), nl=False)
        elif name == "error":
            raise ServiceError(last["detail"], last["remedy"])
    return last
