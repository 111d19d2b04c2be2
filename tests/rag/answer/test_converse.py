"""Follow-ups stand on their own for the search."""

import pytest

from rag.answer.converse import standalone
from rag.ports import Message

ASKED = [
    Message("user", "How long is the warranty of the AquaPure X200?"),
    Message("assistant", "Two years."),
]


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("Does it cover batteries?", "Does it cover batteries? (long warranty AquaPure X200)"),
        ("And of the X300?", "And of the X300? (long warranty)"),
        (
            "Who founded Brindlemoor Kitchens in Sella?",
            "Who founded Brindlemoor Kitchens in Sella?",
        ),
    ],
)
def test_only_what_a_question_leans_on_is_carried(question: str, alone: str) -> None:
    assert standalone(question, ASKED) == alone


def test_a_chain_of_follow_ups_keeps_its_subject() -> None:
    history = [*ASKED, Message("user", "Does it cover batteries?"), Message("assistant", "No.")]
    assert "X200" in standalone("And what about them in winter?", history)


def test_without_history_nothing_changes_and_the_models_words_are_not_carried() -> None:
    assert standalone("Does it cover batteries?", []) == "Does it cover batteries?"
    only = [Message("assistant", "Ask me about Zanzibar.")]
    assert standalone("Does it cover batteries?", only) == "Does it cover batteries?"
