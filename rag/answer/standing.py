"""Whether a claim stands in a text word for word, and whether the text says it where it stands."""

from collections.abc import Iterator, Sequence

from rag.answer.fold import folded
from rag.answer.hedges import asks, hedged
from rag.answer.lookup import missing_fact
from rag.answer.negation import negative
from rag.answer.orders import WHY as ORDERED
from rag.answer.orders import is_order
from rag.answer.sentences import Span, spans

_PLACES = 40
"""At which a claim is looked at in one text."""


def standings(claim: str, text: str) -> Iterator[str]:
    """Give for each place where *claim* stands in *text* why it is not said there; else nothing.

    Whole and between word boundaries: "not covered" must not be found as "covered". A place where
    what is left out turns it round is no place.
    """
    found = spans(text)
    sought = folded(claim).text.strip(".。!?,;:")
    there = folded(text)
    place = there.text.find(sought) if sought else -1
    for _ in range(_PLACES):
        if place < 0:
            return
        start, end = there.span(place, place + len(sought))
        why = _why(claim, text, found, Span(start, end)) if _alone(text, start, end) else None
        if why is not None:
            yield why
        place = there.text.find(sought, place + 1)


def _alone(text: str, start: int, end: int) -> bool:
    left = text[start - 1 : start] + text[start : start + 1]
    right = text[end - 1 : end] + text[end : end + 1]
    return not any(len(two) == 2 and two.isalnum() and two.isascii() for two in (left, right))


def _why(claim: str, text: str, found: Sequence[Span], place: Span) -> str | None:
    """Return what the rest of the sentence makes of a copied part; nothing if it is not a copy."""
    start, end = place
    for span in found:
        if span.start <= start < span.end:
            sentence = text[span.start : max(end, span.end)]
            rest = text[span.start : start] + " " + text[end : max(end, span.end)]
            return _taken_back(claim, sentence, rest)
    return ""


def _taken_back(claim: str, sentence: str, rest: str) -> str | None:
    if is_order(sentence):
        return ORDERED
    if negative(rest):
        return None
    word = hedged(rest)
    if word:
        return f"What it cites says it only with “{word}”."
    if asks(sentence):
        return "What it cites only asks it."
    # Cut before "below zero", 5 degrees are other degrees.
    return None if rest.strip() and missing_fact(claim, sentence) else ""
