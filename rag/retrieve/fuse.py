"""Several rankings made one, by rank alone: their scores cannot be compared."""

from collections import defaultdict
from collections.abc import Sequence

from rag.ports import Found

RANK_OFFSET = 60
"""Damps the top ranks. The value used by Cormack et al. (below), not tuned here."""


def reciprocal_rank_fusion(rankings: Sequence[Sequence[str]]) -> list[Found]:
    """Merge *rankings* of passage ids, each best first, into one, best first.

    An id earns ``1 / (RANK_OFFSET + rank)`` from each list it is in, ranks counted from 1. Ties go
    by id, so the result does not hang on the order of the lists. No rankings give none.

    >>> [found.passage_id for found in reciprocal_rank_fusion([["a", "b"], ["b", "c"]])]
    ['b', 'a', 'c']

    Source: Cormack, Clarke and Büttcher, SIGIR 2009, https://doi.org/10.1145/1571941.1572114.
    """
    score: defaultdict[str, float] = defaultdict(float)
    for ranking in rankings:
        for rank, passage_id in enumerate(ranking, start=1):
            score[passage_id] += 1 / (RANK_OFFSET + rank)
    ordered = sorted(score, key=lambda passage_id: (-score[passage_id], passage_id))
    return [Found(passage_id, score[passage_id]) for passage_id in ordered]


STANDS_OUT = 1.3
"""Times the second score of a keyword list. Measured with 1.2, 1.3 and 1.4 (``eval/LOG.md``)."""


def known_item_first(fused: Sequence[Found], keyword: Sequence[Found]) -> list[Found]:
    """Put the first of *keyword* before all of *fused* where no other comes near it.

    It holds words that are nearly nowhere else, a part number or a name, and fusing by rank alone
    would bury it under passages that are second-rate in both lists.
    """
    if len(keyword) < 2 or keyword[0].score < STANDS_OUT * keyword[1].score:
        return list(fused)
    best = next(one for one in fused if one.passage_id == keyword[0].passage_id)
    if best is fused[0]:
        return list(fused)
    others = [one for one in fused if one is not best]
    return [Found(best.passage_id, best.score + fused[0].score), *others]
