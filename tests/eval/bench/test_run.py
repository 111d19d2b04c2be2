import json
from pathlib import Path

import pytest

from eval.bench.run import plan_of
from rag.errors import InputError

CASES = [
    {"id": "a", "question": "How long?", "evidence": [{"path": "a.pdf", "page": 1}]},
    {"id": "b", "question": "Why?", "answerable": False},
    {"id": "c", "question": "Who?", "evidence": [{"path": "a.pdf", "page": 1}]},
]


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(map(json.dumps, CASES)), encoding="utf-8")
    return path


def test_only_questions_with_an_answer_are_asked(cases: Path, tmp_path: Path) -> None:
    assert plan_of(tmp_path, cases).questions == ("How long?", "Who?")
    assert plan_of(tmp_path, cases, limit=1).questions == ("How long?",)


def test_a_plan_that_measures_nothing_is_refused(cases: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no folder"):
        plan_of(tmp_path / "none", cases)
    with pytest.raises(InputError, match="measure nothing"):
        plan_of(tmp_path, cases, repeat=0)
    unanswerable = tmp_path / "unanswerable.jsonl"
    unanswerable.write_text(json.dumps(CASES[1]), encoding="utf-8")
    with pytest.raises(InputError, match="no answerable question"):
        plan_of(tmp_path, unanswerable)
