"""Options that several commands take, and the settings they act under."""

from collections.abc import Callable
from typing import Any

import click

from rag.filters.parse import read
from rag.settings import Settings
from rag.tags import tags_in

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

as_json: Decorator = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
collection: Decorator = click.option(
    "-c", "--collection", help="Which collection; FOOTNOTE_COLLECTION where none is named."
)


def tags(_ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Return the tags *given* by an option that may come several times."""
    return tags_in(given)


def filters(_ctx: click.Context, _param: click.Parameter, given: str | None) -> Any:
    """Return the filter *given* as JSON, read; `InputError` says what is wrong with it."""
    return None if given is None else read(given)


where: Decorator = click.option(
    "--where",
    "filters",
    metavar="JSON",
    callback=filters,
    help="""Of which documents: '{"type": "application/pdf", "pages": {"$gte": 10}}'.""",
)


def settings(**chosen: Any) -> Settings:
    """Return the settings of this command; *chosen* values that are None are left out."""
    return Settings.load(**{name: value for name, value in chosen.items() if value is not None})
