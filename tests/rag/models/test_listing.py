"""Which sentences stand in a list."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.candidates import Candidate
from rag.models.listing import flat, in_turns, listed, mentioning, own_words, speaks_of, unlike


def said(text: str, *, shared: float = 1.0, heading: bool = False) -> Candidate:
    return Candidate(1, text, text, text, shared, text, heading)


def apart(count: int) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return np.eye(count, dtype=np.float32)


def scored(*values: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.array(values, dtype=np.float32)


def test_what_holds_the_words_is_listed_best_first_and_headings_are_not() -> None:
    found = [said("Fee A"), said("Fees", heading=True), said("Fee B"), said("Rain", shared=0.0)]

    assert listed(found, scored(0.7, 0.9, 0.8, 0.7), apart(4), least=0.84) == [2, 0]


def test_what_says_it_in_other_words_is_listed_where_it_is_as_good_as_the_best() -> None:
    found = [said("Fee A"), said("A charge", shared=0.0), said("Rain", shared=0.0)]

    assert listed(found, scored(1.0, 0.9, 0.8), apart(3), least=0.84) == [0, 1]


def test_what_only_happens_to_have_the_words_is_not_listed() -> None:
    assert listed([said("Fee A")], scored(0.4), apart(1), least=0.84) == []


def test_a_document_mentions_something_in_a_heading_where_nowhere_else() -> None:
    found = [said("Fees", heading=True), said("A fee"), said("Rain", shared=0.0)]

    assert mentioning(found, scored(0.9, 0.1, 0.8)) == [1, 0]


def test_the_same_is_not_said_twice_but_another_figure_is_another_thing() -> None:
    found = [said("The fee is 3."), said("A fee of 3."), said("The fee is 4.")]

    assert unlike([0, 1, 2], found, np.ones((3, 1), dtype=np.float32)) == [0, 2]


@given(st.lists(st.sampled_from("abc"), max_size=20))
def test_owners_take_turns_and_no_row_is_lost(owners: list[str]) -> None:
    rounds = in_turns(range(len(owners)), owners)

    assert sorted(flat(rounds)) == list(range(len(owners)))
    for one in rounds:
        assert len({owners[row] for row in one}) == len(one)
    assert not rounds or len(rounds[0]) == len(set(owners))


def test_a_side_has_words_of_its_own() -> None:
    assert own_words(["the rent of Alder", "the rent of Birch"]) == [{"alder"}, {"birch"}]
    assert own_words(["rent", "rent"]) == [set(), set()]
    assert speaks_of(said("The Alder house is let."), frozenset({"alder"}))
    assert not speaks_of(said("The Birch house is let."), frozenset({"alder"}))
