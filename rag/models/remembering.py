"""An embedder that pays once for each text, keeps count of what it pays, and stays in a budget."""

from collections.abc import Sequence

import numpy as np

from rag.models.embed_remote import RemoteEmbedder
from rag.models.spending import Spending
from rag.store.records import hash_of
from rag.store.vector_cache import VectorCache
from rag.types import Vectors


class Remembering:
    """An `Embedder` over a remote one: what it embedded before is not sent again.

    Questions are: nothing that was asked is kept on the disk.
    """

    def __init__(
        self,
        embedder: RemoteEmbedder,
        cache: VectorCache,
        *,
        price_usd: float | None,
        spending: Spending | None = None,
    ) -> None:
        """Charge *price_usd* for a million tokens (0: free; None: not known) to *spending*."""
        self.price_usd = price_usd
        self._embedder = embedder
        self._cache = cache
        self._spending = spending or Spending(price_usd=price_usd)

    def charged_to(self, spending: Spending) -> "Remembering":
        """Return one that shares everything with this one, but counts with *spending*."""
        return Remembering(self._embedder, self._cache, price_usd=self.price_usd, spending=spending)

    @property
    def model(self) -> str:
        """As the server calls it."""
        return self._embedder.model

    @property
    def host(self) -> str:
        """Where the server is."""
        return self._embedder.host

    @property
    def fingerprint(self) -> str:
        """The remote one's."""
        return self._embedder.fingerprint

    @property
    def width(self) -> int:
        """Columns of every vector."""
        return self._embedder.width

    @property
    def window(self) -> int:
        """Most tokens of one text."""
        return self._embedder.window

    @property
    def english_only(self) -> bool:
        """As the remote one."""
        return self._embedder.english_only

    @property
    def counter(self) -> str:
        """The remote one's."""
        return self._embedder.counter

    def count(self, texts: Sequence[str]) -> list[int]:
        """Return tokens as the remote one counts them."""
        return self._embedder.count(texts)

    def known(self, hashes: Sequence[bytes]) -> dict[bytes, Vectors]:
        """Return the vectors that are remembered, by `hash_of` their texts."""
        found = self._cache.get(self.fingerprint, hashes)
        return {hash_: row for hash_, row in found.items() if row.shape == (self.width,)}

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row for each text, in order; each different text is sent once.

        What arrives is kept at once: where this raises, what was paid for is remembered.
        """
        counts = self._embedder.fitting(texts)
        hashes = [hash_of(text) for text in texts]
        by_hash = dict(zip(hashes, zip(texts, counts, strict=True), strict=True))
        found = self.known(list(by_hash))
        fresh = [hash_ for hash_ in by_hash if hash_ not in found]

        def arrived(places: Sequence[int], vectors: Vectors) -> None:
            new = {fresh[at]: row for at, row in zip(places, vectors, strict=True)}
            self._spending.paid(new)
            self._cache.put(self.fingerprint, new)

        self._spending.found(found)
        sent = self._embedder.embed(
            [by_hash[hash_][0] for hash_ in fresh],
            [by_hash[hash_][1] for hash_ in fresh],
            arrived=arrived,
            spending=self._spending,
        )
        found |= zip(fresh, sent, strict=True)
        rows = [found[hash_] for hash_ in hashes]
        return np.stack(rows) if rows else np.empty((0, self.width), dtype=np.float32)

    def embed_question(self, question: str) -> Vectors:
        """Return one row, sent for every time."""
        return self._embedder.embed_question(question)
