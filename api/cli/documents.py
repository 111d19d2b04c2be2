"""``footnote documents``: list, show, delete."""

import click

from api.cli import given, show
from api.cli.desk import desk

COMMAND = "footnote documents"


@click.group("documents")
def command() -> None:
    """List, show and delete documents."""


@command.command("list")
@given.collection
@given.as_json
def listed(collection: str | None, *, as_json: bool) -> None:
    """List the documents of a collection, by path."""
    with desk(given.settings(), COMMAND) as open_desk:
        documents = open_desk.documents(collection)
    if as_json:
        show.as_json({"documents": documents})
        return
    for one in documents:
        size = f"pages: {one['pages']}, passages: {one['passages']}"
        click.echo(f"{one['id']}  {show.clean(one['path'])}  ({size})")
    if not documents:
        click.echo("No documents yet. Try: footnote ingest path/to/folder")


@command.command("show")
@click.argument("document", metavar="ID|PATH")
@given.collection
@given.as_json
def shown(document: str, collection: str | None, *, as_json: bool) -> None:
    """Show what is known of one document."""
    with desk(given.settings(), COMMAND) as open_desk:
        body = open_desk.document(document, collection)
    if as_json:
        show.as_json(body)
        return
    for name, value in body.items():
        click.echo(f"{name:>12}: {show.clean(str(value))}")


@command.command("delete")
@click.argument("documents", metavar="ID|PATH...", nargs=-1, required=True)
@given.collection
@given.as_json
def deleted(documents: tuple[str, ...], collection: str | None, *, as_json: bool) -> None:
    """Delete documents: out of the answers at once, and every byte of their text off the disk."""
    with desk(given.settings(), COMMAND) as open_desk:
        body = open_desk.delete(documents, collection)
    if as_json:
        show.as_json(body)
        return
    click.echo(f"Deleted. Documents: {body['documents']}; passages: {body['passages']}.")
