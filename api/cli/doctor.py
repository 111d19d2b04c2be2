"""``footnote doctor``: what works, what does not, and what to do about it."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import click

from api import exits
from api.cli import given, show
from ingest.load.scans import INSTALL
from ingest.ocr import Tesseract
from rag.errors import FootnoteError
from rag.models.reach import reach
from rag.settings import Settings
from rag.store.owner import current
from rag.wiring import EXTRACTIVE, choose_embedder, choose_writer, open_footnote

READ_ANEW = "Ingest its folder again, and it will be read anew: footnote ingest PATH."
SAMPLE = "Does this machine embed text?"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


@click.command("doctor")
@given.as_json
def command(*, as_json: bool) -> int:
    """Try every part of the installation and say what to mend; exit code 3 if there is any."""
    findings = list(examine())
    if as_json:
        show.as_json({"findings": [_body(one) for one in findings]})
    else:
        for one in findings:
            mark = click.style("ok  ", fg="green") if one.ok else click.style("FAIL", fg="red")
            click.echo(f"{mark} {one.name}: {show.clean(one.detail)}")
            if one.remedy:
                click.echo(f"       {show.clean(one.remedy)}")
    return exits.DONE if all(one.ok for one in findings) else exits.NOT_READY


def examine() -> Iterator[Finding]:
    """Yield a finding for each part, in the order in which one rests on another."""
    yield Finding("python", ok=True, detail=sys.version.split()[0])
    try:
        settings = given.settings()
    except FootnoteError as error:
        yield Finding("settings", ok=False, detail=error.problem, remedy=error.remedy)
        return
    yield Finding("settings", ok=True, detail=f"home is {settings.home}")
    yield _tried("embedder", lambda: _embedder(settings))
    yield _tried("writer", lambda: _writer(settings))
    yield _tried("OCR", lambda: _ocr(settings))
    yield from _index(settings)


def _embedder(settings: Settings) -> str:
    embedder = choose_embedder(settings)
    embedder.embed_question(SAMPLE)
    return embedder.fingerprint


def _ocr(settings: Settings) -> str:
    tesseract = Tesseract(settings)
    if tesseract.here:
        return tesseract.about()
    off = "off (FOOTNOTE_OCR)" if settings.ocr == "off" else "pages that are pictures are not read"
    return off if settings.ocr == "off" else f"{off}. {INSTALL}"


def _writer(settings: Settings) -> str:
    model = choose_writer(settings, choose_embedder(settings)).model
    key = settings.openai_api_key
    if model == EXTRACTIVE or key is None:
        return "extractive: answers are quoted; set OPENAI_API_KEY for a chat model"
    return reach(model, base_url=settings.openai_base_url, api_key=key.get_secret_value())


def _index(settings: Settings) -> Iterator[Finding]:
    owner = current(settings.home)
    if owner is not None:
        where = owner.address or "no address"
        said = f"in use by `{owner.command}`, process {owner.pid} ({where})"
        yield Finding("index", ok=True, detail=said)
        return
    try:
        with open_footnote(settings, command="footnote doctor") as footnote:
            audit = footnote.library.audit()
            for part in footnote.health():
                yield Finding(part.name, ok=part.ok, detail=part.detail)
            for path in audit.torn:
                said = f"what is stored of {path} is damaged, so no answer uses it"
                yield Finding("audit", ok=False, detail=said, remedy=READ_ANEW)
            for problem in audit.mended:
                yield Finding("audit", ok=True, detail=f"mended: {problem}")
            for collection in footnote.library.collections():
                counts = footnote.library.counts(collection)
                said = f"{counts.documents} documents, {counts.passages} passages"
                yield Finding(f"collection {collection.name}", ok=True, detail=said)
    except FootnoteError as error:
        yield Finding("index", ok=False, detail=error.problem, remedy=error.remedy)


def _tried(name: str, attempt: Callable[[], str]) -> Finding:
    try:
        return Finding(name, ok=True, detail=attempt())
    except FootnoteError as error:
        return Finding(name, ok=False, detail=error.problem, remedy=error.remedy)


def _body(one: Finding) -> show.Body:
    return {"name": one.name, "ok": one.ok, "detail": one.detail, "remedy": one.remedy}
