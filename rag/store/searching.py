"""The indexes of the opened store, as searches ask them."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from rag.indexes import Found, Question
from rag.store import refuse
from rag.store.aside import Aside
from rag.store.derived import Derived
from rag.store.parts import HEADS, NAMES
from rag.store.reading import Reading
from rag.store.shelf import Shelf
from rag.store.truth import Truth
from rag.store.vectors import checked
from rag.types import Collection, Vectors

T = TypeVar("T")


class Searching(Shelf):
    """What is stored, and the indexes that find it; `rag.store.library.Library` is one."""

    def __init__(self, truth: Truth, derived: Derived, tenant: str, *, width: int) -> None:
        super().__init__(truth, Reading(truth.engine), tenant, width=width)
        self._derived = derived
        self._aside = Aside()

    def aside(self, work: Callable[[], T]) -> Callable[[], T]:
        """Begin *work* in another thread, if one is free; return what gives its result."""
        return self._aside.begin(work)

    def dense(self, collection: Collection, vector: Vectors, k: int) -> list[Found]:
        """Return up to *k* passages nearest to *vector*, shape ``(1, width)``, best first."""
        self._refuse_unknown(collection)
        vector = checked(vector, rows=1, width=self._width)
        return self._derived.dense(collection.key, vector, refuse.below_one(k))

    def keyword(self, collection: Collection, question: Question, k: int) -> list[Found]:
        """Return up to *k* passages that share words with *question*, best first."""
        self._refuse_unknown(collection)
        return self._derived.keyword(collection.key, question, refuse.below_one(k))

    def heads(self, collection: Collection, question: Question, k: int) -> list[Found]:
        """Return the first passages of up to *k* pages or sections whose heads share words."""
        self._refuse_unknown(collection)
        return self._derived.keyword(HEADS + collection.key, question, refuse.below_one(k))

    def names(self, collection: Collection, question: Question, k: int) -> list[Found]:
        """Return the first passages of up to *k* documents whose names share words."""
        self._refuse_unknown(collection)
        return self._derived.keyword(NAMES + collection.key, question, refuse.below_one(k))

    def among(
        self,
        collection: Collection,
        question: Question,
        k: int,
        document_ids: frozenset[str],
        *,
        kind: str = "",
    ) -> list[Found]:
        """Return what `keyword` does, of those documents only.

        *kind* is ``HEADS`` or ``NAMES`` (`rag.store.parts`) for what `heads` or `names` does.
        """
        self._refuse_unknown(collection)
        refuse.below_one(k)
        return self._derived.among(kind + collection.key, question, k, document_ids)

    def held(self, collection: Collection, asked: Sequence[str]) -> dict[str, int]:
        """Count what holds each of *asked*: passages, and names of documents; absent where none."""
        names = self._derived.held(NAMES + collection.key, asked)
        return names | self._derived.held(collection.key, asked)
