import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.correctness import holds_gold, normalise, token_f1


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


@pytest.mark.parametrize(
    ("answer", "gold", "held"),
    [
        ("It lasts 24 months.", "24 months", True),
        ("It lasts 240 months.", "24 months", False),
        ("Of 3918 valid votes 2704 were for it.", "2,704 of 3,918 valid votes", True),
        ("Of 3,918 valid votes most were for it.", "2,704 of 3,918 valid votes", False),
        ("In 2.5 hours.", "25 hours", False),
        ("It costs 38, since March 46.", "EUR 38, then EUR 46", True),
        ("The travel desk books trains.", "the travel desk", True),
        ("Staff book trains.", "through the travel desk", False),
        ("保証は24か月です", "24か月", True),
        ("", "yes", False),
    ],
)
def test_whether_an_answer_holds_the_gold_by_hand(answer: str, gold: str, *, held: bool) -> None:
    assert holds_gold(answer, gold) is held


@given(st.text(), st.text())
def test_whatever_quotes_the_gold_holds_it(gold: str, more: str) -> None:
    assert holds_gold(gold, gold)
    assert holds_gold(f"{gold} ; {more}", gold)


@given(st.text(), st.text())
def test_f1_is_symmetric_and_within_its_range(one: str, other: str) -> None:
    assert 0 <= token_f1(one, other) <= 1
    assert token_f1(one, other) == token_f1(other, one)
    assert token_f1(one, one) == 1


def test_an_article_inside_a_word_stays() -> None:
    assert normalise("The theatre, an anthem") == ["theatre", "anthem"]
