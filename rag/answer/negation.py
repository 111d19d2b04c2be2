"""Whether a claim says the opposite of what it cites."""

import re
from collections.abc import Sequence

from rag.answer.common import content, negations, stops
from rag.answer.sentences import spans
from rag.retrieve.words import words

_TURNED = 2
"""Words after a negation that it is taken to turn round."""
_NEGATED = re.compile(r"n[’']t\b", re.IGNORECASE)
_ELIDED = re.compile(r"\bn[’'](?=[aeéêiouyh])", re.IGNORECASE)
_ANSWERING = re.compile(r"\bno\s*[,.;:!]", re.IGNORECASE)
_CJK_NOT = re.compile(r"[不没無无未]|ない|ません")


def negative(text: str) -> bool:
    """Say whether anything in *text* turns something round."""
    plain = _plainly(text)
    return any(word in negations() for word in words(plain)) or bool(_CJK_NOT.search(plain))


def is_denied(word: str, text: str) -> bool:
    """Say whether *word* stands in *text* right behind a "not"."""
    before = r"\b(?:not|never|nicht|nie|no|non|pas|ne|не)\s+(?:\w+\s+)?"
    return bool(re.search(before + re.escape(word), _plainly(text), re.IGNORECASE))


def likest(claim: str, texts: Sequence[str], *, enough: float) -> str:
    """Return the sentence of *texts* most like *claim*; none where none has *enough* of it."""
    said = set(content(claim))
    sentences = [text[span.start : span.end] for text in texts for span in spans(text)]
    best = max(sentences, key=lambda one: _share(said, set(content(one))), default="")
    return best if _share(said, set(content(best))) >= enough else ""


def turned_round(claim: str, texts: Sequence[str], *, enough: float) -> str:
    """Return what says the opposite of *claim* in *texts*, said for the reader; else nothing.

    Only the sentence most like the claim is looked at, and only if it has *enough* of its words.
    """
    said = set(content(claim))
    best = likest(claim, texts, enough=enough)
    there = set(content(best))
    ours, theirs = _negated(claim), _negated(best)
    if not ours & theirs and (ours & (there | {"¬"}) or theirs & (said | {"¬"})):
        return f"What it cites says the opposite: “{' '.join(best.split())[:160]}”"
    return ""


def _negated(text: str) -> set[str]:
    plain = _plainly(text)
    if _CJK_NOT.search(plain):
        return {"¬"}
    found: set[str] = set()
    listed = [word for word in words(plain) if word in negations() or word not in stops()]
    for place, word in enumerate(listed):
        if word in negations():
            after = [one for one in listed[place + 1 :] if one not in negations()]
            found.update(after[:_TURNED])
    return found


def _plainly(text: str) -> str:
    return _ANSWERING.sub(" ", _ELIDED.sub("ne ", _NEGATED.sub(" not", text)))


def _share(said: set[str], there: set[str]) -> float:
    return len(said & there) / len(said) if said else 0.0
