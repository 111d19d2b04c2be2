"""What is read from the sketches of texts that are kept: how much two texts have in common.

`ingest.sketch` makes them: a stamp of the words in their order, then the smallest hashes of their
stretches of words, little-endian.
"""

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint32]
"""Sorted, none twice."""
KEPT = 256
"""Hashes in a sketch: an estimate of 0.85 is off by 0.022 in the mean (√(p(1-p)/k))."""
STAMP = 8
"""Bytes before the hashes: they name the words and their order."""
_BOTH = 2


def hashes_of(made: bytes) -> Hashes:
    """Return the hashes in a sketch; of none, none."""
    return np.frombuffer(made, dtype="<u4", offset=min(STAMP, len(made))).astype(np.uint32)


def same_words(one: bytes, other: bytes) -> bool:
    """Say whether two sketches are of the same words in the same order."""
    return bool(one) and one[:STAMP] == other[:STAMP]


def likeness(one: bytes, other: bytes) -> float:
    """Estimate which share of their stretches two texts have in common: 0 to 1.

    1.0 for the same words, 0.0 where either has no sketch. Exact for texts of up to `KEPT`
    stretches.
    """
    if not one or not other:
        return 0.0
    if same_words(one, other):
        return 1.0
    first, second = hashes_of(one), hashes_of(other)
    held_by = np.unique(np.concatenate([first, second]), return_counts=True)[1]
    if max(len(first), len(second)) == KEPT:  # what was cut off of one is unknown
        held_by = held_by[:KEPT]
    return float(np.count_nonzero(held_by == _BOTH) / len(held_by))
