"""Vectors as bytes, and what is refused as a vector."""

import numpy as np

from rag.errors import ServiceError
from rag.types import Vectors


def checked(vectors: Vectors, *, rows: int, width: int) -> Vectors:
    """Return *vectors* as float32 of shape ``(rows, width)``, every row finite and not zero.

    `ServiceError` otherwise: an index given such a vector would answer with any passages at all.
    """
    array = np.ascontiguousarray(vectors, dtype=np.float32)
    if array.shape != (rows, width):
        problem = f"The embedder gave vectors of shape {array.shape}, not {(rows, width)}."
    elif not np.isfinite(array).all():
        problem = "The embedder gave a vector with a value that is no number."
    elif rows and not np.abs(array).max(axis=1).all():
        problem = "The embedder gave a vector of zeros."
    else:
        return array
    raise ServiceError(problem, "Check the server behind FOOTNOTE_EMBEDDER, then try again.")


def packed(vectors: Vectors) -> list[bytes]:
    """Return each row as little-endian float32 bytes."""
    return [row.tobytes() for row in vectors.astype("<f4", copy=False)]


def unpacked(rows: list[bytes]) -> Vectors:
    """Return the rows that `packed` made; no rows give shape ``(0, 0)``."""
    if not rows:
        return np.zeros((0, 0), dtype=np.float32)
    return np.frombuffer(b"".join(rows), dtype="<f4").reshape(len(rows), -1).astype(np.float32)
