"""Whether evidence says what a claim says, by rules that can be read.

A claim is supported when every hard fact of it stands in the evidence, nothing is turned round,
and enough of its words are there. No model: `WordVerifier` never learns, tires or guesses.
"""

import re
from collections.abc import Sequence
from functools import cache

from rag.answer.common import about_answers, content
from rag.answer.facts import Facts, Number, facts
from rag.answer.fold import folded
from rag.answer.negation import negative, turned_round
from rag.answer.sentences import spans
from rag.answer.units import ORDINALS, SCALES, UNITS, WORD_NUMBERS
from rag.ports import Checked
from rag.reply import Verdict
from rag.retrieve.words import words

ENOUGH = 0.55
"""Share of a claim's words that must be in the evidence. Between this and all of them lies what a
reader would call a paraphrase; measured in ``eval/LOG.md``."""
WORD_FOR_WORD = 0.99
"""Probability given to a claim that stands in the evidence as it is."""


class WordVerifier:
    """Implements `Verifier` by looking words and facts up."""

    @property
    def version(self) -> str:
        """Changes whenever a verdict could."""
        return f"words-1/{ENOUGH}"

    def check(self, pairs: Sequence[tuple[str, Sequence[str]]]) -> list[Checked]:
        """Return one verdict for each (claim, evidence texts); no evidence is ``unsupported``."""
        return [_check(claim, evidence) for claim, evidence in pairs]


def _check(claim: str, evidence: Sequence[str]) -> Checked:
    said = _telling(claim)
    if not said and not facts(claim).numbers:
        return Checked(Verdict.NOT_CHECKABLE, 0.0, "It states nothing that could be checked.")
    texts = [text for text in evidence if text.strip()]
    if not texts:
        return Checked(Verdict.UNSUPPORTED, 0.0, "It cites nothing.")
    if any(_stands_in(claim, text) for text in texts):
        return Checked(Verdict.SUPPORTED, WORD_FOR_WORD, "It stands there word for word.")
    together = "\n\n".join(texts)
    missing = _missing(facts(claim), facts(together), together)
    if missing:
        return Checked(Verdict.UNSUPPORTED, 0.0, missing)
    turned = turned_round(claim, texts, enough=ENOUGH)
    if turned:
        return Checked(Verdict.CONTRADICTED, 0.0, turned)
    return _by_overlap(claim, together)


def _telling(claim: str) -> list[str]:
    return [word for word in content(claim) if word not in about_answers()]


def _stands_in(claim: str, text: str) -> bool:
    """Whole and between word boundaries: "not covered" must not be found as "covered"."""
    sought = folded(claim).text.strip(".。!?,;:")
    there = folded(text)
    place = there.text.find(sought) if sought else -1
    while place >= 0:
        start, end = there.span(place, place + len(sought))
        if _alone(text, start, end) and _sentence_whole(text, start, end):
            return True
        place = there.text.find(sought, place + 1)
    return False


def _alone(text: str, start: int, end: int) -> bool:
    left = text[start - 1 : start] + text[start : start + 1]
    right = text[end - 1 : end] + text[end : end + 1]
    return not any(len(two) == 2 and two.isalnum() and two.isascii() for two in (left, right))


def _sentence_whole(text: str, start: int, end: int) -> bool:
    """Whether a whole sentence was copied, or a part that nothing left out turns round."""
    for span in spans(text):
        if span.start <= start < span.end:
            rest = text[span.start : start] + " " + text[end : max(end, span.end)]
            return not negative(rest)
    return True


def _missing(claim: Facts, there: Facts, evidence: str) -> str:
    for number in claim.numbers:
        if not _has_number(number, there, evidence):
            return f"{number.shown} is not in what it cites{_instead(number, there)}."
    for date in claim.dates:
        if not any(date.agrees(other) for other in there.dates):
            other = f"; it has {there.dates[0].shown}" if there.dates else ""
            return f"{date.shown} is not in what it cites{other}."
    return _missing_words(claim, evidence)


def _missing_words(claim: Facts, evidence: str) -> str:
    plain = folded(evidence).text
    known = set(words(evidence))
    for quoted in claim.quoted:
        if folded(quoted).text not in plain:
            return f"“{quoted}” is not in what it cites."
    for name in claim.names:
        if not set(words(name)) <= known and folded(name).text not in plain:
            return f"{name} is not in what it cites."
    return ""


def _has_number(number: Number, there: Facts, evidence: str) -> bool:
    if any(_same(number, other, evidence) for other in there.numbers):
        return True
    if number.unit or number.scaled:
        return False
    of_dates = {part for date in there.dates for reading in date.readings for part in reading}
    if not of_dates.isdisjoint(number.values):
        return True
    ordinals = {ORDINALS.get(word) for word in re.findall(r"[a-z]+", evidence.lower())}
    return any(value in ordinals for value in number.values)


def _same(claimed: Number, other: Number, evidence: str) -> bool:
    if claimed.values & other.values:
        equal = True
    else:
        # A table in millions says 1,577 and, in its heading, the scale.
        equal = not other.scaled and bool(claimed.bare & other.bare) and claimed.scaled
        equal = equal and _scale_named(claimed, evidence)
    return equal and _units_agree(claimed.unit, other.unit, evidence)


def _scale_named(claimed: Number, evidence: str) -> bool:
    word = re.sub(r"[^a-zäöü]", "", claimed.shown.lower()).rstrip("s")
    return bool(word) and word[:7] in evidence.lower()


def _units_agree(claimed: str, other: str, evidence: str) -> bool:
    if not claimed or claimed == other:
        return True
    if other:
        return False
    return claimed != "%" or bool(re.search(r"%|percent|prozent|pct", evidence, re.IGNORECASE))


def _instead(number: Number, there: Facts) -> str:
    alike = [one for one in there.numbers if one.unit == number.unit] if number.unit else []
    near = [one for one in there.numbers if one.bare & number.bare] or alike
    return f"; it has {near[0].shown}" if near else ""


def _is_fact(word: str) -> bool:
    """Whether the facts have answered for it already, in whatever spelling."""
    return word[0].isdigit() or word in _measures()


@cache
def _measures() -> frozenset[str]:
    return frozenset(words(" ".join((*SCALES, *UNITS, *WORD_NUMBERS))))


def _by_overlap(claim: str, evidence: str) -> Checked:
    found = facts(claim)
    held = len(found.numbers) + len(found.dates)
    said = {word for word in content(claim) if not _is_fact(word)}
    shared = len(said & set(content(evidence)))
    share = (shared + held) / max(1, len(said) + held)
    if share < ENOUGH:
        probability = 0.5 * share / ENOUGH
        left = sorted(said - set(content(evidence)))[:3]
        why = f"Too little of it is in what it cites; missing: {', '.join(left)}."
        return Checked(Verdict.UNSUPPORTED, round(probability, 4), why)
    probability = 0.5 + 0.48 * (share - ENOUGH) / (1 - ENOUGH)
    return Checked(Verdict.SUPPORTED, round(probability, 4), f"{share:.0%} of its words are there.")
