"""Retrieval measures on a ranking of distinct ids, best first; equal to `ir_measures`.

Ranks count from 1. *relevant* must not be empty (`ValueError`): without it no measure has a value.
An empty ranking gives 0.
"""

import math
from collections.abc import Collection, Hashable, Sequence


def success(ranking: Sequence[Hashable], relevant: Collection[Hashable], k: int) -> float:
    """Return 1 where a relevant id is among the first *k*, else 0."""
    _refuse_none(relevant)
    return float(any(found in relevant for found in ranking[:k]))


def recall(ranking: Sequence[Hashable], relevant: Collection[Hashable], k: int) -> float:
    """Return the share of relevant ids that are among the first *k*."""
    _refuse_none(relevant)
    return sum(found in relevant for found in ranking[:k]) / len(relevant)


def reciprocal_rank(ranking: Sequence[Hashable], relevant: Collection[Hashable], k: int) -> float:
    """Return 1 / rank of the first relevant id among the first *k*, or 0."""
    _refuse_none(relevant)
    ranks = (rank for rank, found in enumerate(ranking[:k], start=1) if found in relevant)
    return 1 / next(ranks, math.inf)


def ndcg(ranking: Sequence[Hashable], relevant: Collection[Hashable], k: int) -> float:
    """Return the discounted gain of the first *k* over that of the best ranking possible.

    Gain 1 for a relevant id, discount ``1 / log2(rank + 1)``.
    """
    _refuse_none(relevant)
    gain = sum(_discount(r) for r, found in enumerate(ranking[:k], start=1) if found in relevant)
    ideal = sum(_discount(rank) for rank in range(1, min(k, len(relevant)) + 1))
    return gain / ideal


def _discount(rank: int) -> float:
    return 1 / math.log2(rank + 1)


def _refuse_none(relevant: Collection[Hashable]) -> None:
    if not relevant:
        message = "nothing is relevant, so no ranking can be measured"
        raise ValueError(message)
