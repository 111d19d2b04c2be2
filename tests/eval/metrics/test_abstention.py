import asyncio
from dataclasses import replace

from eval.ask import Manner
from eval.cases import Case
from eval.run import Run, run
from eval.testing import Desk
from rag.reply import Policy


def value(result: Run, name: str) -> float | None:
    return next(one.value for one in result.measured if one.metric.name == name)


def test_both_halves_count_the_same(cases: list[Case], desk: Desk) -> None:
    """Four answerable questions answered, one of two unanswerable ones abstained from."""
    result = asyncio.run(run(cases, subject=desk))

    assert value(result, "answered_when_answerable") == 1
    assert value(result, "abstained_when_unanswerable") == 0.5
    assert value(result, "abstention_accuracy") == 0.75
    assert value(result, "answer_rate") == 5 / 6


def test_never_answering_is_no_better_than_chance(cases: list[Case], desk: Desk) -> None:
    result = asyncio.run(run(cases, subject=desk, manner=Manner(policy=Policy.STRICT)))

    assert value(result, "abstention_accuracy") == 0.5
    assert value(result, "token_f1") == 0
    assert value(result, "hallucination_rate") is None


def test_one_sort_of_question_alone_gives_no_accuracy(cases: list[Case], desk: Desk) -> None:
    result = asyncio.run(run(cases[:4], subject=replace(desk)))

    assert value(result, "abstention_accuracy") is None
