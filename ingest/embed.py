"""Turns cuts into vectors, and believes an embedder only as far as can be checked."""

from collections.abc import Callable, Sequence

import numpy as np

from ingest.split import Cut
from rag.errors import ServiceError
from rag.ports import Embedder
from rag.types import Vectors

AT_ONCE = 256
"""Texts given to the embedder in one call."""
_LENGTH = 1e-3
"""A vector's length may be so far from 1."""


def embedded(cuts: Sequence[Cut], embedder: Embedder, told: Callable[[int], None]) -> Vectors:
    """Return a row for each of *cuts*; *told* is given how many more are done, now and then."""
    rows = [np.zeros((0, embedder.width), dtype=np.float32)]
    for start in range(0, len(cuts), AT_ONCE):
        texts = [cut.embedded for cut in cuts[start : start + AT_ONCE]]
        rows.append(_checked(embedder.embed_passages(texts), len(texts), embedder))
        told(len(texts))
    return np.concatenate(rows)


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
