"""The evaluation of the product itself, with its real index and models."""

import asyncio
from pathlib import Path

from eval.cases import Case
from eval.run import run
from eval.subject import Subject
from ingest.run import ingest
from rag.footnote import Footnote
from rag.settings import Settings
from rag.wiring import open_footnote

CASES = (
    {
        "id": "warranty",
        "question": "How many months does the warranty last?",
        "answer": "24 months",
        "evidence": [{"path": "warranty.md", "page": 1, "text": "lasts 24 months"}],
    },
    {"id": "capital", "question": "Who painted the ceiling of the chapel?", "answerable": False},
)


def as_subject(footnote: Footnote) -> Subject:
    """Checked by mypy: the product has what the evaluation asks for."""
    return footnote


def test_the_product_is_asked_and_its_quotes_are_found_true(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "warranty.md").write_text("The warranty lasts 24 months from delivery.\n")
    (documents / "office.txt").write_text("The office in Halm opens at half past eight.\n")
    settings = Settings.load({}, home=tmp_path / "home")
    cases = [Case.model_validate(case) for case in CASES]

    with open_footnote(settings, command="test") as footnote:
        ingest(
            [documents],
            collection=footnote.collection(),
            library=footnote.library,
            embedder=footnote.embedder,
            settings=settings,
        )
        result = asyncio.run(run(cases, subject=as_subject(footnote)))

    values = {one.metric.name: one.value for one in result.measured}
    assert values["page_hit@1"] == 1
    assert values["quote_exactness"] == 1
    assert values["invented_citations"] == 0
    assert values["citation_correctness"] == 1
    assert values["abstention_accuracy"] == 1
    assert result.corpus.unread == ()
