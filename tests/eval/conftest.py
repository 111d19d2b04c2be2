"""A collection of two documents, and six questions about it."""

import pytest

from eval.cases import Case, Evidence, Turn
from eval.testing import Desk, open_desk

MANUAL = (
    "Harbour Pumps manual.\nThe pump weighs forty kilograms.",
    "The warranty lasts twenty four months.\nSpare parts ship from Lisbon.",
)
POLICY = ("Travel policy.\nEmployees book trains through the travel desk.",)


@pytest.fixture
def desk() -> Desk:
    return open_desk({"manual.pdf": MANUAL, "policies/travel.md": POLICY})


@pytest.fixture
def cases() -> list[Case]:
    def case(name: str, question: str, *evidence: Evidence, **more: object) -> Case:
        fields = {"id": name, "question": question, "evidence": evidence, **more}
        return Case.model_validate(fields)

    weight = Evidence(path="manual.pdf", page=1, text="forty kilograms")
    warranty = Evidence(path="manual.pdf", page=2, text="twenty four months")
    travel = Evidence(path="policies/travel.md", page=1, text="the travel desk")
    return [
        case("weight", "What does the pump weighs, kilograms?", weight, answer="forty kilograms"),
        case("warranty", "How many months does the warranty last?", warranty, kind="table"),
        case("travel", "Who should employees book trains through?", travel),
        case(
            "parts",
            "And where do spare parts ship from?",
            warranty,
            kind="follow-up",
            history=(Turn(role="user", content="Tell me of the pump."),),
        ),
        case("colour", "Which colour is the sky?", answerable=False, kind="unanswerable"),
        case(
            "trap", "Do employees own the warranty months?", answerable=False, kind="unanswerable"
        ),
    ]
