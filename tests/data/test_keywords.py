"""Questions in scripts without spaces find their document in the sample by keywords alone."""

import json
from pathlib import Path

import pytest

from data.make.check import DATA, document_pages, read_cases
from rag.indexes import Entry
from rag.store.keywords import TantivyIndex

MANIFEST = (DATA / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
ASKED = {
    case["question"]: case["evidence"][0]["path"]
    for case in read_cases(DATA / "cases" / "sample.jsonl")
    if case["language"] in {"ja", "zh"}
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> TantivyIndex:
    index = TantivyIndex(tmp_path_factory.mktemp("keywords"))
    paths = [json.loads(line)["path"] for line in MANIFEST]
    index.put(
        "sample",
        [
            Entry(f"{path}#{number}", text, Path(path).stem)
            for path in paths
            for number, text in enumerate(document_pages(path), start=1)
        ],
    )
    return index


@pytest.mark.parametrize("question", ASKED)
def test_japanese_and_chinese_questions_find_their_page_first(
    index: TantivyIndex, question: str
) -> None:
    first = index.search("sample", question, 5)[0]

    assert first.passage_id == f"{ASKED[question]}#1"


def test_both_scripts_are_asked_about() -> None:
    assert {Path(path).stem[-2:] for path in ASKED.values()} == {"ja", "zh"}
