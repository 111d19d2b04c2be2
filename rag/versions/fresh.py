"""Of versions that say the same matter, the newer comes first; the older stays, and is marked.

The rule: a passage of an older version comes after one of a newer version that says most of it
again, or one sentence of it differently. Where none of those was found, but the newest version
holds one that says a sentence differently, it is put before the older one. Nothing moves where the
question is about the older version itself (`rag.versions.asked`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from rag.answer.matter import counterpart, disagree, matters, told_anew
from rag.filters.parse import Filter
from rag.retrieve.rank import part_of
from rag.store.library import Library
from rag.types import Collection, Hit, Passage, Superseded
from rag.versions.asked import asks_for, asks_for_no_other
from rag.versions.families import Edition, Families

COMPARED = 24
"""Hits, the best ones, that are put in order among themselves."""
ADDED, NEAREST = 3, 3
"""Hits of older versions, the best ones, for which the newest is looked into, and its passages, by
their vectors, that are read for each."""
NEWER = "newer"
"""The signal of a hit that is there for one of an older version: the score of that one."""
Keeps = Callable[[str], bool]
"""Whether a document, by its id, may be shown: of a filter."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """Puts the hits of one question in order."""

    question: str
    collection: Collection
    library: Library
    families: Families
    keeps: Keeps

    def ordered(self, hits: Sequence[Hit], k: int) -> list[Hit]:
        """Return *hits*, marked and in order, *k* at most.

        Scores keep their places: the list of them is as it was, and one that was added has that of
        the hit it was added before.
        """
        marked = self.marked(hits)
        if not any(hit.superseded for hit in marked):
            return marked
        return self._added(self._sorted(marked[:COMPARED]) + marked[COMPARED:])[:k]

    def marked(self, hits: Sequence[Hit]) -> list[Hit]:
        """Return *hits* in the order they came, marked where their document has a newer version."""
        return [self._marked(hit) for hit in hits]

    def _marked(self, hit: Hit) -> Hit:
        name = hit.passage.source.document_id
        newer = [one for one in self.families.newer(name) if self.keeps(one.source.document_id)]
        if not newer:
            return hit
        own, newest = self.families.edition(name), newer[-1]
        wanted = asks_for(self.question, own, newest)
        alone = wanted and asks_for_no_other(self.question, own, newest)
        told = Superseded(newest.source, own.shown, newest.shown, wanted, alone)
        return replace(hit, superseded=told)

    def _sorted(self, hits: Sequence[Hit]) -> list[Hit]:
        placed: list[Hit] = []
        for hit in hits:
            later = (at for at, one in enumerate(placed) if self._gives_way(one, hit))
            placed.insert(next(later, len(placed)), hit)
        scores = (hit.score for hit in hits)
        return [replace(hit, score=score) for hit, score in zip(placed, scores, strict=True)]

    def _gives_way(self, older: Hit, newer: Hit) -> bool:
        """Say whether *older* has to come after *newer*."""
        if older.superseded is None or older.superseded.wanted:
            return False
        line = self.families.newer(older.passage.source.document_id)
        name = newer.passage.source.document_id
        edition = next((one for one in line if one.source.document_id == name), None)
        return edition is not None and told_anew(
            older.passage.text, newer.passage.text, self._own(older.passage, edition)
        )

    def _added(self, hits: list[Hit]) -> list[Hit]:
        """Put what the newest version says differently before what was found of older ones."""
        placed: list[Hit] = []
        left = ADDED
        for hit in hits:
            if hit.superseded and not hit.superseded.wanted and left and not _answered(hit, hits):
                left -= 1
                placed += self._newest(hit, [one.passage.id for one in [*hits, *placed]])
            placed.append(hit)
        return placed

    def _newest(self, hit: Hit, known: Sequence[str]) -> list[Hit]:
        """Return what of the newest version differs from *hit*, if it is there."""
        newer = self.families.newer(hit.passage.source.document_id)
        edition = next(one for one in newer if hit.superseded and one.source == hit.superseded.by)
        for passage in nearest(self.library, self.collection, hit.passage, edition):
            if passage.id not in known and differs(
                hit.passage.text, passage.text, self._own(hit.passage, edition)
            ):
                return [Hit(passage, hit.score, {NEWER: hit.score})]
        return []

    def _own(self, older: Passage, newer: Edition) -> tuple[tuple[int, ...], tuple[int, ...]]:
        edition = self.families.edition(older.source.document_id)
        return edition.marks.date, newer.marks.date


def kept(library: Library, collection: Collection, where: Filter | None) -> Keeps:
    """Return what says whether the filter *where* keeps a document of *collection*."""
    if where is None:
        return lambda _document_id: True
    # Most collections have no versions, and then nobody asks.
    facts = cache(lambda: library.facts(collection))
    return lambda name: name in facts() and where.keeps(facts()[name])


def differs(one: str, other: str, own: tuple[tuple[int, ...], tuple[int, ...]]) -> bool:
    """Say whether a sentence of *other* says differently what *one* says."""
    there = matters(other)
    pairs = ((said, counterpart(said, there)) for said in matters(one))
    return any(told and disagree(said.text, told.text, own) for said, told in pairs)


def nearest(
    library: Library, collection: Collection, passage: Passage, edition: Edition
) -> list[Passage]:
    """Return the passages of *edition* whose vectors are nearest to that of *passage*, in order."""
    ids, vectors = library.all_of(collection, [edition.source.document_id])
    if not ids:
        return []
    beside = library.together(collection, [part_of(passage)])
    mine = next((vector for one, vector in beside if one.id == passage.id), None)
    if mine is None:
        return []
    best = np.argsort(-(vectors @ mine), kind="stable")[:NEAREST].tolist()
    live = library.live(collection, [ids[row] for row in best])
    return [live[ids[row]] for row in best if ids[row] in live]


def _answered(older: Hit, hits: Sequence[Hit]) -> bool:
    """Say whether the newest version of *older* was found before it."""
    place = next(at for at, one in enumerate(hits) if one is older)
    return any(
        older.superseded and one.passage.source == older.superseded.by for one in hits[:place]
    )
