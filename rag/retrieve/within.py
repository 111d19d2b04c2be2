"""Which documents a question is asked of: all of a collection, or those that a filter keeps.

What a filter keeps is looked for in every index, not picked out of what was found, so that as many
passages come back as there are, however few documents it keeps.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from rag.filters.columns import Columns
from rag.filters.parse import Filter
from rag.indexes import Found, Question
from rag.store.library import Library
from rag.store.parts import HEADS, NAMES
from rag.store.records import Counts
from rag.types import Collection, Vectors

FEW = 20_000
"""Passages up to which all are compared with the question, their vectors kept in memory between
searches. Above, the index is asked for more than is wanted, and what is not kept is dropped.
Measured at 100,000 (two cores): 10,000 take 3 ms, and to ask Chroma for 750 of them 11 ms."""
SPARE = 1.5
"""Times as many are asked for as would do, were those that are kept spread evenly."""
MORE = 4
"""Times as many, again and again, while too few of them are kept."""

ENTRY = 100
"""Bytes that an id in a list or a set takes, about."""


class Within(Protocol):
    """What can be asked of the indexes; answers as `Library` does."""

    def dense(self, vector: Vectors, k: int) -> list[Found]:
        """Return up to *k* passages nearest to *vector*, best first."""

    def keyword(self, question: Question, k: int, kind: str = "") -> list[Found]:
        """Return up to *k* that share words, best first: passages, or of ``HEADS``, ``NAMES``."""


@dataclass(frozen=True, slots=True)
class All:
    """Every document of a collection."""

    library: Library
    collection: Collection

    def dense(self, vector: Vectors, k: int) -> list[Found]:
        """Return up to *k* passages nearest to *vector*, best first."""
        return self.library.dense(self.collection, vector, k)

    def keyword(self, question: Question, k: int, kind: str = "") -> list[Found]:
        """Return up to *k* that share words, best first: passages, or of ``HEADS``, ``NAMES``."""
        library = self.library
        ask = {"": library.keyword, HEADS: library.heads, NAMES: library.names}[kind]
        return ask(self.collection, question, k)


@dataclass(frozen=True, slots=True)
class Kept:
    """The documents that a filter keeps."""

    documents: frozenset[str]
    passages: int


@dataclass(frozen=True, slots=True)
class Compared:
    """Passages that are all compared with a question."""

    ids: Sequence[str]
    vectors: Vectors

    def nearest(self, vector: Vectors, k: int) -> list[Found]:
        """Return up to *k* passages nearest to *vector*, best first, ties by id."""
        # Not ``@``: for that numpy wakes threads, which cost more than they save where many ask.
        scores = np.vecdot(self.vectors, vector[0])
        if k < len(scores):
            least = np.partition(scores, -k)[-k]
            places = np.flatnonzero(scores >= least).tolist()
        else:
            places = list(range(len(scores)))
        found = [Found(self.ids[place], float(scores[place])) for place in places]
        return sorted(found, key=lambda one: (-one.score, one.passage_id))[:k]


@dataclass(frozen=True, slots=True)
class Some:
    """Some documents of a collection."""

    library: Library
    collection: Collection
    kept: Kept

    def dense(self, vector: Vectors, k: int) -> list[Found]:
        """Return up to *k* passages nearest to *vector*, best first."""
        if self.kept.passages > FEW:
            found = self._enough(vector, k)
            if len(found) >= min(k, self.kept.passages):
                return found
        return self._compared().nearest(vector, k)

    def keyword(self, question: Question, k: int, kind: str = "") -> list[Found]:
        """Return up to *k* that share words, best first: passages, or of ``HEADS``, ``NAMES``."""
        return self.library.among(self.collection, question, k, self.kept.documents, kind=kind)

    def _enough(self, vector: Vectors, k: int) -> list[Found]:
        share = self.kept.passages / max(1, self.library.counts(self.collection).passages)
        depth = int(k / share * SPARE) + 1
        while True:
            found = self.library.dense(self.collection, vector, depth)
            kept = self._of(found)
            if len(kept) >= k or len(found) < depth:
                return kept[:k]
            depth *= MORE

    def _of(self, found: Sequence[Found]) -> list[Found]:
        owners = self.library.owners(self.collection, [one.passage_id for one in found])
        documents = self.kept.documents
        return [one for one in found if owners.get(one.passage_id) in documents]

    def _compared(self) -> Compared:
        """Return all passages, read once for as long as nothing is written."""
        documents = self.kept.documents

        def read() -> tuple[Compared, int]:
            ids, vectors = self.library.all_of(self.collection, sorted(documents))
            return Compared(ids, vectors), vectors.nbytes + ENTRY * len(ids)

        return self.library.worked_out(self.collection, ("compared", documents), read)


def within(library: Library, collection: Collection, where: Filter | None) -> Within:
    """Return what of *collection* the filter *where* keeps: all of it where there is none."""
    if where is None:
        return All(library, collection)
    return Some(library, collection, _kept(library, collection, where))


def counted(library: Library, collection: Collection, where: Filter | None) -> Counts:
    """Count what there is to be found where the filter *where* is given, if any is."""
    if where is None:
        return library.counts(collection)
    kept = _kept(library, collection, where)
    return Counts(len(kept.documents), kept.passages)


def _kept(library: Library, collection: Collection, where: Filter) -> Kept:
    def chosen() -> tuple[Kept, int]:
        facts = library.facts(collection)
        columns = library.worked_out(
            collection, "columns", lambda: (Columns(facts), 4 * ENTRY * len(facts))
        )
        documents = columns.kept(where)
        passages = sum(int(str(facts[one]["passages"])) for one in documents)
        return Kept(documents, passages), ENTRY * len(documents)

    return library.worked_out(collection, where, chosen)
