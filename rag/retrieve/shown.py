"""What of the hits a writer is shown: up to where their scores fall off, the best with neighbours.

An answer that begins at the end of one passage goes on in the next, which may share no word with
the question.
"""

from collections.abc import Callable, Sequence

from rag.retrieve.shape import knee
from rag.types import Hit, Passage

JOINED = 2
"""Of the best hits come with the passages before and after them."""
NEIGHBOUR = "neighbour"
"""The signal of a hit that is there for the one beside it: the score of that one."""

Beside = Callable[[Passage], Sequence[Passage]]
"""Gives the passages just before and just after one in its document."""


def shown(hits: Sequence[Hit], beside: Beside) -> list[Hit]:
    """Return *hits*, best first, up to their knee, then the neighbours of the best `JOINED`.

    A neighbour is worth no more than the last of the others; none is there twice.
    """
    kept = knee(hits)
    there = {hit.passage.id for hit in kept}
    joined: list[Hit] = []
    for hit in kept[:JOINED]:
        fresh = [one for one in beside(hit.passage) if one.id not in there]
        joined += [Hit(one, kept[-1].score, {NEIGHBOUR: hit.score}) for one in fresh]
        there.update(one.id for one in fresh)
    return [*kept, *joined]
