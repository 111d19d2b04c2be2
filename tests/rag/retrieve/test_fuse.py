"""Fusing rankings."""

from itertools import permutations
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.indexes import Found
from rag.retrieve.fuse import RANK_OFFSET, known_item_first, reciprocal_ranks
from rag.types import Hit
from tests.rag.store.made import made

RANKINGS = st.lists(st.lists(st.sampled_from("abcdefgh"), unique=True), max_size=4)


@given(RANKINGS)
def test_everything_ranked_is_worth_what_the_formula_says(rankings: list[list[str]]) -> None:
    worth = reciprocal_ranks(rankings)

    assert set(worth) == set().union(*rankings)
    for key, value in worth.items():
        ranks = [one.index(key) + 1 for one in rankings if key in one]
        assert value == pytest.approx(sum(1 / (RANK_OFFSET + rank) for rank in ranks))


@given(st.lists(st.sampled_from("abcd"), max_size=12))
def test_what_a_list_names_again_counts_once_where_it_stands_first(ranking: list[str]) -> None:
    """A page of which four passages are found is not four pages, and those after it are near."""
    assert reciprocal_ranks([ranking]) == reciprocal_ranks([list(dict.fromkeys(ranking))])


@given(st.lists(st.lists(st.sampled_from("abcd"), unique=True), min_size=2, max_size=2))
def test_of_two_lists_neither_counts_for_more(rankings: list[list[str]]) -> None:
    one, other = (reciprocal_ranks(each) for each in permutations(rankings))
    assert one == pytest.approx(other)


def test_ranks_count_from_one() -> None:
    assert reciprocal_ranks([["a"]]) == {"a": 1 / 61}


HITS = [
    Hit(passage, score, MappingProxyType({}))
    for passage, score in zip(made("a.txt", passages=4).passages, (0.4, 0.3, 0.2, 0.1), strict=True)
]


def test_a_known_item_is_not_buried_under_what_is_middling_in_both_lists() -> None:
    """A part number stands in one passage; fused by rank alone it was seventh."""
    keyword = [Found(HITS[2].passage.id, 9.0), Found(HITS[0].passage.id, 3.0)]

    first, *others = known_item_first(HITS, keyword)

    assert first.passage == HITS[2].passage
    assert first.score > others[0].score
    assert others == [HITS[0], HITS[1], HITS[3]]


def test_what_does_not_stand_out_stays_in_its_place() -> None:
    keyword = [Found(HITS[2].passage.id, 3.0), Found(HITS[0].passage.id, 2.9)]

    assert known_item_first(HITS, keyword) == HITS
    assert known_item_first(HITS, keyword[:1]) == HITS
    assert known_item_first(HITS, []) == HITS
    assert known_item_first(HITS, [Found("psg_dead", 9.0), *keyword]) == HITS
