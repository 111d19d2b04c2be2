"""Whether evidence says what a claim says: rules where they decide, a learned judge for the rest.

What the rules of `rag.answer.verify` decide stands. For the rest one threshold is put to a
probability made of two things: what the judge thinks, and how many of the claim's words are there.
"""

import math
import re
from collections.abc import Sequence

from rag.answer.facts import facts
from rag.answer.sentences import spans
from rag.answer.verify import PARAPHRASE, ruled, share, stated
from rag.ports import Checked, Judge, Opinion
from rag.reply import Verdict
from rag.retrieve.tongue import is_english
from rag.retrieve.words import words

SUPPORT, SHARE, BIAS = 0.421, 1.487, 0.208
"""Logistic regression of validation rows that the rules leave open, on the judge's log-odds and the
share of words; each data set and, within it, each class weighing the same. Made by
``python -m rag.models.make.judge.combine``."""
THRESHOLD = 0.43
"""Probability from which a claim is supported; where the mean balanced accuracy of the validation
sets is highest, each group judged by coefficients made without it (same command)."""
DENIED = 0.4
"""What a rule's denial leaves of a probability: always less than `THRESHOLD`."""
_SURE = 6.0
"""Log-odds beyond which the judge is taken to be no surer."""
_LATIN_END, _OTHERS = "\u024f", 0.1
"""The last Latin letter, and the share of letters beyond it that English may have."""
_READ = 4000
"""Characters of a text by which its language is told."""
UNREAD = "The judge reads English only, and its words alone do not settle it."


class LearnedVerifier:
    """Implements `Verifier` by rules first and a *judge* after them."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    @property
    def version(self) -> str:
        """Changes whenever a verdict could."""
        return f"rules-3+{self._judge.fingerprint}/{THRESHOLD}"

    def check(self, pairs: Sequence[tuple[str, Sequence[str]]]) -> list[Checked]:
        """Return one verdict for each (claim, evidence texts); no evidence is ``unsupported``."""
        first = [ruled(claim, texts) or _unread(claim, texts) for claim, texts in pairs]
        asked = [
            (claim, [text for text in stated(texts) if _readable(text)])
            for (claim, texts), known in zip(pairs, first, strict=True)
            if _is_asked(claim, texts, known)
        ]
        opinions = iter(self._judge.opinions(asked))
        return [
            _joined(claim, texts, known, next(opinions))
            if known is None or _is_asked(claim, texts, known)
            else known
            for (claim, texts), known in zip(pairs, first, strict=True)
        ]


def _is_asked(claim: str, texts: Sequence[str], known: Checked | None) -> bool:
    """Whether the judge says how likely a pair is: also where a rule denies, to rank what is."""
    if known is None:
        return True
    denied = known.verdict in (Verdict.UNSUPPORTED, Verdict.CONTRADICTED)
    return denied and _readable(claim) and any(map(_readable, stated(texts)))


def _joined(claim: str, texts: Sequence[str], known: Checked | None, opinion: Opinion) -> Checked:
    if known is None:
        return _weighed(claim, texts, opinion)
    likely = DENIED * probability(opinion, share(claim, stated(texts)))
    return Checked(known.verdict, round(likely, 4), known.why)


def probability(opinion: Opinion, held: float) -> float:
    """Return how likely support is, if half of all claims had it; *held*: share of words there."""
    support = max(-_SURE, min(_SURE, opinion.support))
    return 1 / (1 + math.exp(-(SUPPORT * support + SHARE * held + BIAS)))


def unread(checked: Checked) -> bool:
    """Say whether *checked* has no verdict because of its language: it states something."""
    return checked.verdict is Verdict.NOT_CHECKABLE and checked.why == UNREAD


def _weighed(claim: str, texts: Sequence[str], opinion: Opinion) -> Checked:
    there = stated(texts)
    likely = round(probability(opinion, share(claim, there)), 4)
    if likely >= THRESHOLD:
        return Checked(Verdict.SUPPORTED, likely, "The judge finds it in what it cites.")
    if not all(map(_readable, there)):
        return Checked(Verdict.NOT_CHECKABLE, likely, UNREAD)
    doubt = f"; in doubt: {', '.join(opinion.lacking)}" if opinion.lacking else ""
    return Checked(
        Verdict.UNSUPPORTED, likely, f"The judge does not find it in what it cites{doubt}."
    )


def _unread(claim: str, texts: Sequence[str]) -> Checked | None:
    """Return the verdict where the judge cannot read one side."""
    if _readable(claim) and any(map(_readable, stated(texts))):
        return None
    if any(_in_order(claim, text) for text in texts):
        return Checked(Verdict.SUPPORTED, PARAPHRASE, "All its words stand there in this order.")
    return Checked(Verdict.NOT_CHECKABLE, 0.0, UNREAD)


def _readable(text: str) -> bool:
    """Whether *text* is English; Chinese with many Latin names in it is not."""
    letters = [letter for letter in text[:_READ] if letter.isalpha()]
    other = sum(letter > _LATIN_END for letter in letters)
    return other <= _OTHERS * len(letters) and is_english(text[:_READ])


def _in_order(claim: str, text: str) -> bool:
    """Whether a sentence of *text* has just the words of *claim*, figures by their value."""
    sought = _worded(claim)
    sentences = (text[start:end] for start, end in spans(text))
    return bool(sought) and any(
        _worded(one) == sought and _same_figures(claim, one) for one in sentences
    )


def _worded(text: str) -> list[str]:
    """Return the words of *text*, each run of figures as one sign."""
    signs = ["#" if word[0].isdigit() else word for word in words(text)]
    return [
        sign for sign, before in zip(signs, ["", *signs], strict=False) if sign + before != "##"
    ]


def _same_figures(claim: str, sentence: str) -> bool:
    ours, theirs = facts(claim).numbers, facts(sentence).numbers
    digits, others = (re.sub(r"\D", "", text) for text in (claim, sentence))
    if digits != others or len(ours) != len(theirs):
        return False
    return all(not a.values.isdisjoint(b.values) for a, b in zip(ours, theirs, strict=True))
