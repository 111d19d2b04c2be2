from pathlib import Path

import pytest

from eval.bench.measures import Plan, ingestion
from eval.bench.run import bench
from rag.errors import SetupError


@pytest.mark.slow
def test_the_product_is_measured_from_start_to_service(tmp_path: Path) -> None:
    """The commands, their JSON and the service's endpoints are the ones that the bench expects."""
    (tmp_path / "warranty.md").write_text("The warranty lasts 24 months from delivery.\n")
    questions = ("How many months does the warranty last?",)

    done = bench(Plan(docs=tmp_path, questions=questions, repeat=1, asked=2))

    found = {one.name: one for one in done.figures}
    assert found["documents ingested"].value == 1
    assert found["footnote --help"].value > found["python, doing nothing"].value
    assert found["ingest, peak memory of all its processes"].value > 50
    assert found["service, memory after 2 questions"].value > 50
    assert found["answer over HTTP, p50"].n == 2


@pytest.mark.slow
def test_a_folder_without_documents_gives_no_figure(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "empty.md").write_text("")

    with pytest.raises(SetupError, match=r"added 0 documents|ended with"):
        ingestion(Plan(docs=docs, questions=("?",)), tmp_path / "home")
