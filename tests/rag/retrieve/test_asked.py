"""What a question is searched by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.asked import run_together, spelt_out


@pytest.mark.parametrize(
    ("question", "added"),
    [
        ("What was capex in FY18?", "2018"),
        ("capex of fy2018", "2018"),
        ("FY '97 sales against FY98", "1997 1998"),
        ("fiscal year 2022 sales", ""),
        ("the fiscal 22 budget", "2022"),
        ("What is FY?", ""),
        ("STUFFY18 hats", ""),
    ],
)
def test_years_are_written_out(question: str, added: str) -> None:
    assert spelt_out(question) == f"{question} {added}".strip()


def test_words_that_a_file_s_name_may_run_together_are_tried_so() -> None:
    together = run_together("Did Northern Light Ships pay?").split()

    assert {"Northern", "NorthernLight", "NorthernLightShips", "LightShips"} <= set(together)


def test_small_words_are_not_taken_for_names() -> None:
    """In a small collection few names hold them, and each would count like a name."""
    assert run_together("What is the cost of the Sun and the Moon?") == "cost Sun Moon"


@given(st.text(max_size=200))
def test_the_question_s_own_words_stay_and_come_first(question: str) -> None:
    assert spelt_out(question).startswith(question)
