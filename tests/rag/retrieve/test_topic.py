"""What a list, a count or a summary is of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.common import content
from rag.retrieve.kinds import Kind, kind_of
from rag.retrieve.topic import topic


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("List all documents that mention asbestos.", "asbestos."),
        ("How many of the contracts mention an audit?", "an audit?"),
        ("In which documents is the pump named?", "the pump?"),
        ("How many suppliers are there?", "suppliers?"),
        ("Name every ship", "ship"),
        ("What is the staff handbook about?", "staff handbook?"),
        ("Fasse den Reisebericht zusammen", "Reisebericht"),
        ("¿Cuántos contratos mencionan una multa?", "una multa?"),
        ("Quels documents mentionnent l'amiante ?", "l'amiante ?"),
        ("列出所有供应商", "供应商"),
        ("哪些文件提到供应商?", "供应商?"),
        ("どの文書が冷却水に言及していますか", "冷却水"),
        ("How many of them mention the crane?", "crane?"),
        ("How long is the warranty?", "How long is the warranty?"),
        ("List all.", "List all."),
    ],
)
def test_the_words_that_only_ask_are_left_out(question: str, about: str) -> None:
    assert topic(question, kind_of(question)) == about


@given(st.text(), st.sampled_from(Kind))
def test_no_text_is_left_with_no_words_of_its_own(text: str, kind: Kind) -> None:
    """An empty topic would match everything."""
    found = topic(text, kind)

    assert found == text or content(found)
