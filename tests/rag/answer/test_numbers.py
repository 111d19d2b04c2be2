"""What digits mean, and where one number ends and another begins."""

from decimal import Decimal

import pytest

from rag.answer.facts import facts
from rag.answer.verify import WordVerifier
from rag.reply import Verdict


def verdict(claim: str, *evidence: str) -> Verdict:
    (checked,) = WordVerifier().check([(claim, evidence)])
    return checked.verdict


ROW = ("Kind 2025 2024 2023", "Near miss 146 121 98")


def test_cells_of_a_table_are_not_one_number() -> None:
    """Read as 146,121, a row would bear out a figure that is nowhere."""
    assert verdict("There were 146,121 reports of a near miss.", *ROW) is Verdict.UNSUPPORTED
    assert verdict("There were 146 near miss reports.", *ROW) is Verdict.SUPPORTED
    assert verdict("There were 146 121 near miss reports.", "Near miss 98") is Verdict.UNSUPPORTED


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2009", "\u2007"])
def test_a_space_that_does_not_break_groups_digits(space: str) -> None:
    there = f"The ferry carried 146{space}121 passengers."
    assert verdict("The ferry carried 146,121 passengers.", there) is Verdict.SUPPORTED
    assert verdict("The ferry carried some 146 passengers.", there) is Verdict.UNSUPPORTED
    assert facts(f"1{space}2024").numbers[0].values == {Decimal(1)}


def test_a_claim_may_group_by_plain_spaces_what_the_evidence_joins() -> None:
    there = "The ferry carried 146,121 passengers in the year."
    assert verdict("In the year, the ferry carried 146 121 passengers.", there) is Verdict.SUPPORTED


@pytest.mark.parametrize("text", ["1 2024", "020 7946 0123", "12 345 6789"])
def test_digits_that_are_no_groups_of_three_stay_apart(text: str) -> None:
    assert [number.shown for number in facts(text).numbers] == text.split()


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("5 per cent", "5%"),
        ("5 percent", "five per cent"),
        ("twenty-four", "24"),
        ("vierundzwanzig", "24"),
        ("½", "0.5"),
        ("2½", "2.5"),
        ("€3.5m", "3.5 million euros"),
        ("EUR 3.70", "€3.70"),
    ],
)
def test_the_same_amount_is_the_same_however_it_is_written(one: str, two: str) -> None:
    first, second = facts(one).numbers[0], facts(two).numbers[0]
    assert (first.values, first.unit) == (second.values, second.unit)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The low was 5 degrees in the harbour.", "In the harbour, the low was minus 5 degrees."),
        ("The low was 5 °C in the harbour.", "In the harbour the low was -5 °C."),
        ("The low was 5 degrees.", "The low was 5 degrees below zero."),
        ("The low was -5 °C in the harbour.", "In the harbour the low was 5 °C."),
        ("Support fell by 5 percent.", "Support fell by 5 percentage points."),
        ("The new pump runs firmware 2.1.", "The new pump of 2024 runs firmware 2.10."),
        ("The pump has module 2.1.10 now.", "The pump now has module 21.1.0."),
        ("The fee for dogs is 10 euros.", "For dogs, the fee is between 10 and 20 euros."),
        ("The fee for bikes is EUR 3.70.", "Bikes: fee 3.70 (all in USD)"),
        ("The last boat leaves at 4:45 am.", "The last boat: leaves at 4:45 pm."),
        ("The last boat leaves at 4:45 am.", "The last boat: leaves at 16:45."),
    ],
)
def test_a_figure_that_is_another_one_is_not_there(claim: str, evidence: str) -> None:
    assert verdict(claim, evidence) is Verdict.UNSUPPORTED


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The low was -5 °C in the harbour.", "In the harbour the low was 5 °C below zero."),
        ("The result of the year is a loss of 5 million.", "Result of the year: -5 million"),
        ("Support fell by 5 percentage points.", "By 5 percentage points support fell."),
        ("The fee is at least 10 euros for dogs.", "For dogs, the fee is between 10 and 20 euros."),
        ("A bicycle costs EUR 3.70 on the ferry.", "Ferry fares: bicycle 3.70, costs for each"),
        ("The last boat leaves at 16:45.", "The last boat: it leaves at 4:45 pm."),
        ("It drew 3.5 million visitors.", "Visitors: it drew 3.5m"),
        ("The crew has twenty-four people.", "Crew: it has 24 people"),
        ("The pump runs firmware 2.10.", "Firmware 2.10: runs on the pump."),
    ],
)
def test_a_figure_said_otherwise_is_there(claim: str, evidence: str) -> None:
    assert verdict(claim, evidence) is Verdict.SUPPORTED
