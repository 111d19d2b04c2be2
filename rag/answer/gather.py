"""What is read for a question, by its kind, and what of all that it is about that is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from rag.answer.asked import Asked, Parts
from rag.retrieve.matching import by_documents, documents, matching
from rag.retrieve.route import Route
from rag.types import Hit

WIDE = 50
"""Passages among which those are looked for that match by meaning, beside all that hold the words.
"""
READ = 100
"""Most of them that are given to the writer, unless the asker says how many."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Passages found for a question."""

    hits: tuple[Hit, ...] = ()
    """For the writer, best first; of a list, then those of each document in turn."""
    matching: frozenset[str] = frozenset()
    """Ids of the passages that match a list or a count, read or not."""
    documents: int = 0
    """How many documents these are of."""
    more: bool = False
    """Whether there may be more that match than were looked at."""
    asked: tuple[str, ...] = field(default=())
    """What was searched beside the question as a whole."""

    def read(self, count: int | None) -> Sequence[Hit]:
        """Return the hits that a writer did read that read *count* of them; None: all."""
        return self.hits if count is None else self.hits[:count]


def gathered(route: Route, asked: Asked, parts: Parts) -> Gathered:
    """Search for *route*: the nearest passages, and for a list or a count all that match."""
    near = parts.search(route.question, asked.collection, asked.k)
    if not route.of_all:
        return Gathered(tuple(near), asked=route.questions)
    holding = parts.holding(route.topic, asked.collection)
    found = list(holding.hits)
    if not route.of_documents:
        wide = parts.search(route.topic, asked.collection, max(WIDE, asked.k))
        found = _once([*found, *matching(route.topic, wide, by_words=False)])
    return _gathered(found, near, route, most=asked.most or max(READ, asked.k), more=holding.more)


def _gathered(
    found: Sequence[Hit], near: Sequence[Hit], route: Route, *, most: int, more: bool
) -> Gathered:
    """Put the nearest first, then those that match, each document in turn.

    By words alone, what is merely near would count as a document that says something of it.
    """
    ids = frozenset(hit.passage.id for hit in found)
    first = [hit for hit in near if hit.passage.id in ids or not (route.of_documents and ids)]
    shown = _once([*first, *by_documents(found)])
    return Gathered(tuple(_falling(shown[:most])), ids, documents(found), more)


def _once(hits: Iterable[Hit]) -> list[Hit]:
    """Return *hits* without those of a passage that came before."""
    return list({hit.passage.id: hit for hit in reversed(list(hits))}.values())[::-1]


def _falling(hits: Sequence[Hit]) -> list[Hit]:
    """Return *hits* in their order, scored by it: scores of two searches do not compare."""
    return [replace(hit, score=(len(hits) - place) / len(hits)) for place, hit in enumerate(hits)]
