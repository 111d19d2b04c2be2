"""One list of what several queries found."""

from collections.abc import Callable, Sequence

from rag.retrieve.fuse import reciprocal_ranks
from rag.types import Hit

QUESTION, QUERY = 2.0, 1.0
"""Weights of what the question itself found, and of what each query made of it found."""
DEEPER = 2
"""Times as many of each list as are wanted: what all find may be better than what one does."""


def found_by(
    question: str, queries: Sequence[str], k: int, search: Callable[[str, int], list[Hit]]
) -> list[Hit]:
    """Return up to *k* hits of *question* and *queries* together, best first.

    Without queries it is what *search* gives for the question.
    """
    if not queries:
        return search(question, k)
    lists = [search(one, k * DEEPER) for one in (question, *queries)]
    return fused(lists, [QUESTION, *(QUERY for _ in queries)], k)


def fused(lists: Sequence[Sequence[Hit]], weights: Sequence[float], k: int) -> list[Hit]:
    """Return the best *k* of *lists* by weighted reciprocal rank; equal ones by passage id.

    A hit keeps the signals of the first list that it is in.
    """
    worth = reciprocal_ranks([[hit.passage.id for hit in one] for one in lists], weights)
    hits: dict[str, Hit] = {}
    for hit in (hit for one in lists for hit in one):
        hits.setdefault(hit.passage.id, hit)
    best = sorted(worth, key=lambda name: (-worth[name], name))[:k]
    return [Hit(hits[name].passage, worth[name], hits[name].signals) for name in best]
