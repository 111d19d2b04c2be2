"""How replies look on a terminal. Text out of documents is cleaned before it is printed."""

import json
import re
import shutil
import textwrap
from collections.abc import Mapping
from typing import Any

import click

Body = Mapping[str, Any]
"""A reply in its wire shape (`api.wire`), as parsed JSON."""

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
"""Control, zero-width and direction characters: a document must not steer the terminal."""
MARKS = {
    "supported": "",
    "contradicted": "contradicted by what it cites",
    "unsupported": "not supported by what it cites",
    "not_checkable": "",
    "error": "could not be checked",
}
EXTRACTIVE = "quoted word for word; no model was used"


def clean(text: str) -> str:
    """Return *text* on one line, without anything a terminal would obey."""
    return " ".join(CONTROL.sub("", text).split())


def as_json(body: object) -> None:
    """Print *body* as one line of JSON; half characters are escaped, so that UTF-8 can hold it."""
    line = json.dumps(body, ensure_ascii=False)
    click.echo(line.encode("utf-8", "backslashreplace").decode("utf-8"))


def wrapped(text: str, indent: str = "") -> str:
    """Return *text* filled to the terminal, each line after *indent*."""
    width = min(100, shutil.get_terminal_size((100, 24)).columns)
    filled = textwrap.fill(clean(text), width, initial_indent=indent, subsequent_indent=indent)
    return filled or indent


def pages(body: Body) -> str:
    """Return ``"page 3"`` or ``"pages 3-4"`` of a hit or a citation."""
    first, last = body["first_page"], body["last_page"]
    return f"page {first}" if first == last else f"pages {first}-{last}"


def place(body: Body) -> str:
    """Return title, path, pages and place within them of a hit or a citation."""
    document = body["document"]
    title, path = clean(document["title"]), clean(document["path"])
    named = path if title in {"", path} else f"{title} ({path})"
    within = clean(body.get("place") or "")
    return ", ".join(filter(None, (named, pages(body), within)))


def hit(body: Body, *, explain: bool = False) -> None:
    """Print one hit of a search; to *explain* is to say what found it."""
    click.echo(click.style(f"{body['rank']:>2}. {place(body)}", bold=True))
    if explain:
        said = ", ".join(f"{name} {value:.2f}" for name, value in body["signals"].items())
        click.echo(click.style(f"    {said}", dim=True))
    if newer := body.get("superseded"):
        click.echo(click.style(f"    {_superseded(newer)}", fg="yellow"))
    click.echo(wrapped(body["text"][:400], "    ") + "\n")


def _superseded(newer: Body) -> str:
    path, version = clean(newer["by"]["path"]), clean(newer["newest"])
    return f"older version {clean(newer['version'])}; the newest is {version}: {path}"


def citations(body: Body) -> None:
    """Print every citation of *body*: number, place, quote."""
    for citation in body["citations"]:
        number = click.style(f"[{citation['number']}]", fg="cyan")
        click.echo(f"\n{number} {place(citation)}")
        click.echo(wrapped(f"“{clean(citation['quote'])}”", "    "))


def answer(body: Body) -> None:
    """Print an answer with its citations, or an abstention with what came nearest."""
    for line in body["answer"].splitlines() or [""]:
        click.echo(wrapped(line))
    under(body)


def under(body: Body) -> None:
    """Print all that stands under the text of an answer."""
    for claim in body["claims"]:
        if mark := MARKS.get(claim["verdict"], claim["verdict"]):
            click.echo(click.style(f"  ! {clean(claim['text'])}: {mark}", fg="yellow"))
    citations(body)
    for conflict in body.get("conflicts", ()):
        click.echo(click.style("\n" + wrapped(f"! {conflict['said']}"), fg="yellow"))
    if body["abstention"]:
        _nearest(body["abstention"])
    if scope := body.get("scope"):
        click.echo("\n" + wrapped(scope["said"]))
    _footer(body)


def _nearest(abstention: Body) -> None:
    searched = abstention["searched"]
    counts = f"{searched['passages']} passages of {searched['documents']} documents"
    click.echo(f"Reason: {abstention['reason']}; searched {counts}.")
    for near in abstention["nearest"]:
        click.echo(f"  nearest: {place(near)}")


def _footer(body: Body) -> None:
    said = "no model was used" if body.get("status") == "abstained" else EXTRACTIVE
    model = said if body["model"] == "extractive" else f"written by {body['model']}"
    parts = [model, f"{sum(body['timings_ms'].values()):.0f} ms"]
    if body.get("status") == "answered":
        parts.insert(0, f"confidence {body['confidence']:.2f}")
    if cost := body["usage"]["cost_usd"]:
        parts.append(f"{cost:.5f} USD")
    notes = [clean(note) for note in body.get("notes", ())]
    click.echo(click.style("\n" + " · ".join([*parts, *notes]), dim=True))


def spent(embedding: Body | None) -> str:
    """Return what embedding took, in words; nothing where it took nothing."""
    if not embedding or not (embedding["tokens"] or embedding["cached"]):
        return ""
    cost = embedding["cost_usd"]
    said = "at a price that is not known" if cost is None else f"{cost:.5f} USD"
    cached = f", {embedding['cached']:,} texts were paid for before" if embedding["cached"] else ""
    requests = "1 request" if embedding["requests"] == 1 else f"{embedding['requests']:,} requests"
    return f"{embedding['tokens']:,} tokens in {requests}, {said}{cached}"


def summary(body: Body) -> None:
    """Print a summary, its citations and its coverage."""
    for line in body["summary"].splitlines() or [""]:
        click.echo(wrapped(line))
    citations(body)
    cover = body["coverage"]
    click.echo(
        f"\nRead {cover['sections_read']} of {cover['sections']} sections and "
        f"{cover['pages_read']} of {cover['pages']} pages; {cover['sections_used']} are cited."
    )
    for skipped in cover["skipped"][:10]:
        click.echo(f"  skipped: {clean(skipped['heading'])} ({clean(skipped['reason'])})")
    _footer(body)
