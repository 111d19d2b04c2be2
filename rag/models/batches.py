"""Texts parted into requests: by tokens, and among as many as may be in flight."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

BATCH_TEXTS, BATCH_TOKENS = 512, 100_000
"""Most of one request. OpenAI takes 2,048 and 300,000; what a kill loses is what is in flight."""
FEWEST_TOKENS = 8_000
"""Of a request, before its texts are parted among more requests."""
_TURNS = 2
"""Requests for each that may be in flight: a slow one at the end keeps fewer waiting."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts of one request."""

    places: Sequence[int]
    """Among all texts, from 0."""
    texts: Sequence[str]
    counts: Sequence[int]
    """Tokens of each."""

    def __getitem__(self, which: slice) -> "Batch":
        return Batch(self.places[which], self.texts[which], self.counts[which])


def parted(texts: Sequence[str], counts: Sequence[int], *, among: int) -> Iterator[Batch]:
    """Yield *texts* in order, in requests that are neither too small nor too large.

    Where there is enough, there are two for each of the *among* that may be in flight.
    """
    whole = Batch(range(len(texts)), texts, counts)
    most = min(BATCH_TOKENS, max(FEWEST_TOKENS, -(-sum(counts) // (among * _TURNS))))
    start = tokens = 0
    for at, more in enumerate(counts):
        if at > start and (at - start == BATCH_TEXTS or tokens + more > most):
            yield whole[start:at]
            start, tokens = at, 0
        tokens += more
    if texts:
        yield whole[start:]
