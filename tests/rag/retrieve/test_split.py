"""Questions with several parts, and those that only look like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.split import MOST, likewise, split

WORDS = ["who", "and", "when", "?", "the", "fee", "in", "is", ",", "it", "und"]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "What is the deposit, and when is it returned?",
            ("What is the deposit?", "when is it returned? (deposit)"),
        ),
        (
            "What is the deposit? When is it returned?",
            ("What is the deposit?", "When is it returned? (deposit)"),
        ),
        (
            "Who found the broken wire and how deep a groove condemns a sheave?",
            ("Who found the broken wire?", "how deep a groove condemns a sheave?"),
        ),
        (
            "Within how many days are claims due under the policy of 2023, and under that of 2025?",
            (
                "Within how many days are claims due under the policy of 2023?",
                "Within how many days are claims due under the policy of 2025?",
            ),
        ),
        (
            "What is the fee in Bonn and in Kiel?",
            ("What is the fee in Bonn?", "What is the fee in Kiel?"),
        ),
        (
            "Wie hoch ist die Kaution und wann wird sie zurückgezahlt?",
            ("Wie hoch ist die Kaution?", "wann wird sie zurückgezahlt? (hoch Kaution)"),
        ),
        (
            "保証金はいくらですか？いつ返されますか？",
            ("保証金はいくらですか？", "いつ返されますか？"),
        ),
    ],
)
def test_each_part_stands_on_its_own(question: str, parts: tuple[str, ...]) -> None:
    assert split(question) == parts


@pytest.mark.parametrize(
    ("question", "second"),
    [
        ("¿Cuánto es la fianza y cuándo se devuelve?", "cuándo se devuelve"),
        ("Quel est le dépôt et quand est-il rendu ?", "quand est-il rendu"),
        ("Tell me the rent and how often it rises.", "how often it rises"),
    ],
)
def test_the_second_part_knows_what_the_first_was_about(question: str, second: str) -> None:
    _, part = split(question)

    assert part.startswith(second)
    assert part.endswith(")")


@pytest.mark.parametrize(
    "question",
    [
        "What does research and development cost?",
        "When and where was it signed?",
        "Who signed it and when?",
        "Who are the people who work in Bonn and who live in Berlin?",
        "What happens if and when the tenant leaves?",
        "What did the company say about how and why profits fell?",
        "What sank and was raised in 2023?",
        "Which ships and which yards are named?",
        "I bought a pump. When is the warranty over?",
        "List the fees, dates and places.",
        "What is the rent and the deposit?",
        "a? b? c? d? e? f?",
        "When is it due? (deposit lease)",
        "",
    ],
)
def test_what_may_be_one_question_is_left_whole(question: str) -> None:
    assert split(question) == (question,)


@given(st.text() | st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_any_text_is_itself_or_two_to_four_parts(text: str) -> None:
    parts = split(text)

    assert parts == (text,) or 2 <= len(parts) <= MOST
    assert parts == (text,) or all(part.strip() for part in parts)


def test_that_is_made_what_it_stands_for() -> None:
    assert likewise("the policy of 2023", "that of 2025") == "the policy of 2025"
    assert likewise("the policy", "that of 2025") == "that of 2025"
    assert likewise("the policy of 2023", "the lease") == "the lease"
