import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from eval.cases import Case
from eval.gate import Gate, breaches, read_gate
from eval.run import run
from eval.testing import Desk
from rag.errors import InputError
from rag.reply import Answer

SHIPPED = Path(__file__).parents[2] / "data/baselines/gate.toml"


def broken(cases: list[Case], desk: Desk, gate: Gate) -> dict[str, tuple[str, tuple[str, ...]]]:
    measured = asyncio.run(run(cases, subject=desk)).measured
    return {found.metric: (found.problem, found.cases) for found in breaches(measured, gate)}


def test_what_keeps_every_limit_passes(cases: list[Case], desk: Desk) -> None:
    assert broken(cases, desk, read_gate(SHIPPED)) == {}


def test_a_fall_below_a_floor_names_number_and_cases(cases: list[Case], desk: Desk) -> None:
    gate = Gate(coverage=0.99, floors={"abstention_accuracy": 0.8})

    found = broken(cases, desk, gate)

    assert found == {"abstention_accuracy": ("0.750 is below the floor of 0.800", ("trap",))}


def test_one_invented_citation_is_too_many(cases: list[Case], desk: Desk) -> None:
    def tamper(answer: Answer) -> Answer:
        return replace(answer, text=answer.text + ("[9]" if "weighs" in answer.question else ""))

    found = broken(cases, replace(desk, tamper=tamper), read_gate(SHIPPED))

    assert found["invented_citations"][1] == ("weight",)
    assert len(found) == 1


def test_answers_that_miss_the_gold_are_too_many(cases: list[Case], desk: Desk) -> None:
    wrong = [
        case.model_copy(update={"answer": "ninety tons"} if case.answer else {}) for case in cases
    ]

    found = broken(wrong, desk, read_gate(SHIPPED))

    assert found["gold_in_answer"][1] == ("weight",)


def test_failed_cases_break_the_coverage_and_are_named(cases: list[Case], desk: Desk) -> None:
    """Leaving out what failed must never make a release look better."""
    desk = replace(desk, broken=frozenset({cases[5].question}))
    gate = Gate(coverage=0.99, floors={"answer_rate": 0.1})

    found = broken(cases, desk, gate)

    problem = "only 0.833 of the cases were scored, 0.990 are needed"
    assert found == {"answer_rate": (problem, ("trap",))}


def test_nothing_scored_is_a_breach(cases: list[Case], desk: Desk) -> None:
    desk = replace(desk, broken=frozenset(case.question for case in cases))

    found = broken(cases, desk, Gate(coverage=0.5, ceilings={"invented_citations": 0}))

    assert found["invented_citations"][0] == "no case was scored"
    assert len(found["invented_citations"][1]) == 6


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[floors]\nquote_exactness = 1", "coverage: Field required"),
        ("coverage = 0\n[floors]\nquote_exactness = 1", "coverage: "),
        ("coverage = 0.9", "it names no measure"),
        ("coverage = 0.9\n[floors]\nbeauty = 1", "beauty is no measure"),
        ("coverage = 0.9\n[floors]\nquote_exactness = 0", "the floor of quote_exactness is 0"),
        ("coverage = 0.9\n[ceilings]\nanswer_rate = 1.0", "the ceiling of answer_rate is 1"),
        ("coverage = 0.9\n[floors]\nquote_exactness = 98", "less than or equal to 1"),
        ("coverage = 0.9\nfloor = 1", "floor: Extra inputs"),
        ("coverage = ", "cannot be read"),
    ],
)
def test_a_gate_that_could_not_close_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "gate.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(InputError, match=problem):
        read_gate(path)


def test_no_gate_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_gate(tmp_path / "gate.toml")
