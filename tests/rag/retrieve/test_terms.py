"""What a question implies."""

import tomllib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import rag.retrieve.terms
from rag.retrieve.terms import implied

FILE = Path(rag.retrieve.terms.__file__).with_name("terms.toml")
TERMS = tomllib.loads(FILE.read_text(encoding="utf-8"))


def test_a_measure_is_searched_for_by_the_lines_that_it_is_computed_from() -> None:
    words = implied("What is the quick ratio of the co-operative?").split()

    assert {"receivables", "inventories", "balance", "liabilities"} <= set(words)


def test_the_longest_term_decides() -> None:
    """A cash flow conversion is no conversion of anything else, and says its statement once."""
    words = implied("Cash conversion cycle in 2024?").split()

    assert "payable" in words
    assert "purchases" not in words
    assert len(words) == len(set(words))


def test_a_term_is_a_whole_word_however_it_is_written() -> None:
    assert implied("CAPEX?") == implied("capex?")
    assert implied("working-capital?") == implied("Working capital?")
    assert implied("Where did the escapexpert go?") == ""
    assert implied("The depicts?") == ""


def test_what_the_question_says_itself_is_not_said_again() -> None:
    assert "gross" not in implied("What is the gross profit?").split()


def test_a_question_of_anything_else_implies_nothing() -> None:
    for question in ("Who pays for the ferry?", "What is the notice period?", "料金はいくらですか"):
        assert implied(question) == ""


def test_every_term_of_the_file_implies_something_in_lower_case() -> None:
    for term in TERMS["term"]:
        for said in term["asked"]:
            assert said == said.casefold()
            assert implied(f"What about the {said} here?"), said


@given(st.text())
def test_any_text_may_be_asked(text: str) -> None:
    assert implied(text) == " ".join(implied(text).split())
