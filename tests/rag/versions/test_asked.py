"""Whether a question is about an older version, or about what holds now."""

import pytest

from rag.types import Source
from rag.versions.asked import asks_for, asks_for_no_other
from rag.versions.families import Edition
from rag.versions.marks import of_path


def edition(path: str) -> Edition:
    return Edition(Source("d", "v", "", path), of_path(path))


OLD, NEW = edition("garden-rules-2023.md"), edition("garden-rules-2025.md")
FIRST, SECOND = edition("notice-2025-10-06.md"), edition("notice-2025-10-20.md")
V2, V3 = edition("manual v2.md"), edition("manual v3.md")


@pytest.mark.parametrize(
    "question",
    [
        "What was the fee in 2023?",
        "What was the fee in 2024, when the rules of 2023 still held?",
        "What was the fee on 3 March 2024?",
        "How was the fee changed?",
        "What is the difference between the rules?",
        "Compare the fees.",
        "What was the previous fee?",
        "What did the old rules say of dogs?",
        "What does garden-rules-2023.md say?",
        "Wie hoch war der Beitrag nach der bisherigen Ordnung?",
        "¿Cuánto costaba antes?",
    ],
)
def test_a_time_before_the_newer_one_a_change_and_the_past_are_asked_of_the_older(
    question: str,
) -> None:
    assert asks_for(question, OLD, NEW)


@pytest.mark.parametrize(
    "question",
    [
        "What is the fee?",
        "What is the fee in 2025?",
        "What is the fee in 2026?",
        "How many days before leaving must the tools be back?",
        "May children under 12 years old use the shed?",
        "Can a booking be changed?",
        "Which rules hold on 1 January?",
        "What are the fees of the 2025 rules?",
    ],
)
def test_all_else_is_asked_of_the_newest(question: str) -> None:
    """Every word here that could be taken for the past, "before" say, is of today as well."""
    assert not asks_for(question, OLD, NEW)


def test_a_day_tells_two_versions_of_one_year_apart() -> None:
    assert asks_for("What did the notice of 6 October 2025 say?", FIRST, SECOND)
    assert asks_for("What did the notice of 6 October say?", FIRST, SECOND)
    assert not asks_for("What did the notice of 20 October 2025 say?", FIRST, SECOND)
    assert not asks_for("When does the boat leave in the winter of 2025/2026?", FIRST, SECOND)


def test_a_number_names_its_version() -> None:
    assert asks_for("What does version 2 say?", V2, V3)
    assert not asks_for("What does version 3 say?", V2, V3)


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("What was the fee in 2023?", True),
        ("What was the fee on 3 March 2024?", True),
        ("What is the fee by the rules of 2023, and by those of 2025?", False),
        ("How was the fee changed from 2023 on?", False),
        ("What was the previous fee?", False),
    ],
)
def test_a_question_is_about_the_older_version_alone_where_all_its_times_are_before(
    question: str,
    alone: bool,  # noqa: FBT001 -- a row of a table
) -> None:
    assert asks_for_no_other(question, OLD, NEW) is alone


DRAFT, FINAL = edition("contract-draft.md"), edition("contract-final.md")


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("What is the notice period in the draft contract?", True),
        ("What is the notice period in the draft and in the final contract?", False),
        ("What changed since the draft of the contract?", False),
        ("What is the notice period?", False),
    ],
)
def test_a_stage_names_its_version(
    question: str,
    alone: bool,  # noqa: FBT001 -- a row of a table
) -> None:
    assert asks_for_no_other(question, DRAFT, FINAL) is alone
    assert asks_for(question, DRAFT, FINAL) is (alone or "changed" in question)


def test_a_number_alone_asks_for_its_version_alone() -> None:
    assert asks_for_no_other("How heavy is it in notes v2?", V2, V3)
    assert not asks_for_no_other("How heavy is it in v2 and in v3?", V2, V3)
