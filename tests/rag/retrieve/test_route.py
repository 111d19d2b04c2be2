"""How a question is to be answered."""

from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.kinds import Kind
from rag.retrieve.route import routed


def test_a_comparison_is_searched_side_by_side_and_is_not_split_again() -> None:
    found = routed("Compare the rents of Alder and Birch.")

    assert found.kind is Kind.COMPARISON
    assert found.questions == ("the rents of Alder", "the rents of Birch")
    assert found.parts == ()


def test_a_list_with_a_second_question_is_no_longer_read_whole() -> None:
    """Its scope says so; reading all that matches one half would drown the other."""
    found = routed("Which risks did the auditor name, and how high is the loss?")

    assert found.kind is Kind.LIST
    assert len(found.parts) == 2
    assert not found.of_all


def test_what_was_carried_over_does_not_change_the_kind() -> None:
    assert routed("What is it about? (staff handbook)").kind is Kind.SUMMARY
    assert routed("When is it due? (compare lease)").kind is Kind.LOOKUP


def test_a_plain_question_has_nothing_beside_itself() -> None:
    found = routed("How long is the warranty?")

    assert (found.kind, found.questions, found.topic) == (Kind.LOOKUP, (), found.question)


@given(st.text())
def test_any_text_has_a_route(text: str) -> None:
    found = routed(text)

    assert found.question == text
    assert len(found.questions) != 1
