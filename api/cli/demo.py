"""``footnote demo``: the sample documents in an index of their own, and what can be asked."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from api.cli import given, ingest, show
from api.cli.desk import Desk, Ingesting, desk
from rag.wiring import EXTRACTIVE

ROOT = Path(__file__).parent.parent.parent
CORPUS = ROOT / "data/corpus"
CASES = ROOT / "data/cases/demo.jsonl"
HOME = ROOT / "data/demo"
SUMMARISED = "incident-report-curlew-2025-04.pdf"
KINDS = {
    "table": "An answer from a table",
    "multi": "An answer that needs two documents",
    "unanswerable": "A question the documents do not answer",
}
NEXT = """
What next:
  make ingest DOCS=path/to/folder              your own documents
  .venv/bin/footnote ask "your question"       an answer with citations
  make serve                                   the web page, at http://127.0.0.1:8080
  .venv/bin/footnote --help                    everything else"""


@click.command("demo")
def command() -> None:
    """Ingest the sample documents and show three cited answers and a cited summary.

    No key and no network are needed, and none is used: the answers are quoted from the documents.
    """
    # A key in the environment must not make the demo cost money.
    settings = given.settings(home=HOME, model=EXTRACTIVE, embedder="local", collection="sample")
    with desk(settings, "footnote demo") as open_desk:
        click.echo(f"Ingesting the sample documents of {CORPUS.relative_to(ROOT)} ...")
        ingest.report(open_desk.ingest([CORPUS], Ingesting()))
        for case in cases():
            _ask(open_desk, case)
        _summarise(open_desk)
    click.echo(NEXT)


def cases() -> Iterator[show.Body]:
    """Yield the questions of the demo."""
    for line in CASES.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def _ask(open_desk: Desk, case: show.Body) -> None:
    _title(f"{KINDS[case['kind']]}: {case['question']}")
    show.answer(open_desk.answer({"question": case["question"]}))


def _summarise(open_desk: Desk) -> None:
    _title(f"A summary of {SUMMARISED}")
    show.summary(open_desk.summary({"documents": [SUMMARISED], "style": "brief"}))


def _title(text: str) -> None:
    click.echo("\n" + click.style(f"== {text}", bold=True) + "\n")
