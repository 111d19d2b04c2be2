import sys
from pathlib import Path

import pytest

from eval.bench.ingesting import BUSY, IngestPlan, ingest_bench
from rag.errors import SetupError


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.txt").write_text("The ferry to Skarvik leaves at nine.")
    (tmp_path / "docs/b.txt").write_text("The bakery in Skarvik opens at six.")
    return tmp_path / "docs"


def test_the_pipeline_is_measured_beside_its_embedder(docs: Path) -> None:
    plan = IngestPlan(docs=docs, texts=lambda: ["a\nThe ferry.", "b\nThe bakery."], repeat=1)
    told: list[str] = []

    figures = {(one.name, one.unit): one for one in ingest_bench(plan, progress=told.append)}

    assert figures["vectors made", "vectors"].value == 2
    share = figures["of what its embedder alone reaches", "share"]
    assert (share.at_least, share.kept) == (BUSY, share.value >= BUSY)
    assert 0 < share.value < 1
    assert figures["ingest", "pages/s"].value > 0
    assert told[0] == "texts"


def test_a_peer_that_fails_says_how_to_make_one(docs: Path, tmp_path: Path) -> None:
    peer = tmp_path / "python"
    peer.write_text(f"#!{sys.executable}\nimport sys; sys.exit('no such module')\n")
    peer.chmod(0o755)
    plan = IngestPlan(docs=docs, texts=lambda: ["x"], repeat=1, peer=peer)

    with pytest.raises(SetupError, match=r"no such module.*make peer"):
        ingest_bench(plan, progress=lambda _: None)
