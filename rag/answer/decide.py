"""Answer or abstain, and how sure."""

import math
import re
from collections.abc import Sequence
from statistics import fmean

from rag.answer.sufficient import gives_kind
from rag.reply import Claim, Reason, Searched

_MESSAGES = {
    Reason.NOTHING_FOUND: "Nothing in the documents matches this question.",
    Reason.NOT_ENOUGH_EVIDENCE: "The documents do not hold an answer to this question.",
    Reason.UNSUPPORTED_DRAFT: (
        "An answer was drafted, but the documents do not bear it out, so it is withheld."
    ),
    Reason.CONFLICTING_EVIDENCE: "The documents contradict each other on this question.",
    Reason.REFUSED: "The model declined to answer this question.",
    Reason.BUDGET: "The limit set for answers was reached before this one was done.",
}
_REFUSAL = re.compile(
    r"\b(?:(?:I|we) (?:can(?:no|['’])t|cannot|am unable|won['’]t|am not able)"
    r"|I['’]m (?:sorry|unable)|as an AI)\b",
    re.IGNORECASE,
)
_MIDDLE, _SLOPE = 0.42, 9.0
"""Cosine between question and cited words at which we are half sure, and how fast that changes.
Chosen by hand; it orders answers and is not calibrated yet."""
UNANSWERED = 0.5
"""Most for an answer without the kind of figure that was asked for."""


def message(reason: Reason, searched: Searched, *, filtered: bool = False) -> str:
    """Return the sentence that says so to the reader, with what was searched.

    *filtered*: whether a filter left documents out.
    """
    if reason is Reason.NOTHING_FOUND and not searched.documents and filtered:
        return f"The filter fits no document of the collection {searched.collection.name!r}."
    if reason is Reason.NOTHING_FOUND and not searched.documents:
        return f"The collection {searched.collection.name!r} holds no documents yet."
    return _MESSAGES[reason]


def refusal(drafted: Sequence[str]) -> bool:
    """Say whether what was drafted is the model declining rather than answering."""
    return bool(drafted) and bool(_REFUSAL.search(" ".join(drafted[:2])))


def confidence(claims: Sequence[Claim], closeness: float, *, question: str = "") -> float:
    """Return 0 to 1: how well the claims are supported, times how near they are to the question.

    *closeness* is the highest cosine between the question and the words cited. At most `UNANSWERED`
    where *question* asks for a number, a date or a telephone, and no claim has one.
    """
    if not claims:
        return 0.0
    support = fmean(claim.probability for claim in claims)
    near = 1 / (1 + math.exp(-_SLOPE * (closeness - _MIDDLE)))
    most = 1.0 if gives_kind(question, " ".join(claim.text for claim in claims)) else UNANSWERED
    return round(min(most, support * near), 4)


def notes(left_out: int, rewritten: int) -> tuple[str, ...]:
    """Return what the reader should know beside the answer."""
    said = []
    if left_out:
        said.append(f"{_sentences(left_out)} left out: not borne out by the documents.")
    if rewritten:
        said.append(f"{_sentences(rewritten)} rewritten after a check.")
    return tuple(said)


def _sentences(count: int) -> str:
    return f"{count} sentence{' was' if count == 1 else 's were'}"
