"""Which documents a question is asked of: all of a collection, or those that a filter keeps.

What a filter keeps is looked for in every index, not picked out of what was found, so that as many
passages come back as there are, however few documents it keeps.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.filters.parse import Filter
from rag.ports import Found, Question
from rag.store.library import Library
from rag.store.parts import HEADS, NAMES
from rag.store.records import Counts
from rag.types import Collection, Vectors

FEW = 600
"""Passages up to which all are compared with the question. Above, the indexes are asked for more
than is wanted, and what is not kept is dropped."""
SPARE = 1.5
"""Times as many are asked for as would do, were those that are kept spread evenly."""
MORE = 4
"""Times as many, again and again, while too few of them are kept."""


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
class Some:
    """So few passages that all of them are compared."""

    library: Library
    collection: Collection
    ids: Sequence[str]
    vectors: Vectors

    def dense(self, vector: Vectors, k: int) -> list[Found]:
        """Return up to *k* passages nearest to *vector*, best first."""
        scores = (self.vectors @ vector[0]).tolist()
        found = [Found(one, score) for one, score in zip(self.ids, scores, strict=True)]
        return sorted(found, key=lambda one: (-one.score, one.passage_id))[:k]

    def keyword(self, question: Question, k: int, kind: str = "") -> list[Found]:
        """Return up to *k* that share words, best first: passages, or of ``HEADS``, ``NAMES``."""
        return self.library.among(self.collection, question, k, self.ids, kind=kind)


@dataclass(frozen=True, slots=True)
class Many:
    """Documents with more passages than that."""

    library: Library
    collection: Collection
    documents: frozenset[str]
    share: float
    """Of the collection's passages that are theirs, above 0 to 1."""
    passages: int

    def dense(self, vector: Vectors, k: int) -> list[Found]:
        """Return up to *k* passages nearest to *vector*, best first."""
        found = self._enough(k, lambda depth: self._all.dense(vector, depth))
        if len(found) >= min(k, self.passages):
            return found
        ids, vectors = self.library.all_of(self.collection, sorted(self.documents))
        return Some(self.library, self.collection, ids, vectors).dense(vector, k)

    def keyword(self, question: Question, k: int, kind: str = "") -> list[Found]:
        """Return up to *k* that share words, best first: passages, or of ``HEADS``, ``NAMES``."""
        return self._enough(k, lambda depth: self._all.keyword(question, depth, kind))

    @property
    def _all(self) -> All:
        return All(self.library, self.collection)

    def _enough(self, k: int, ask: Callable[[int], list[Found]]) -> list[Found]:
        depth = int(k / self.share * SPARE) + 1
        while True:
            found = ask(depth)
            kept = self._kept(found)
            if len(kept) >= k or len(found) < depth:
                return kept[:k]
            depth *= MORE

    def _kept(self, found: Sequence[Found]) -> list[Found]:
        owners = self.library.owners(self.collection, [one.passage_id for one in found])
        return [one for one in found if owners.get(one.passage_id) in self.documents]


def within(library: Library, collection: Collection, where: Filter | None) -> Within:
    """Return what of *collection* the filter *where* keeps: all of it where there is none."""
    if where is None:
        return All(library, collection)
    documents, passages = _kept(library, collection, where)
    if passages > FEW:
        share = passages / library.counts(collection).passages
        return Many(library, collection, frozenset(documents), min(share, 1.0), passages)
    return Some(library, collection, *library.all_of(collection, documents))


def counted(library: Library, collection: Collection, where: Filter | None) -> Counts:
    """Count what there is to be found where the filter *where* is given, if any is."""
    if where is None:
        return library.counts(collection)
    documents, passages = _kept(library, collection, where)
    return Counts(len(documents), passages)


def _kept(library: Library, collection: Collection, where: Filter) -> tuple[list[str], int]:
    facts = library.facts(collection)
    documents = [one for one, told in facts.items() if where.keeps(told)]
    return documents, sum(int(str(facts[one]["passages"])) for one in documents)
