"""Pages of figures, where a figure is asked for."""

from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.tabled import WORTH, figures_first, is_full
from rag.retrieve.terms import asks_for_figures
from rag.types import Passage, Source

SOURCE = Source("doc_1", "v" * 64, "Report", "report.pdf")
TALK = "Capital spending rose since two ferries were ordered, as the board had agreed in 2024."
TABLE = "Additions to plant 1,240 980\nProceeds 12 40\nInvesting activities (1,228) (940)"


def members(*texts: str) -> dict[tuple[str, int], list[tuple[Passage, float | None]]]:
    passages = (Passage(SOURCE, 100 * place, text, 1, 1) for place, text in enumerate(texts))
    return {("doc_1", place): [(one, None)] for place, one in enumerate(passages)}


def test_the_page_of_figures_comes_before_the_page_that_talks_of_them() -> None:
    parts = [(("doc_1", 0), 0.020), (("doc_1", 1), 0.018)]

    found = figures_first(parts, members(TALK, TABLE))

    assert found == [(("doc_1", 1), 0.018 + WORTH), (("doc_1", 0), 0.020)]


def test_a_page_that_is_found_far_better_stays_first() -> None:
    parts = [(("doc_1", 0), 0.030), (("doc_1", 1), 0.018)]

    assert [part for part, _ in figures_first(parts, members(TALK, TABLE))] == [
        ("doc_1", 0),
        ("doc_1", 1),
    ]


def test_a_question_asks_for_figures_where_a_statement_has_them() -> None:
    assert asks_for_figures("What was the Working Capital at year end?")
    assert not asks_for_figures("Which lawsuits are pending?")
    assert not asks_for_figures("Who is the captain?")


@given(st.lists(st.text()))
def test_any_text_is_full_of_figures_or_not(texts: list[str]) -> None:
    assert is_full(texts) == is_full([" ".join(texts)])
    assert not is_full([])
