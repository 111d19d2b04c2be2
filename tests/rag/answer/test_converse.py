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


def talk(*turns: str) -> list[Message]:
    return [Message("assistant" if n % 2 else "user", turn) for n, turn in enumerate(turns)]


@pytest.mark.parametrize(
    ("before", "question", "carried", "dropped"),
    [
        ("What was the revenue of Acme in 2022?", "And in 2023?", "revenue Acme", "2022"),
        ("What was the revenue of Acme in 2022?", "And the margin?", "revenue Acme 2022", ""),
        ("What was the revenue of Acme in 2022?", "And of Lunde?", "revenue 2022", "Acme"),
        ("Wie hoch war der Umsatz der Lunde GmbH 2022?", "Und 2023?", "Umsatz Lunde GmbH", "2022"),
        ("Wie lange gilt die Garantie der X200?", "Und für die X300?", "Garantie", "X200"),
        ("Wo liegt der Vertrag der Werft?", "Wann wurde er geschlossen?", "Vertrag", ""),
        ("2022年の売上はいくらですか", "2023年は?", "売上", "2022"),
        ("バッテリーの保証期間は", "それは延長できますか", "バッテリー 保証期間", ""),
        ("X200的保修期是多久?", "那X300呢?", "保修期", "X200"),
        ("X200的保修期是多久?", "它包括电池吗?", "X200 保修期", ""),
        ("¿Cuál fue el ingreso de Acme en 2022?", "¿Y en 2023?", "ingreso Acme", "2022"),
        ("¿Qué garantía tiene el compresor?", "¿Cubre ella las pilas viejas?", "garantía", ""),
        ("Quelle est la garantie du compresseur ?", "Et en hiver ?", "garantie compresseur", ""),
        ("Quelle est la garantie du compresseur ?", "Couvre-t-elle les piles ?", "garantie", ""),
        ("보증 기간은 얼마입니까?", "배터리는요?", "보증", ""),
    ],
)
def test_follow_ups_in_many_languages_keep_their_subject(
    before: str, question: str, carried: str, dropped: str
) -> None:
    alone = standalone(question, talk(before, "…"))

    assert alone.startswith(question)
    assert set(carried.split()) <= set(alone.removeprefix(question).strip(" ()").split())
    assert not dropped or dropped not in alone


def test_a_person_is_whom_the_last_reply_names() -> None:
    history = talk("Who wrote the safety report?", "Anna Berg wrote it, says Port Astrid [1].")

    assert "Anna Berg" in standalone("When did she join?", history)
    assert "Anna" not in standalone("When did Carl Moss join?", history)
    assert "Anna" not in standalone("How long is it?", history)


def test_the_turn_before_the_last_is_reached_through_a_chain() -> None:
    history = talk("What did Acme earn in 2021?", "3 million.", "And in 2022?", "4 million.")

    assert "Acme" in standalone("And in 2023?", history)
    assert "2021" not in standalone("And in 2023?", history)


def test_a_long_question_that_says_what_it_is_about_is_left_as_it_is() -> None:
    question = "Does the lease of the Harbour Street office say that pets are allowed?"

    assert standalone(question, ASKED) == question
