"""The numbers of a text, and all that each can mean."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from rag.answer.units import CURRENCY_CODES, SCALES, TENS, UNITS, WORD_NUMBERS


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, and all that it can mean."""

    shown: str
    values: frozenset[Decimal]
    """Scale applied; more than one where a comma may group or may divide."""
    bare: frozenset[Decimal]
    """Without the scale: what a table in millions says."""
    unit: str = ""
    """Canonical: ``"%"``, ``"month"``, ``"$"``; empty where none is known."""
    scaled: bool = False
    """Whether the text gives a scale with it: ``"2.5 million"``."""
    below: bool = False
    """Whether it is less than nothing: ``"-5"``, ``"minus 5"``, ``"5 below zero"``."""
    ranged: bool = False
    """Whether it is an end of a range: ``"between 10 and 20"``."""


_GROUP = "\x1f"
"""Stands for a space that groups digits, once that is known. NFKC would make it like any other."""
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:[\u00a0\u202f\u2009\u2007]\d{3})+(?!\d)")
_SPACED = re.compile(r"(?<![\w.,])\d{1,3}(?: \d{3})+(?!\w)")
_FRACTION = re.compile(r"(\d*)\s?([¼½¾⅕⅖⅗⅘⅛⅜⅝⅞])")
_NUMBER = re.compile(
    r"(?P<before>[$€£¥₹]\s?|\b(?:" + "|".join(CURRENCY_CODES) + r")\s)?"
    r"(?<![^\W぀-ヿ㐀-鿿가-힣])(?<![.,])"
    rf"(?P<digits>\d{{1,3}}(?:[{_GROUP}'’]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)"
    r"(?:(?:st|nd|rd|th)\b)?"
    r"(?P<after>[\s-]{0,2}(?:%|°\s?[CF]\b|[$€£¥₹]|[^\W\d_]+\.?|[万億亿兆]))?"
    r"(?P<later>\s{1,2}(?:[$€£¥₹%]|[^\W\d_]+\.?))?"
)
_INSIDE = re.compile(r"(?<=[A-Za-z])\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W\d_]+")
_TWO_WORDS = re.compile(
    rf"\b({'|'.join(TENS)})[- ](one|two|three|four|five|six|seven|eight|nine)\b", re.IGNORECASE
)
_ONES = "one two three four five six seven eight nine".split()
_SIGN = re.compile(
    r"(?:(?<![\w.)\]%°])(?<![\d%°] )[-−–]|\b(?:minus|negative)\s)[$€£¥₹]?\s?\Z", re.IGNORECASE
)
_UNDER_ZERO = re.compile(
    r"\s*(?:°\s?[CF]\b|degrees?|grad|grados)?\s*(?:celsius|fahrenheit|centigrade)?\s*"
    r"(?:below (?:zero|freezing|nought)|unter (?:null|dem gefrierpunkt)|bajo cero|sous z[ée]ro)",
    re.IGNORECASE,
)
_FIGURE = r"[$€£¥₹]?\s?(\d[\d.,\x1f]*)"
_RANGE = re.compile(
    rf"\b(?:between|zwischen|entre)\s+{_FIGURE}[^.;:\n\d]{{0,20}}?\b(?:and|und|y|et)\s+{_FIGURE}"
    r"|(?<![\w.,–-])(\d[\d.,]*)\s?[–-]\s?(\d[\d.,]*)(?=\s?(?:%|°|[A-Za-z]{1,9}\b))",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d\Z")


def plainly(text: str) -> str:
    """Return *text* in its plain form (NFKC), with what NFKC would lose of numbers kept."""
    kept = _FRACTION.sub(_decimal_fraction, text)
    kept = _GROUPED.sub(lambda match: re.sub(r"\s", _GROUP, match[0]), kept)
    return unicodedata.normalize("NFKC", kept)


def joined(text: str, evidence: str) -> str:
    """Join digits that *text* groups by plain spaces, unless *evidence* has the very same words.

    In evidence itself a plain space never joins: cells of a table stand side by side like that.
    """

    def one(match: re.Match[str]) -> str:
        same = re.search(rf"(?<!\d){match[0]}(?!\d)", " ".join(evidence.split()))
        return match[0] if same else match[0].replace(" ", "\u202f")

    return _SPACED.sub(one, text)


def _decimal_fraction(match: re.Match[str]) -> str:
    whole = Decimal(int(match[1] or 0))
    return f" {whole + Decimal(str(unicodedata.numeric(match[2])))}"


def numbers(text: str) -> list[Number]:
    """Return the numbers of *text* in order, in digits or in words, but for a lone "one"."""
    ends = _range_ends(text)
    found = [
        (match.start("digits"), _number(match, ranged=match.start("digits") in ends))
        for match in _NUMBER.finditer(text)
    ]
    found += [
        (match.start(), _bare(match[0], _readings(match[0]))) for match in _INSIDE.finditer(text)
    ]
    found += _in_words(text)
    return [number for _, number in sorted(found, key=lambda pair: pair[0])]


def _range_ends(text: str) -> set[int]:
    ends: set[int] = set()
    for match in _RANGE.finditer(text):
        groups = [group for group in range(1, 5) if match[group]]
        if not any(_YEAR.match(match[group]) for group in groups):
            ends.update(match.start(group) for group in groups)
    return ends


def _in_words(text: str) -> list[tuple[int, Number]]:
    found: list[tuple[int, Number]] = []
    taken: set[int] = set()
    for match in _TWO_WORDS.finditer(text):
        value = TENS[match[1].lower()] + _ONES.index(match[2].lower()) + 1
        found.append((match.start(), _worded(text, match, value)))
        taken.update(range(*match.span()))
    for match in _WORD.finditer(text):
        known = WORD_NUMBERS.get(match[0].lower())
        if known and match.start() not in taken:
            found.append((match.start(), _worded(text, match, known)))
    return found


def _bare(shown: str, values: frozenset[Decimal]) -> Number:
    return Number(shown, values, values)


def _worded(text: str, match: re.Match[str], value: int) -> Number:
    following = _WORD.match(text, match.end() + 1)
    word = following[0].lower() if following else ""
    bare = frozenset({Decimal(value)})
    scale = SCALES.get(word, 1)
    unit = "%" if re.match(r"\s+per\s+cent\b", text[match.end() :], re.IGNORECASE) else ""
    shown = f"{match[0]} {word}" if scale > 1 or word in UNITS else match[0]
    values = frozenset(one * scale for one in bare)
    return Number(
        shown, values, bare, unit or UNITS.get(word, ""), scaled=scale > 1, below=_below(match)
    )


def _below(match: re.Match[str], start: int | None = None, end: int | None = None) -> bool:
    text = match.string
    start = match.start() if start is None else start
    end = match.end() if end is None else end
    before = text[max(0, start - 12) : start]
    if before.endswith("(") and text.startswith(")", end) and "." in text[start:end]:
        return True  # (3.2) is how accounts write -3.2
    return bool(_SIGN.search(before) or _UNDER_ZERO.match(text, end))


def _number(match: re.Match[str], *, ranged: bool) -> Number:
    bare = _readings(match["digits"])
    before, after, later = (_unit(match[name]) for name in ("before", "after", "later"))
    after, later = _percents(after, later)
    if after == "m" and before in UNITS:
        after = "million"  # €3.5m is money
    scale = SCALES.get(after, 1)
    unit = UNITS.get(after) or UNITS.get(later if scale > 1 else "", "") or UNITS.get(before, "")
    if scale > 1:  # 1.577 million is never 1577 of them
        bare = frozenset({min(bare)})
    return Number(
        _shown(match, before, told=scale > 1 or after in UNITS),
        frozenset(value * scale for value in bare),
        bare,
        unit,
        scaled=scale > 1,
        below=_below(match, match.start(), match.end("digits")),
        ranged=ranged,
    )


def _percents(after: str, later: str) -> tuple[str, str]:
    """Tell per cent from points of them: a rise from 5 % to 10 % is one of 5 points."""
    if after == "per" and later == "cent":
        return "%", ""
    points = later in ("point", "points") and UNITS.get(after) == "%"
    return ("pp", "") if points else (after, later)


def _shown(match: re.Match[str], before: str, *, told: bool) -> str:
    shown = match["digits"].replace(_GROUP, " ")
    if before:
        shown = f"{before.upper()} {shown}" if before.isalpha() else before + shown
    if told:
        shown += (match["after"] or "").rstrip(".")
    sign = "-" if _below(match, match.start(), match.end("digits")) else ""
    return sign + " ".join(shown.split())


def _unit(part: str | None) -> str:
    bare = (part or "").strip(" \t\n-.").replace(" ", "")
    # Case tells mg from MG in no document we know, but M (million) from m (metre) in many.
    if bare in UNITS or bare in SCALES:
        return bare
    # Scripts without spaces run the unit into what follows it: 24か月です.
    wide = (bare[:size] for size in (3, 2, 1) if ord(bare[:1] or " ") > 0x2E80)
    return next((unit for unit in wide if unit in UNITS or unit in SCALES), bare.lower())


@lru_cache(maxsize=4096)
def _readings(digits: str) -> frozenset[Decimal]:
    """Return what *digits* may mean: 1.577 divides in English and groups in German.

    A comma before three digits is taken to group: three places after one are rare.
    """
    bare = re.sub(rf"[{_GROUP}'’]", "", digits)
    marks = [mark for mark in bare if mark in ".,"]
    if not marks:
        return frozenset({_decimal(bare)})
    last = marks[-1]
    if len(set(marks)) == 1 and len(marks) > 1:
        return frozenset({_decimal(bare.replace(last, ""))})
    whole, _, part = bare.rpartition(last)
    divided = _decimal(whole.replace(".", "").replace(",", "") + "." + part)
    grouped = len(part) == 3 and len(marks) == 1 and whole != "0"
    if grouped and last == ",":
        return frozenset({_decimal(whole + part)})
    if grouped:
        return frozenset({divided, _decimal(whole + part)})
    return frozenset({divided})


def _decimal(digits: str) -> Decimal:
    return Decimal("".join(str(unicodedata.digit(one, 0)) if one != "." else one for one in digits))
