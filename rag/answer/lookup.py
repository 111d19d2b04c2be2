"""Whether the facts of a claim are among those of its evidence."""

import re
from functools import cache

from rag.answer.facts import Facts, facts
from rag.answer.fold import folded
from rag.answer.numbers import Number
from rag.answer.units import CURRENCIES, ORDINALS, UNITS
from rag.retrieve.words import words

_VERSION = re.compile(
    r"\b(?:version|release|firmware|revision|section|clause|article|chapter|rev\.?|v\.?|§)\s*"
    r"(\d+(?:\.\d+)+)|(?<![\w.,])(\d{1,2}(?:\.\d{1,2}){2,3})(?![\w.]*\d)",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"%|per ?cent|prozent|pct", re.IGNORECASE)
_COMMON = frozenset(("pounds", "sterling", "dollar", "dollars", "rupees", "yen"))
"""Words for money that are left out where only signs and codes are looked for."""
_LOSS = re.compile(
    r"\b(?:minus|negative|below|under|loss(?:es)?|lost|deficit|fell|fall(?:s|ing)?|fallen|drop\w*"
    r"|declin\w+|decreas\w+|reduc\w+|lower|down|cost\w*|expens\w+|outflow|shrank|less|worse"
    r"|paid|used|verlust\w*|unter|sank|gesunken|pérdida\w*|perte\w*)\b|[-−–]\d",
    re.IGNORECASE,
)
"""Says in words what a minus says: "a loss of 5" and "-5"."""
_BOUND = re.compile(
    r"\b(?:at least|at most|up to|more than|less than|over|under|above|below|from|to|minimum"
    r"|maximum|min|max|lowest|highest|least|most|starts?|starting|begin\w*|ends?|until|till"
    r"|through|mindestens|höchstens|ab|bis|von|unter|über|desde|hasta|mínimo|máximo)\b",
    re.IGNORECASE,
)
"""Names an end of a range as an end."""


def missing_fact(claim: str, evidence: str) -> str:
    """Return which fact of *claim* is not in *evidence*, said for the reader; else nothing."""
    said, there = facts(claim), facts(evidence)
    for number in said.numbers:
        if not _has_number(number, there, claim, evidence):
            return f"{number.shown} is not in what it cites{_instead(number, there)}."
    for date in said.dates:
        if not any(date.agrees(other) for other in there.dates):
            other = f"; it has {there.dates[0].shown}" if there.dates else ""
            return f"{date.shown} is not in what it cites{other}."
    for time in said.times:
        if not any(time.minutes == other.minutes for other in there.times):
            other = f"; it has {there.times[0].shown}" if there.times else ""
            return f"{time.shown} is not in what it cites{other}."
    return _missing_version(claim, evidence) or _missing_words(said, evidence)


def _missing_version(claim: str, evidence: str) -> str:
    """Compare as text what only looks like a number: version 2.10 is not version 2.1."""
    for match in _VERSION.finditer(claim):
        version = match[1] or match[2]
        if not re.search(rf"(?<![\d.]){re.escape(version)}(?!\d|\.\d)", evidence):
            return f"{match[0].strip()} is not in what it cites."
    return ""


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


def _has_number(number: Number, there: Facts, claim: str, evidence: str) -> bool:
    alike = [other for other in there.numbers if _same(number, other, evidence)]
    if alike:
        return any(_as_said(number, other, claim, evidence) for other in alike)
    if number.unit or number.scaled:
        return False
    of_dates = {part for date in there.dates for reading in date.readings for part in reading}
    of_dates |= {part for time in there.times for part in time.parts}
    if not of_dates.isdisjoint(number.values):
        return True
    ordinals = {ORDINALS.get(word) for word in re.findall(r"[a-z]+", evidence.lower())}
    return any(value in ordinals for value in number.values)


def _as_said(number: Number, other: Number, claim: str, evidence: str) -> bool:
    """Whether both lie on the same side of zero, and one is no mere end of a range of the other."""
    if number.below != other.below and not _LOSS.search(evidence if number.below else claim):
        return False
    return not other.ranged or number.ranged or bool(_BOUND.search(claim))


def _same(claimed: Number, other: Number, evidence: str) -> bool:
    if claimed.values & other.values or _by_letter(claimed, other) or _by_letter(other, claimed):
        equal = True
    else:
        # A table in millions says 1,577 and, in its heading, the scale.
        equal = not other.scaled and bool(claimed.bare & other.bare) and claimed.scaled
        equal = equal and _scale_named(claimed, evidence)
    return equal and _units_agree(claimed, other, evidence)


def _by_letter(one: Number, two: Number) -> bool:
    """Whether *one* is written 3.5m where *two* is 3.5 million."""
    millions = {value * 1_000_000 for value in one.bare}
    return one.unit == "m" and two.scaled and not millions.isdisjoint(two.values)


def _scale_named(claimed: Number, evidence: str) -> bool:
    word = re.sub(r"[^a-zäöü]", "", claimed.shown.lower()).rstrip("s")
    return bool(word) and word[:7] in evidence.lower()


def _units_agree(claimed: Number, other: Number, evidence: str) -> bool:
    if not claimed.unit or claimed.unit == other.unit:
        return True
    if other.unit:
        return _by_letter(claimed, other) or _by_letter(other, claimed)
    if claimed.unit in CURRENCIES:
        named = {unit for unit in CURRENCIES if _money(unit).search(evidence)}
        return not named or claimed.unit in named
    return claimed.unit != "%" or bool(_PERCENT.search(evidence))


@cache
def _money(unit: str) -> re.Pattern[str]:
    spelt = [word for word, known in UNITS.items() if known == unit and word not in _COMMON]
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in spelt))


def _instead(number: Number, there: Facts) -> str:
    alike = [one for one in there.numbers if one.unit == number.unit] if number.unit else []
    near = [one for one in there.numbers if one.bare & number.bare] or alike
    return f"; it has {near[0].shown}" if near else ""
