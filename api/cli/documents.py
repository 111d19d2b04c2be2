"""``footnote documents``: list, show, tag, delete."""

from collections.abc import Iterable

import click

from api.cli import given, show
from api.cli.desk import desk
from rag.store.records import Change

COMMAND = "footnote documents"
_LATER = ("sections", "alike", "notes", "tags", "properties", "origin")
"""Of a document, what is not shown as it is."""


@click.group("documents")
def command() -> None:
    """List, show, tag and delete documents."""


@command.command("list")
@click.option("--failed", is_flag=True, help="List the files that could not be read, and why.")
@click.option(
    "--tag",
    "tags",
    multiple=True,
    metavar="NAME",
    callback=given.tags,
    help="Only those tagged so.",
)
@given.collection
@given.as_json
def listed(collection: str | None, *, failed: bool, tags: tuple[str, ...], as_json: bool) -> None:
    """List the documents of a collection, by path."""
    if failed and tags:
        raise click.UsageError("What failed has no tags: give --failed or --tag.")
    with desk(given.settings(), COMMAND) as open_desk:
        rows = open_desk.failures(collection) if failed else open_desk.documents(collection, tags)
    if as_json:
        show.as_json({"failures" if failed else "documents": rows})
    elif failed:
        _print_failures(rows)
    else:
        _print_documents(rows, tagged=bool(tags))


@command.command("show")
@click.argument("document", metavar="ID|PATH")
@given.collection
@given.as_json
def shown(document: str, collection: str | None, *, as_json: bool) -> None:
    """Show what is known of one document, and which others hold the same text or nearly."""
    with desk(given.settings(), COMMAND) as open_desk:
        body = open_desk.document(document, collection)
    if as_json:
        show.as_json(body)
        return
    for name, value in _said(body):
        click.echo(f"{name:>12}: {show.clean(str(value))}")


@command.command("tag")
@click.argument("documents", metavar="ID|PATH...", nargs=-1, required=True)
@click.option("--add", multiple=True, metavar="NAME", callback=given.tags, help="Give this tag.")
@click.option(
    "--remove", multiple=True, metavar="NAME", callback=given.tags, help="Take this tag away."
)
@given.collection
@given.as_json
def tagged(
    documents: tuple[str, ...],
    collection: str | None,
    *,
    add: tuple[str, ...],
    remove: tuple[str, ...],
    as_json: bool,
) -> None:
    """Give documents tags or take them away; nothing is read again. A file's own tags stay."""
    if not add and not remove:
        raise click.UsageError("Say which: --add NAME or --remove NAME.")
    with desk(given.settings(), COMMAND) as open_desk:
        body = open_desk.tag(documents, Change(add, remove), collection)
    if as_json:
        show.as_json(body)
        return
    for one in body["documents"]:
        click.echo(show.clean(f"{one['path']}: {', '.join(one['tags']) or 'no tags'}"))


@command.command("delete")
@click.argument("documents", metavar="ID|PATH...", nargs=-1, required=True)
@given.collection
@given.as_json
def deleted(documents: tuple[str, ...], collection: str | None, *, as_json: bool) -> None:
    """Delete documents: out of the answers at once, and every byte of their text off the disk.

    A file that failed is taken off the list of those.
    """
    with desk(given.settings(), COMMAND) as open_desk:
        body = open_desk.delete(documents, collection)
    if as_json:
        show.as_json(body)
        return
    click.echo(f"Deleted. Documents: {body['documents']}; passages: {body['passages']}.")


def _print_documents(rows: list[show.Body], *, tagged: bool) -> None:
    for one in rows:
        size = f"pages: {one['pages']}, passages: {one['passages']}"
        tags = f"  [{show.clean(', '.join(one['tags']))}]" if one["tags"] else ""
        click.echo(f"{one['id']}  {show.clean(one['path'])}  ({size}){tags}")
    if not rows and tagged:
        click.echo("No documents with such tags.")
    elif not rows:
        click.echo("No documents yet. Try: footnote ingest path/to/folder")


def _print_failures(rows: list[show.Body]) -> None:
    for one in rows:
        tries = "tried once" if one["tries"] == 1 else f"tried {one['tries']} times"
        when = f"{tries}, last at {one['at']}"
        click.echo(f"{one['kind']}: {show.clean(one['path'])}  ({show.clean(when)})")
        click.echo(f"    {show.clean(one['problem'])} {show.clean(one['remedy'])}")
    if not rows:
        click.echo("No file is known to have failed.")


def _said(body: show.Body) -> Iterable[tuple[str, object]]:
    """Yield name and value of what is known of a document, one line each."""
    for name, value in body.items():
        if name not in _LATER and value != "":
            yield name, value
    if body["tags"]:
        yield "tags", ", ".join(body["tags"])
    shown = {"author", "created", "modified"}
    yield from ((name, said) for name, said in body["properties"].items() if name not in shown)
    yield "sections", len(body["sections"])
    yield from (("note", note) for note in body["notes"])
    for one in body["alike"]:
        near = f" ({min(99, round(one['share'] * 100))} %)" if one["share"] < 1 else ""
        yield "alike", f"{one['how']} {one['path']}{near}"
