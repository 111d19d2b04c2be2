"""Fusing rankings."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ports import Found
from rag.retrieve.fuse import RANK_OFFSET, known_item_first, reciprocal_rank_fusion

RANKINGS = st.lists(st.lists(st.sampled_from("abcdefgh"), unique=True), max_size=4)


@given(RANKINGS)
def test_everything_ranked_comes_once_best_first_with_the_formula_s_score(
    rankings: list[list[str]],
) -> None:
    fused = reciprocal_rank_fusion(rankings)

    assert sorted(found.passage_id for found in fused) == sorted(set().union(*rankings))
    for found in fused:
        ranks = [one.index(found.passage_id) + 1 for one in rankings if found.passage_id in one]
        assert found.score == pytest.approx(sum(1 / (RANK_OFFSET + rank) for rank in ranks))
    order = [(-found.score, found.passage_id) for found in fused]
    assert order == sorted(order)


@given(st.lists(st.sampled_from("abcdefgh"), unique=True))
def test_one_ranking_stays_as_it_is(ranking: list[str]) -> None:
    assert [found.passage_id for found in reciprocal_rank_fusion([ranking])] == ranking


@given(st.lists(st.lists(st.sampled_from("abcd"), unique=True), min_size=2, max_size=2))
def test_of_two_lists_neither_counts_for_more(rankings: list[list[str]]) -> None:
    assert len({tuple(reciprocal_rank_fusion(each)) for each in permutations(rankings)}) == 1


def test_ranks_count_from_one() -> None:
    (found,) = reciprocal_rank_fusion([["a"]])
    assert found.score == 1 / 61


def test_a_known_item_is_not_buried_under_what_is_middling_in_both_lists() -> None:
    """A part number stands in one passage; fused by rank alone it was seventh."""
    keyword = [Found("part", 9.0), Found("a", 3.0), Found("b", 2.9)]
    fused = reciprocal_rank_fusion([["a", "b"], [one.passage_id for one in keyword]])

    first, *others = known_item_first(fused, keyword)

    assert fused[0].passage_id != "part"
    assert first.passage_id == "part"
    assert first.score > others[0].score
    assert {one.passage_id for one in others} == {"a", "b"}


def test_what_does_not_stand_out_stays_in_its_place() -> None:
    keyword = [Found("a", 3.0), Found("b", 2.9)]
    fused = reciprocal_rank_fusion([["b"], ["a", "b"]])

    assert known_item_first(fused, keyword) == fused
    assert known_item_first(fused, keyword[:1]) == fused
    assert known_item_first(fused, []) == fused
