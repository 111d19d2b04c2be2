"""What makes a sentence say less than its words: conditions, reports, denials, questions."""

import re

_HEDGE = re.compile(
    r"\b(?:if|unless|only when|when|whenever|provided|in case|except|subject to|wenn|falls|sofern"
    r"|nur|außer|si|sauf|salvo|cuando|quand|lorsque)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:false(?:ly)?|untrue|incorrect(?:ly)?|wrong(?:ly)?|myth|rumou?r(?:ed|s)?"
    r"|den(?:y|ies|ied)|claim(?:s|ed) that|alleg(?:e|es|ed|edly|ation)|suppos(?:ed|edly)"
    r"|says? that|said that|pretend(?:s|ed)?|mistaken(?:ly)?|angeblich|bestreitet|behauptet"
    r"|dementiert|falsch|supuestamente|prétend(?:ument)?|faux|falso)\b",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"\bdid you know (?:that\b|(?!wh|how\b|if\b|about\b|of\b|any)\w)", re.IGNORECASE
)
_ASKS = re.compile(r"[?？]\W*\Z")


def hedged(rest: str) -> str:
    """Return the word of *rest*, what a claim leaves out of a sentence, that takes it back."""
    found = _HEDGE.search(rest) or _DENIED.search(rest)
    return found[0] if found else ""


def denied(sentence: str, claim: str) -> str:
    """Return the word by which *sentence* only reports or denies what *claim* says outright."""
    found = _DENIED.search(sentence)
    return found[0] if found and not _DENIED.search(claim) else ""


def asks(sentence: str) -> bool:
    """Say whether *sentence* is a question: it states nothing."""
    return bool(_ASKS.search(sentence))


def tells(question: str) -> bool:
    """Say whether *question* only asks in form: "Did you know that it rains?" says that it does."""
    return bool(_TELLS.search(question))
