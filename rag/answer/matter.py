"""Whether two sentences speak of the same matter, and whether they then say different things.

Closed rules, for versions of one document: there, what was not changed stands word for word, and
what was changed is mostly a figure, a date, a name, or a "not".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rag.answer.common import content
from rag.answer.dates import MONTHS
from rag.answer.facts import Facts, facts
from rag.answer.negation import negative
from rag.answer.opposites import opposed
from rag.answer.sentences import Span, spans
from rag.answer.units import CURRENCIES, UNITS, WORD_NUMBERS
from rag.retrieve.words import words

LEAST, SHARED, OF_LONGER = 3, 0.6, 0.4
"""Words in common, their share of the shorter sentence's, and of the longer one's, from which two
sentences speak of the same matter. Tried by hand on rewritten policies."""
MOSTLY = 0.5
"""Share of a text's sentences that another must have for both to be versions of one text."""
Period = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Matter:
    """A sentence, and what tells its subject."""

    text: str
    span: Span
    words: frozenset[str]
    """Stems, without figures, in digits or in words, and without money and months."""


@lru_cache(maxsize=512)
def matters(text: str) -> tuple[Matter, ...]:
    """Return the sentences of *text* that have a subject, in order."""
    return tuple(matter(text, span) for span in spans(text))


def matter(text: str, span: Span) -> Matter:
    """Return the sentence at *span* of *text*."""
    said = text[span.start : span.end]
    return Matter(said, span, frozenset(_subject(said)))


def counterpart(one: Matter, others: Sequence[Matter]) -> Matter | None:
    """Return which of *others* speaks of the same matter as *one*, the most alike; or none."""
    best = max(others, key=lambda other: (_alike(one, other), -other.span.start), default=None)
    return best if best and _alike(one, best) > 0 else None


def disagree(one: str, other: str, own: tuple[Period, Period] = ((), ())) -> bool:
    """Say whether two sentences of the same matter say different things.

    Each has a figure, a date or a name that the other lacks, or one denies what the other says, or
    says its opposite. The dates *own* of the versions that they are of do not count.
    """
    ours, theirs = facts(one), facts(other)
    pairs = zip(_said(ours, own), _said(theirs, own), strict=True)
    if any(_both_lack(*pair) for pair in pairs) or _dates_differ(ours, theirs, own):
        return True
    return negative(one) != negative(other) or opposed(one, other) is not None


def told_anew(older: str, newer: str, own: tuple[Period, Period] = ((), ())) -> bool:
    """Say whether *newer* says what *older* says: most of it again, or one sentence differently."""
    there = matters(newer)
    pairs = [(one, counterpart(one, there)) for one in matters(older) if len(one.words) > 1]
    again = [(one, other) for one, other in pairs if other]
    if pairs and len(again) >= MOSTLY * len(pairs):
        return True
    return any(disagree(one.text, other.text, own) for one, other in again)


def _subject(text: str) -> Iterator[str]:
    for word in content(text):
        if not any(sign.isdigit() for sign in word) and word not in _measures():
            yield word


@cache
def _measures() -> frozenset[str]:
    money = [word for word, unit in UNITS.items() if unit in CURRENCIES]
    return frozenset(words(" ".join((*money, *WORD_NUMBERS, *MONTHS))))


def _alike(one: Matter, other: Matter) -> float:
    """Return 0 for different matters; more, the more words two sentences share."""
    shared = len(one.words & other.words)
    short, long = sorted((len(one.words), len(other.words)))
    enough = shared >= min(LEAST, long) and shared >= SHARED * short and shared >= OF_LONGER * long
    return shared / long if enough and shared > 1 else 0.0


def _said(said: Facts, own: tuple[Period, Period]) -> Iterator[frozenset[object]]:
    years = {period[0] for period in own if period}
    yield frozenset(one.values for one in said.numbers if not one.values & years)
    yield frozenset(one.minutes for one in said.times)
    yield frozenset(name for name in said.names if name.lower() not in MONTHS)


def _both_lack(ours: frozenset[object], theirs: frozenset[object]) -> bool:
    return bool(ours - theirs and theirs - ours)


def _dates_differ(ours: Facts, theirs: Facts, own: tuple[Period, Period]) -> bool:
    mine = [one for one in ours.dates if not _is_own(one.readings, own)]
    yours = [one for one in theirs.dates if not _is_own(one.readings, own)]
    return any(not any(a.agrees(b) or b.agrees(a) for b in yours) for a in mine) and any(
        not any(a.agrees(b) or b.agrees(a) for a in mine) for b in yours
    )


def _is_own(readings: frozenset[tuple[int, int, int]], own: tuple[Period, Period]) -> bool:
    return any(period and said[: len(period)] == period for said in readings for period in own)
