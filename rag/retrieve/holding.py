"""Every passage that holds the words of a topic: for lists and counts, which want all there is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rag.filters.parse import Filter
from rag.ports import Embedder
from rag.retrieve.matching import matching, sought
from rag.retrieve.parts import parts
from rag.retrieve.within import within
from rag.store.library import Library
from rag.types import Collection, Hit, Vectors

DEEP = 5_000
"""Passages that are looked at, best first by BM25. Where so many have one of the words, more that
have most of them may lie beyond; reading so many takes about a second."""


@dataclass(frozen=True, slots=True)
class Holding:
    """Live passages that hold the words of a topic, best first by BM25."""

    hits: tuple[Hit, ...]
    """Those that match by their words (`rag.retrieve.matching`)."""
    more: bool
    """Whether there may be others, beyond `DEEP`."""


def holding(
    topic: str,
    *,
    collection: Collection,
    library: Library,
    embedder: Embedder,
    where: Filter | None = None,
) -> Holding:
    """Return the passages that hold the words of *topic*, of the documents that *where* keeps."""
    asked = sought(topic)
    if not asked:
        return Holding((), more=False)
    found = within(library, collection, where).keyword(asked, DEEP)
    live = library.live(collection, [one.passage_id for one in found])
    worth = {one.passage_id: one.score for one in found if one.passage_id in live}
    hits = [Hit(live[name], score, {"keyword": score}) for name, score in worth.items()]
    held = matching(topic, hits, by_words=True)
    if not held:
        return Holding((), more=len(found) >= DEEP)
    asking = np.concatenate([embedder.embed_question(one) for one in parts(topic, embedder)])
    vectors = library.vectors(collection, [hit.passage.id for hit in held])
    return Holding(tuple(_told(held, vectors @ asking.T)), len(found) >= DEEP)


def _told(hits: Sequence[Hit], near: Vectors) -> list[Hit]:
    """Say of each of *hits* also how near it is, by its best part of the topic."""
    best = near.max(axis=1).tolist()
    return [
        replace(hit, signals={**hit.signals, "dense": cosine})
        for hit, cosine in zip(hits, best, strict=True)
    ]
