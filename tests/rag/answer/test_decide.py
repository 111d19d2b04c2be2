"""How sure an answer may be."""

import pytest

from rag.answer.decide import UNANSWERED, confidence
from rag.reply import Claim, Verdict


def sure(question: str, text: str) -> float:
    claim = Claim(text, 0, len(text), Verdict.SUPPORTED, 0.99, (1,), "")
    return confidence([claim], 0.9, question=question)


@pytest.mark.parametrize(
    ("question", "with_it", "without"),
    [
        ("How many boats are there?", "There are 4 boats.", "There are boats."),
        ("When is the office open?", "It opens on Monday.", "It has a door."),
        ("What is the phone number?", "Ring 0199 555 010.", "Ring 4 times."),
    ],
)
def test_an_answer_without_the_figure_asked_for_is_half_sure_at_most(
    question: str, with_it: str, without: str
) -> None:
    assert sure(question, with_it) > UNANSWERED
    assert sure(question, without) == UNANSWERED


def test_no_claims_are_no_confidence() -> None:
    assert confidence([], 0.9) == 0.0
    assert sure("Who is the captain?", "Mara Holt is.") > UNANSWERED
