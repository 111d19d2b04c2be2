"""What readers and writers are given of a ranking: not the same thing twice, not one document only.

Nothing is left out for being alike or for being one too many of its document: it comes later.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import accumulate

from rag.types import Hit

ALIKE = 0.9
"""Share of words in common from which on two passages with the same figures say the same."""
LEAST_OF_ONE, SHARE_OF_ONE = 3, 2
"""Passages of one document that are shown at least, and part of all (one in two) at most, while
others are as good."""
AS_GOOD = 0.6
"""Of the best score: what scores less has no claim to the place of a further passage."""
LEAST, SHARP = 5, 0.25
"""Hits kept whatever their scores, and how far the knee must lie below the straight line from the
first score to the last, both drawn from 0 to 1."""


def spread(hits: Sequence[Hit], k: int, *, asked_about: Collection[str] = ()) -> list[Hit]:
    """Return *hits*, best first, so that the first *k* say different things.

    What repeats one before it in the same document, or in two others, comes after all others. Of a
    document that is not *asked_about* (ids) no more than half of the first *k* come before those of
    others that are nearly as good. Scores are lowered to keep the order.
    """
    window = hits[: 2 * k]
    again = _repeated(window)
    once = [hit for hit in window if hit.passage.id not in again]
    mixed = _mixed(once, k, asked_about)
    repeats = [hit for hit in window if hit.passage.id in again]
    return _descending([*mixed, *repeats, *hits[2 * k :]])


def knee(hits: Sequence[Hit], *, least: int = LEAST) -> list[Hit]:
    """Return *hits*, best first, up to where their scores fall off; all where they fall evenly.

    The knee is the score furthest below the straight line from the first to the last (Satopää and
    others, "Finding a Kneedle in a Haystack", 2011, https://doi.org/10.1109/ICDCSW.2011.20).
    """
    scores = [hit.score for hit in hits]
    if len(hits) <= least or scores[0] <= scores[-1]:
        return list(hits)
    fall = scores[0] - scores[-1]
    below = [
        (scores[0] - score) / fall - place / (len(hits) - 1) for place, score in enumerate(scores)
    ]
    deepest = max(range(len(hits)), key=lambda place: (below[place], -place))
    return list(hits[: max(least, deepest)] if below[deepest] >= SHARP else hits)


def _repeated(hits: Sequence[Hit]) -> set[str]:
    """Return the ids of passages that say what one before them says.

    A second document that says so is no repetition: it bears the first one out. A third one is.
    """
    said: list[tuple[frozenset[str], str]] = []
    again: set[str] = set()
    for hit in hits:
        words = frozenset(hit.passage.text.casefold().split())
        document = hit.passage.source.document_id
        alike = [where for other, where in said if _alike(words, other)]
        if document in alike or len(alike) > 1:
            again.add(hit.passage.id)
        else:
            said.append((words, document))
    return again


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    if min(len(one), len(other)) < ALIKE * max(len(one), len(other)):
        return False
    common = len(one & other)
    if common < ALIKE * (len(one) + len(other) - common):
        return False
    return not any(map(_has_figure, one ^ other))


def _has_figure(word: str) -> bool:
    return any(character.isdigit() for character in word)


def _mixed(hits: Sequence[Hit], k: int, asked_about: Collection[str]) -> list[Hit]:
    most = max(LEAST_OF_ONE, k // SHARE_OF_ONE)
    shown: Counter[str] = Counter()
    first: list[Hit] = []
    later: list[Hit] = []
    for hit in hits:
        document = hit.passage.source.document_id
        over = shown[document] >= most and document not in asked_about
        (later if over else first).append(hit)
        shown[document] += 1
    good = [hit for hit in first if hit.score >= AS_GOOD * hits[0].score]
    rest = sorted([*later, *first[len(good) :]], key=lambda hit: -hit.score)
    return [*good, *rest]


def _descending(hits: list[Hit]) -> list[Hit]:
    scores = accumulate((hit.score for hit in hits), min)
    return [Hit(hit.passage, score, hit.signals) for hit, score in zip(hits, scores, strict=True)]
