"""Sentences of a version that is not asked about, and that one which is says: left out."""

from collections.abc import Sequence

from rag.answer.candidates import Candidate
from rag.answer.matter import Matter, counterpart, matters
from rag.types import Hit


def current(found: Sequence[Candidate], hits: Sequence[Hit]) -> list[Candidate]:
    """Leave out of *found* what a later version of its document says of the same matter.

    Where the question is about the older version alone, what the later one says is left out; where
    it is about both, nothing is. Only what was *found* counts: a sentence that no version but one
    has may answer still.
    """
    return [
        one
        for one in found
        if not any(
            counterpart(_matter(one), [_matter(other)])
            for other in found
            if _is_better(
                hits[other.shown - 1], hits[one.shown - 1], before=other.shown < one.shown
            )
        )
    ]


def _is_better(other: Hit, one: Hit, *, before: bool) -> bool:
    """Say whether *other* is of a version that the question is about rather than *one*'s."""
    told, source = one.superseded, other.passage.source
    if other.superseded and other.superseded.alone:
        return other.superseded.by == one.passage.source
    if told is None or told.wanted or source == one.passage.source:
        return False
    between = other.superseded is not None and other.superseded.by == told.by
    return source == told.by or (between and before)  # of two old ones the later comes first


def _matter(one: Candidate) -> Matter:
    return max(matters(one.words), key=lambda each: len(each.words))
