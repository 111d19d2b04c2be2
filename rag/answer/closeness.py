"""Vectors for stretches of text that may be longer than the embedder reads."""

from collections.abc import Sequence

from rag.ports import Embedder
from rag.types import Vectors

_SHORTENED = 0.9
"""Of what the share of tokens suggests: tokens are not spread evenly over a text."""


def embed(embedder: Embedder, texts: Sequence[str]) -> Vectors:
    """Return a row for each of *texts*, by as much of its beginning as the embedder reads."""
    return embedder.embed_passages(_fitted(embedder, texts))


def closest(embedder: Embedder, question: str, texts: Sequence[str]) -> float:
    """Return the highest cosine between *question* and any of *texts*; 0 for none."""
    if not texts:
        return 0.0
    return float((embed(embedder, texts) @ asking(embedder, question)).max())


def asking(embedder: Embedder, question: str) -> Vectors:
    """Return the vector of *question*, shape ``(width,)``."""
    (asked,) = _fitted(embedder, [question])
    vector: Vectors = embedder.embed_question(asked)[0]
    return vector


def _fitted(embedder: Embedder, texts: Sequence[str]) -> list[str]:
    fitted = list(texts)
    waiting = list(range(len(fitted)))
    while waiting:
        counts = embedder.count([fitted[row] for row in waiting])
        over = [
            (row, size) for row, size in zip(waiting, counts, strict=True) if size > embedder.window
        ]
        for row, size in over:
            keep = int(len(fitted[row]) * embedder.window / size * _SHORTENED)
            fitted[row] = fitted[row][:keep]
        waiting = [row for row, _ in over]
    return fitted
