"""Fusing rankings."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.fuse import RANK_OFFSET, reciprocal_rank_fusion

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
