import math
from collections.abc import Callable

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.ranking import ndcg, recall, reciprocal_rank, success

IDS = st.sampled_from([f"d{number}" for number in range(30)])
RANKINGS = st.lists(IDS, unique=True, max_size=25)
RELEVANT = st.sets(IDS, min_size=1, max_size=8)
PAIRS = {
    "success": (success, ir_measures.Success),
    "recall": (recall, ir_measures.R),
    "reciprocal rank": (reciprocal_rank, ir_measures.RR),
    "nDCG": (ndcg, ir_measures.nDCG),
}
Ours = Callable[[list[str], set[str], int], float]


@pytest.mark.parametrize("name", PAIRS)
@given(ranking=RANKINGS, relevant=RELEVANT, k=st.integers(1, 25))
def test_ours_is_what_ir_measures_says(
    name: str, ranking: list[str], relevant: set[str], k: int
) -> None:
    ours, theirs = PAIRS[name]
    qrels = {"q": dict.fromkeys(relevant, 1)}
    scored = {"q": {found: -float(rank) for rank, found in enumerate(ranking)}}

    expected = ir_measures.calc_aggregate([theirs @ k], qrels, scored)[theirs @ k]

    assert ours(ranking, relevant, k) == pytest.approx(expected)


def test_by_hand() -> None:
    ranking, relevant = ["x", "b", "y", "a"], {"a", "b", "c"}

    assert success(ranking, relevant, 1) == 0
    assert success(ranking, relevant, 2) == 1
    assert recall(ranking, relevant, 4) == pytest.approx(2 / 3)
    assert reciprocal_rank(ranking, relevant, 4) == 0.5
    gain = 1 / math.log2(3) + 1 / math.log2(5)
    ideal = 1 + 1 / math.log2(3) + 1 / math.log2(4)
    assert ndcg(ranking, relevant, 4) == pytest.approx(gain / ideal)


@pytest.mark.parametrize("measure", [success, recall, reciprocal_rank, ndcg])
def test_nothing_found_is_zero_and_nothing_wanted_is_refused(measure: Ours) -> None:
    assert measure([], {"a"}, 10) == 0
    with pytest.raises(ValueError, match="nothing is relevant"):
        measure(["a"], set(), 10)
