"""Turns cuts into vectors, each text once; an embedder is believed as far as can be checked."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from ingest.split import Cut
from rag.errors import ServiceError
from rag.models.remembering import Remembering
from rag.ports import Embedder
from rag.store.records import hash_of
from rag.types import Vectors

AT_ONCE, REMOTE_AT_ONCE = 512, 4096
"""Texts given to an embedder in one call; a remote one parts them among its requests in flight."""
_REMEMBERED = 20_000
"""Vectors of this run kept at hand, for texts that come again: 30 MB of them at 384 columns."""
_LENGTH = 1e-3
"""A vector's length may be so far from 1."""

Stored = Callable[[Sequence[bytes]], Mapping[bytes, Vectors]]
"""Gives the vectors of texts by their `hash_of`, those that are stored."""


class Embedding:
    """Embeds for one run."""

    def __init__(self, embedder: Embedder, stored: Stored) -> None:
        self._embedder = embedder
        self._stored = stored
        self._remembered: OrderedDict[bytes, Vectors] = OrderedDict()
        self.at_once = REMOTE_AT_ONCE if isinstance(embedder, Remembering) else AT_ONCE
        self.made = 0
        """Vectors that the embedder was asked for."""

    def rows(
        self, cuts: Sequence[Cut], told: Callable[[int], None]
    ) -> tuple[Vectors, tuple[bytes, ...]]:
        """Return a vector for each of *cuts*, and the hash of what was embedded for it.

        *told* is given how many more of them are done, now and then.
        """
        hashes = tuple(hash_of(cut.embedded) for cut in cuts)
        texts = {hash_: cut.embedded for hash_, cut in zip(hashes, cuts, strict=True)}
        found = self._at_hand(list(texts))
        fresh = [hash_ for hash_ in texts if hash_ not in found]
        told(len(cuts) - len(fresh))
        for start in range(0, len(fresh), self.at_once):
            some = fresh[start : start + self.at_once]
            found |= zip(some, self._embedded([texts[hash_] for hash_ in some]), strict=True)
            told(len(some))
        self._remember({hash_: found[hash_] for hash_ in fresh})
        empty = np.zeros((0, self._embedder.width), dtype=np.float32)
        return np.stack([found[hash_] for hash_ in hashes]) if hashes else empty, hashes

    def has(self, cuts: Sequence[Cut]) -> bool:
        """Say whether `rows` of *cuts* would ask the embedder for nothing."""
        hashes = list({hash_of(cut.embedded) for cut in cuts})
        found = self._at_hand(hashes).keys()
        left = [hash_ for hash_ in hashes if hash_ not in found]
        if not left or not isinstance(self._embedder, Remembering):
            return not left
        return len(self._embedder.known(left)) == len(left)

    def _at_hand(self, hashes: Sequence[bytes]) -> dict[bytes, Vectors]:
        found = {hash_: row for hash_ in hashes if (row := self._remembered.get(hash_)) is not None}
        stored = self._stored([hash_ for hash_ in hashes if hash_ not in found])
        shape = (self._embedder.width,)
        return found | {
            hash_: row
            for hash_, row in stored.items()
            if row.shape == shape and abs(np.linalg.norm(row) - 1) < _LENGTH
        }

    def _remember(self, rows: Mapping[bytes, Vectors]) -> None:
        self._remembered |= rows
        while len(self._remembered) > _REMEMBERED:
            self._remembered.popitem(last=False)

    def _embedded(self, texts: Sequence[str]) -> Vectors:
        self.made += len(texts)
        return _checked(self._embedder.embed_passages(texts), len(texts), self._embedder)


def _checked(vectors: Vectors, count: int, embedder: Embedder) -> Vectors:
    if vectors.shape != (count, embedder.width):
        wanted = (count, embedder.width)
        raise _refused(embedder, f"returned shape {vectors.shape} where {wanted} was asked for")
    if not np.isfinite(vectors).all():
        raise _refused(embedder, "returned numbers that are none")
    if (np.abs(np.linalg.norm(vectors, axis=1) - 1) > _LENGTH).any():
        raise _refused(embedder, "returned vectors that are not of length 1")
    return vectors


def _refused(embedder: Embedder, what: str) -> ServiceError:
    problem = f"The embedder {embedder.fingerprint} {what}; nothing of it was stored."
    return ServiceError(problem, "Ingest again; if it stays so, set FOOTNOTE_EMBEDDER to another.")
