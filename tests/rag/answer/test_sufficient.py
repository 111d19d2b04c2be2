"""What a question names, and whether it is there."""

import pytest

from rag.answer.sufficient import missing, named, wants_figure


@pytest.mark.parametrize("year", ["FY2018", "FY18", "FY 2018", "FY'18", "FY2018Q1"])
def test_a_fiscal_year_is_the_year(year: str) -> None:
    """Analysts write FY18; reports write 2018, or fiscal 2018."""
    assert named(f"What is the {year} capex of Halm Foods?") == ["Halm", "Foods", "2018"]


def test_currencies_quarters_and_possessives_name_nothing_more() -> None:
    assert named("How much (in USD millions) did Halm's sales reach in Q4?") == ["Halm"]


def test_a_short_form_that_the_question_explains_need_not_be_in_a_document() -> None:
    assert named("What is the cash conversion cycle (CCC) of Halm? CCC is days.") == ["Halm"]


def test_what_is_named_and_not_there_is_missing() -> None:
    assert missing(["Halm", "2018"], "HALM FOODS annual report 2019") == ["2018"]


def test_a_question_for_a_figure_is_known() -> None:
    assert wants_figure("How many ferries sailed?")
    assert not wants_figure("Why did the ferry stop?")
