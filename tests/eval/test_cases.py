import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.cases import Case, import_cases, read_cases
from rag.errors import InputError

GOOD = {"id": "q1", "question": "How long?", "evidence": [{"path": "a.pdf", "page": 3}]}


def written(folder: Path, *lines: object) -> Path:
    path = folder / "cases.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def test_a_case_is_read_with_its_defaults(tmp_path: Path) -> None:
    (case,) = read_cases(written(tmp_path, GOOD, ""))

    assert case.answerable
    assert (case.evidence[0].path, case.evidence[0].page) == ("a.pdf", 3)
    assert case.cluster == "a.pdf"


def test_everything_that_is_wrong_is_listed_at_once(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        GOOD,
        "{not json",
        {**GOOD, "question": " "},
        GOOD,
        {"id": "q2", "question": "Who?"},
        {**GOOD, "id": "q3", "evidence": [{"path": "a.pdf", "page": 0}]},
        {**GOOD, "id": "q4", "colour": "red"},
        {**GOOD, "id": "q5", "answerable": False},
        {"question": "Without an id?", "evidence": GOOD["evidence"]},
        [1, 2],
    )

    with pytest.raises(InputError) as caught:
        read_cases(path)

    listed = caught.value.problem.splitlines()[1:]
    begins = [line.split(":", 2)[1] for line in listed]
    assert begins == ["2", "3", "4", "5", "6", "7", "8", "9", "10"]
    assert "id 'q1' is already at cases.jsonl:1" in listed[2]
    assert "evidence is empty" in listed[3]
    assert "evidence.0.page" in listed[4]
    assert "colour: Extra inputs are not permitted" in listed[5]


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_a_file_without_cases_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="holds no case"):
        read_cases(written(tmp_path, text))


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_bytes(b'{"id": "\xff"}')

    with pytest.raises(InputError, match="cannot be read"):
        read_cases(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_cases(tmp_path / "none.jsonl")


def test_a_folder_gives_the_cases_of_all_its_files(tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_text(json.dumps({**GOOD, "id": "b"}), encoding="utf-8")
    (tmp_path / "a.jsonl").write_text(json.dumps({**GOOD, "id": "a"}), encoding="utf-8")

    assert [case.id for case in read_cases(tmp_path)] == ["a", "b"]


def test_an_id_in_two_files_of_a_folder_is_refused(tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text(json.dumps(GOOD), encoding="utf-8")

    with pytest.raises(InputError, match=r"b\.jsonl:1: id 'q1' is already at a\.jsonl:1"):
        read_cases(tmp_path)


def test_the_importer_drops_what_it_does_not_know(tmp_path: Path) -> None:
    evidence = [{"path": "a.pdf", "page": 3, "bbox": [0, 1]}]
    path = written(
        tmp_path, {**GOOD, "evidence": evidence, "gold": 1}, {"id": "u", "question": "?"}
    )

    first, second = import_cases(path)

    assert first.answerable
    assert first.evidence[0].page == 3
    assert not second.answerable


def test_the_importer_still_lists_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="question: Field required"):
        import_cases(written(tmp_path, {"id": "q"}))


def test_a_line_of_json_may_hold_what_looks_like_the_end_of_a_line(tmp_path: Path) -> None:
    """U+2028 ends a line for `splitlines`, but not for JSON."""
    question = "How\u2028long\x85?"
    path = written(tmp_path, json.dumps({**GOOD, "question": question}, ensure_ascii=False))

    assert [case.question for case in read_cases(path)] == [question]


@given(st.text(min_size=1).filter(lambda t: t.strip() and "\ud800" not in t))
def test_any_question_survives_the_file(question: str) -> None:
    case = Case.model_validate({**GOOD, "question": question})
    line = case.model_dump_json()

    assert Case.model_validate_json(line) == case
    assert len(line.split("\n")) == 1
