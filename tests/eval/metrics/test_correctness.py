import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.correctness import normalise, token_f1


@pytest.mark.parametrize(
    ("answer", "gold", "f1"),
    [
        ("The warranty lasts 24 months.", "24 months", 2 * 2 / (4 + 2)),
        ("24 months", "24 Months!", 1.0),
        ("a cat, a cat", "the cat", 2 * 1 / (2 + 1)),
        ("", "24 months", 0.0),
        ("the", "a", 1.0),
        ("保証は24か月", "保証は 24 か月。", 1.0),
    ],
)
def test_f1_by_hand(answer: str, gold: str, f1: float) -> None:
    assert token_f1(answer, gold) == pytest.approx(f1)


@given(st.text(), st.text())
def test_f1_is_symmetric_and_within_its_range(one: str, other: str) -> None:
    assert 0 <= token_f1(one, other) <= 1
    assert token_f1(one, other) == token_f1(other, one)
    assert token_f1(one, one) == 1


def test_an_article_inside_a_word_stays() -> None:
    assert normalise("The theatre, an anthem") == ["theatre", "anthem"]
