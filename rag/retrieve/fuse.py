"""Several rankings made one, by rank alone: their scores cannot be compared."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import TypeVar

from rag.indexes import Found
from rag.types import Hit

RANK_OFFSET = 60
"""Damps the top ranks. The value used by Cormack et al. (below), not tuned here."""
STANDS_OUT = 1.3
"""Times the second score of a keyword list. Measured with 1.2, 1.3 and 1.4 (``eval/LOG.md``)."""
Key = TypeVar("Key", bound=Hashable)


def reciprocal_ranks(
    rankings: Sequence[Sequence[Key]], weights: Sequence[float] = ()
) -> dict[Key, float]:
    """Return what each of the things that *rankings* name, each best first, is worth.

    It earns ``1 / (RANK_OFFSET + rank)`` from each list it is in, ranks counted from 1, times the
    list's weight (1 where there are none); one that a list names again counts where it stands
    first. No rankings give none.

    >>> worth = reciprocal_ranks([["a", "b"], ["b", "c"]])
    >>> sorted(worth, key=worth.__getitem__, reverse=True)
    ['b', 'a', 'c']

    Source: Cormack, Clarke and Büttcher, SIGIR 2009, https://doi.org/10.1145/1571941.1572114.
    """
    worth: defaultdict[Key, float] = defaultdict(float)
    for ranking, weight in zip(rankings, weights or [1.0] * len(rankings), strict=True):
        for rank, key in enumerate(dict.fromkeys(ranking), start=1):
            worth[key] += weight / (RANK_OFFSET + rank)
    return dict(worth)


def known_item_first(hits: Sequence[Hit], keyword: Sequence[Found]) -> list[Hit]:
    """Put the first of *keyword* before all of *hits* where no other comes near it.

    It holds words that are nearly nowhere else, a part number or a name, and fusing by rank alone
    would bury it under passages that are second-rate in both lists.
    """
    if len(keyword) < 2 or keyword[0].score < STANDS_OUT * keyword[1].score:
        return list(hits)
    best = next((one for one in hits if one.passage.id == keyword[0].passage_id), None)
    if best is None or best is hits[0]:
        return list(hits)
    first = Hit(best.passage, best.score + hits[0].score, best.signals)
    return [first, *(one for one in hits if one is not best)]
