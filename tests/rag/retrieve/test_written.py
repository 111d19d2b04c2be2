"""What a question says, as pages may write it otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.abbreviations import WRITTEN
from rag.retrieve.figures import sums
from rag.retrieve.written import forms, plain


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("sales in Q2", ["second quarter Q2"]),
        ("sales in 2Q22", ["second quarter Q2 2022"]),
        ("sales in FY2023Q1", ["first quarter Q1"]),
        ("sales in the third quarter", ["third quarter Q3"]),
        ("sales in H1 2023", ["first half H1"]),
        ("the H4 road", []),
        ("EQ2 and IQ4", []),
        ("opex of the year", ["operating expenses"]),
        ("Operating expense", []),
        ("operating expenses", ["OPEX"]),
        ("A/P and MD&A", ["accounts payable", "management s discussion analysis"]),
        ("the 10-K", ["annual report"]),
        ("the annual report", ["10-K"]),
        ("ROIs", ["return investment"]),
        ("how far are we", []),
        ("Wie war das AR?", ["accounts receivable"]),
        ("nothing here", []),
    ],
)
def test_what_is_shortened_is_written_out_and_the_other_way_round(
    question: str, other: list[str]
) -> None:
    assert [form.other for form in forms(question)] == other


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("$1.2bn", ["1.2 billion", "1200 million", "1200000 thousand"]),
        ("1.2 billion", ["1.2 billion", "1200 million", "1200000 thousand"]),
        ("1,200 million", ["1200 million", "1.2 billion", "1200000 thousand"]),
        ("€3m", ["3 million", "3000 thousand"]),
        ("a cable of 3 m", []),
        ("3 km", []),
        ("12 items", []),
        ("$5", []),
    ],
)
def test_sums_of_money_are_written_in_every_unit(question: str, other: list[str]) -> None:
    assert [written for _, written in sums(question)] == other


def test_every_short_form_of_the_table_is_read_as_it_is_written() -> None:
    for short, written in WRITTEN.items():
        assert plain(written) in [form.other for form in forms(f"the {short} of it")], short


@given(st.text(max_size=200) | st.from_regex(r"(\$?[0-9,.]{1,12} ?(bn|m|million)? ?){1,4}"))
def test_any_question_has_few_and_short_other_forms(question: str) -> None:
    for form in forms(question):
        assert form.said
        assert 0 < len(form.other) < 80
