"""What is stored, as it is read: the half of `rag.store.library.Library` that changes nothing."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

import numpy as np

from rag.errors import NotFoundError
from rag.store import refuse
from rag.store.catalogue import Catalogue
from rag.store.fetching import Fetching
from rag.store.metadata import Value
from rag.store.notes import Notes
from rag.store.reading import Reading
from rag.store.records import Counts, Known
from rag.store.truth import Truth
from rag.store.vectors import unpacked
from rag.types import Collection, Document, Passage, Place, Vectors

MEMORABLE = 150_000_000
"""Bytes that filters may keep in memory: with 384 columns the vectors of about 90,000 passages."""
T = TypeVar("T")


class Shelf(Notes):
    """Documents and passages of one home, live ones only."""

    def __init__(self, truth: Truth, reading: Reading, tenant: str, *, width: int) -> None:
        super().__init__(truth, reading, tenant)
        self._width = width
        self._catalogue = Catalogue(reading, most=MEMORABLE)
        self._fetching = Fetching(reading.engine, self._catalogue.cards.of)

    def everywhere(self) -> list[Collection]:
        """Return every collection of every tenant, by name: for what concerns the whole index."""
        return self._reading.collections()

    def collections(self) -> list[Collection]:
        """Return this tenant's collections, by name."""
        return [one for one in self._reading.collections() if one.tenant == self._tenant]

    def exists(self, collection: Collection) -> bool:
        """Say whether anything was ever put into *collection*."""
        return self._catalogue.existing(collection)

    def state(self, collection: Collection) -> object:
        """Return what stands for all that is live in *collection*: another after every change."""
        return self._catalogue.cards.of(collection)

    def known(self, collection: Collection) -> list[Known]:
        """Return the live documents, by path; none for a new collection. Opens no index."""
        return self._reading.known(collection)

    def document(self, collection: Collection, document_id: str) -> Document:
        """Return a live document whole; `NotFoundError` where there is none."""
        self._refuse_unknown(collection)
        document = self._reading.document(collection, document_id)
        if document is None:
            problem = f"There is no document {document_id!r} in collection {collection.name!r}."
            raise NotFoundError(problem, "See which there are: footnote documents list.")
        return document

    def passages(self, collection: Collection, document_id: str) -> list[Passage]:
        """Return a live document's passages in order; `NotFoundError` as for `document`."""
        found = self._reading.passages(collection, document_id)
        if not found:
            self.document(collection, document_id)
        return found

    def live(self, collection: Collection, passage_ids: Sequence[str]) -> dict[str, Passage]:
        """Return those of *passage_ids* that are live; the others are simply absent."""
        self._refuse_unknown(collection)
        return self._fetching.live(collection, passage_ids)

    def places(self, collection: Collection, passage_ids: Sequence[str]) -> dict[str, Place]:
        """Return where those of *passage_ids* lie that are live: sooner than `live`."""
        self._refuse_unknown(collection)
        return self._fetching.places(collection, passage_ids)

    def vectors(self, collection: Collection, passage_ids: Sequence[str]) -> Vectors:
        """Return a row for each of *passage_ids*, in order; `KeyError` where one is not live."""
        self._refuse_unknown(collection)
        found = self._reading.vectors(collection, passage_ids)
        return found if len(found) else np.zeros((0, self._width), dtype=np.float32)

    def together(
        self, collection: Collection, parts: Sequence[tuple[str, int]]
    ) -> list[tuple[Passage, Vectors]]:
        """Return the passages of *parts* (document, number) with their vectors, in order."""
        self._refuse_unknown(collection)
        return self._fetching.together(collection, parts)

    def beside(self, collection: Collection, passage: Passage) -> list[Passage]:
        """Return the live passages just before and just after *passage* in its document, if any."""
        self._refuse_unknown(collection)
        return self._reading.beside(collection, passage)

    def facts(self, collection: Collection) -> Mapping[str, Mapping[str, Value]]:
        """Return what filters look at of each live document (`rag.store.metadata`), by its id."""
        self._refuse_unknown(collection)
        return self._catalogue.facts.of(collection)

    def worked_out(
        self, collection: Collection, key: Hashable, make: Callable[[], tuple[T, int]]
    ) -> T:
        """Return what *make* works out from what is live in *collection*, remembered by *key*.

        It says also about how many bytes that takes. After a write it is worked out anew.
        """
        return self._catalogue.memo.get(
            (collection, key), self._catalogue.facts.of(collection), make
        )

    def all_of(
        self, collection: Collection, document_ids: Sequence[str]
    ) -> tuple[list[str], Vectors]:
        """Return id and vector of every live passage of documents: row *i* is the *i*-th id's."""
        found = self._fetching.all_of(collection, document_ids)
        rows = unpacked(list(found.values()))
        return list(found), rows if len(rows) else np.zeros((0, self._width), dtype=np.float32)

    def owners(self, collection: Collection, passage_ids: Sequence[str]) -> dict[str, str]:
        """Return the document of each of *passage_ids*, in whatever version; others are absent."""
        return self._fetching.owners(collection, passage_ids)

    def counts(self, collection: Collection) -> Counts:
        """Count live documents and passages."""
        self._refuse_unknown(collection)
        return self._catalogue.counts(collection)

    def export(self, collection: Collection) -> Iterator[tuple[str, str, bytes]]:
        """Yield id, SHA-256 of the text, and vector bytes of every live passage, by id."""
        self._refuse_unknown(collection)
        return self._reading.export(collection)

    def embedded(self, hashes: Sequence[bytes]) -> dict[bytes, Vectors]:
        """Return the stored vectors of texts, by `hash_of`; unknown ones are absent."""
        return self._reading.embedded(hashes)

    def _refuse_unknown(self, collection: Collection) -> None:
        if not self._catalogue.existing(collection):
            raise refuse.unknown(collection, self._reading.collections())
