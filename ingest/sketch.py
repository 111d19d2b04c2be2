"""A text as a thousand bytes, by which texts that are nearly the same are found.

Of every stretch of a few words a hash is taken, and the smallest are kept: a bottom-k sketch (Cohen
and Kaplan, "Summarizing data using bottom-k sketches", PODC 2007,
https://doi.org/10.1145/1281100.1281133). What two sketches share of their smallest hashes estimates
what their texts share of their stretches.
"""

import hashlib
import re

import numpy as np
import numpy.typing as npt

from rag.store.sketches import KEPT, STAMP, Hashes

WORDS = 4
"""In a stretch. One word changed changes four stretches."""
FEWEST = 24
"""Words below which a text has no sketch: forms and stubs resemble each other by chance."""
_PIECE = 1 << 20
"""Stretches hashed at a time."""
_WORD = re.compile(
    # Scripts that write no blanks between words: each letter counts as a word.
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    r"\U00020000-\U0003ffff]|[^\W_]+"
)
_ODD = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
"""Constants of splitmix64 (Steele, Lea and Flood, OOPSLA 2014): they spread each bit over all."""


def sketch(text: str) -> bytes:
    """Return the sketch of *text*: the same words, the same sketch, in every process.

    It takes about 0.05 s for 1 MB. Case, blanks and punctuation count for nothing. A text of
    fewer than `FEWEST` words gives no bytes.
    """
    words = _WORD.findall(text.casefold())
    if len(words) < FEWEST:
        return b""
    numbers = _numbered(words)
    smallest = np.zeros(0, dtype=np.uint32)
    for start in range(0, len(numbers) - WORDS + 1, _PIECE):
        hashes = _stretches(numbers[start : start + _PIECE + WORDS - 1])
        smallest = np.unique(np.concatenate([smallest, hashes]))[:KEPT]
    stamp = hashlib.blake2b(numbers.tobytes(), digest_size=STAMP).digest()
    return stamp + smallest.astype("<u4").tobytes()


def _numbered(words: list[str]) -> npt.NDArray[np.uint64]:
    """Give each word a number that follows from the word alone."""
    numbers = {
        word: int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little")
        for word in set(words)
    }
    return np.fromiter(map(numbers.__getitem__, words), dtype="<u8", count=len(words))


def _stretches(numbers: npt.NDArray[np.uint64]) -> Hashes:
    """Hash each `WORDS` numbers that follow one another; sums and products wrap at 64 bits."""
    count = len(numbers) - WORDS + 1
    total = np.zeros(count, dtype=np.uint64)
    for place in range(WORDS):
        total = total * _ODD + numbers[place : place + count]
    total = (total ^ (total >> np.uint64(30))) * _MIX[0]
    total = (total ^ (total >> np.uint64(27))) * _MIX[1]
    hashes: Hashes = ((total ^ (total >> np.uint64(31))) >> np.uint64(32)).astype(np.uint32)
    return hashes
