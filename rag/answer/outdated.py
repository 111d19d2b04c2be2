"""Sentences of older versions that a newer one says anew: left out of what may answer."""

from collections.abc import Sequence

from rag.answer.candidates import Candidate
from rag.answer.matter import Matter, counterpart, matters
from rag.types import Hit


def current(found: Sequence[Candidate], hits: Sequence[Hit]) -> list[Candidate]:
    """Leave out of *found* what a later version of its document says of the same matter.

    Only where the question is not about the older version itself, and only what was *found*: a
    sentence that no later version has may answer still.
    """
    return [
        one
        for one in found
        if not any(
            counterpart(_matter(one), [_matter(other)])
            for other in found
            if _is_later(hits[other.shown - 1], hits[one.shown - 1], before=other.shown < one.shown)
        )
    ]


def _is_later(other: Hit, one: Hit, *, before: bool) -> bool:
    """Say whether *other* is of a later version; of two old ones the later comes first."""
    told, source = one.superseded, other.passage.source
    if told is None or told.wanted or source == one.passage.source:
        return False
    between = other.superseded is not None and other.superseded.by == told.by
    return source == told.by or (between and before)


def _matter(one: Candidate) -> Matter:
    return max(matters(one.words), key=lambda each: len(each.words))
