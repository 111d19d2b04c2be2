from pathlib import Path

import pytest

from tests.api.cli.conftest import Type


def test_another_passage_size_is_taken_over_without_the_files(
    ready: Type, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in folder.iterdir():
        file.unlink()
    monkeypatch.setenv("FOOTNOTE_PASSAGE_TOKENS", "32")

    done = ready("reindex", "--json")

    assert (done.code, done.body["documents"]) == (0, 2)
    assert done.body["passages"] > 2
    assert "24 months" in ready("ask", "How long does the warranty last?").out
    said = ready("reindex")
    assert said.code == 0
    assert "0 vectors were made" in said.out  # the same texts, the same embedder


def test_an_embedder_that_is_none_is_refused_and_the_index_stays(ready: Type) -> None:
    refused = ready("reindex", "--embedder", "nonsense")

    assert refused.code == 3
    assert "openai:MODEL" in refused.err
    assert ready("search", "warranty", "--json").body["hits"]
