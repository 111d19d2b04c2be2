"""What is compared, and a question for each side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.sides import sides
from rag.retrieve.split import MOST

WORDS = [
    "compare",
    "between",
    "and",
    "or",
    "than",
    "of",
    ",",
    "the",
    "A",
    "B",
    "2023",
    "is",
    "more",
]


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        (
            "Compare the notice periods of Alder and Birch.",
            ["the notice periods of Alder", "the notice periods of Birch"],
        ),
        (
            "Compare the notice periods of the lease and the contract",
            ["the notice periods of the lease", "the notice periods of the contract"],
        ),
        (
            "Compare the annual report of 2025 and the budget",
            ["the annual report of 2025", "the budget"],
        ),
        (
            "Compare the price of diesel with that of gas in terms of tax",
            ["the price of diesel in terms of tax", "the price of gas in terms of tax"],
        ),
        (
            "What is the difference between the policy of 2023 and that of 2025?",
            ["the policy of 2023", "the policy of 2025"],
        ),
        (
            "What is the difference between states and phases of matter?",
            ["states of matter", "phases of matter"],
        ),
        (
            "What are the differences in pay between nurses and cooks?",
            ["in pay nurses", "in pay cooks"],
        ),
        (
            "How did revenue in Bonn change between 2022 and 2023?",
            ["revenue in Bonn change 2022", "revenue in Bonn change 2023"],
        ),
        (
            "How did revenue change from 2022 to 2023?",
            ["revenue change 2022", "revenue change 2023"],
        ),
        (
            "How does the policy of 2023 differ from that of 2025?",
            ["the policy of 2023", "the policy of 2025"],
        ),
        ("Is Alder larger than Birch?", ["Alder larger", "Birch larger"]),
        ("Which of Alder and Birch is older?", ["Alder is older", "Birch is older"]),
        (
            "Was more spent on rent or on wages in 2024?",
            ["Was more spent on rent in 2024", "Was more spent on wages in 2024"],
        ),
        (
            "Which department had more staff, catering or terminals?",
            [
                "Which department had more staff catering",
                "Which department had more staff terminals",
            ],
        ),
        ("Lease A versus lease B", ["Lease A", "lease B"]),
        ("Compare Alder, Birch and Cedar", ["Alder", "Birch", "Cedar"]),
        (
            "Vergleiche die Fristen von Alder und Birke",
            ["die Fristen von Alder", "die Fristen von Birke"],
        ),
        ("¿Cuál es la diferencia entre Alder y Abedul?", ["Alder", "Abedul"]),
        ("Quelle est la différence entre Aulne et Bouleau ?", ["Aulne", "Bouleau"]),
        ("比较甲方和乙方的义务", ["甲方 义务", "乙方 义务"]),
        ("甲案と乙案の違いは何ですか", ["甲案", "乙案"]),
    ],
)
def test_each_side_is_searched_with_what_both_share(question: str, searched: list[str]) -> None:
    assert [side.question for side in sides(question)] == searched


@pytest.mark.parametrize(
    "question",
    [
        "Compare the two leases.",
        "How long is the road from Bonn to Kiel?",
        "Compare Alder and Alder",
        "",
    ],
)
def test_where_the_sides_cannot_be_told_there_are_none(question: str) -> None:
    assert sides(question) == ()


def test_a_side_is_called_by_its_own_name() -> None:
    found = sides("Which plug is stronger, that of Norby or that of Sund?")

    assert [side.name for side in found] == ["Norby", "Sund"]


@given(st.text() | st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_any_text_has_no_sides_or_two_to_four_that_differ(text: str) -> None:
    found = sides(text)

    assert not found or 2 <= len(found) <= MOST
    assert len({side.question for side in found}) == len(found)
