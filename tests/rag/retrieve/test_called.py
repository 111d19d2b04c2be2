"""Words of a question that may be of a document's name."""

from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.asked import run_together
from rag.retrieve.called import called


def test_of_several_years_the_latest_names_the_document() -> None:
    words = called("How did Heron Line do in 2023 against 2022 and 2021?").split()

    assert "2023" in words
    assert not {"2022", "2021"} & set(words)


def test_one_year_is_kept_and_other_numbers_are() -> None:
    assert "2022" in called("Deck 12 of the Heron in 2022?").split()
    assert "12" in called("Deck 12 in 2021 and in 2022?").split()


@given(st.text())
def test_a_question_without_years_is_as_it_was(text: str) -> None:
    bare = "".join(character for character in text if not character.isdigit())

    assert called(bare) == run_together(bare)
