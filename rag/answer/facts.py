"""The hard facts of a text: numbers with units, dates, names, words in quotation marks."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from rag.answer.dates import Date, dates
from rag.answer.units import SCALES, UNITS, WORD_NUMBERS


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


@dataclass(frozen=True, slots=True)
class Facts:
    """What of a text can be looked up in another word for word."""

    numbers: tuple[Number, ...]
    dates: tuple[Date, ...]
    names: tuple[str, ...]
    quoted: tuple[str, ...]


_SPACES = "    "
_NUMBER = re.compile(
    rf"(?P<before>[$€£¥₹]\s?)?(?<![^\W぀-ヿ㐀-鿿가-힣])(?<![.,])(?P<digits>\d{{1,3}}(?:[{_SPACES}'’]\d{{3}})+(?:[.,]\d+)?"
    r"|\d+(?:[.,]\d+)*)"
    r"(?:(?:st|nd|rd|th)\b)?"
    r"(?P<after>[\s-]{0,2}(?:%|°\s?[CF]\b|[$€£¥₹]|[^\W\d_]+\.?|[万億亿兆]))?"
    r"(?P<later>\s{1,2}(?:[$€£¥₹%]|[^\W\d_]+\.?))?"
)
_INSIDE = re.compile(r"(?<=[A-Za-z-])\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W\d_]+")
_QUOTED = re.compile(
    r'"([^"\n]{2,200})"|“([^”\n]{2,200})”|„([^“”\n]{2,200})[“”]|«([^»\n]{2,200})»|「([^」\n]{2,200})」'
)
_CAPITAL = re.compile(r"[^\W\d_][\w'’&.-]*\w|[^\W\d_]")


@lru_cache(maxsize=1024)
def facts(text: str) -> Facts:
    """Return the facts of *text*; never fails, whatever the text."""
    plain = unicodedata.normalize("NFKC", text)
    found = dates(plain)
    masked = _without(plain, [(date.start, date.end) for date in found])
    return Facts(
        numbers=tuple(numbers(masked)),
        dates=tuple(found),
        names=tuple(names(plain)),
        quoted=tuple(next(filter(None, match.groups())) for match in _QUOTED.finditer(plain)),
    )


def _without(text: str, places: list[tuple[int, int]]) -> str:
    for start, end in places:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def numbers(text: str) -> list[Number]:
    """Return the numbers of *text* in order, in digits or in words up to twelve (but not one)."""
    found = [(match.start(), _number(match)) for match in _NUMBER.finditer(text)]
    found += [
        (match.start(), _plain(match[0], _readings(match[0]))) for match in _INSIDE.finditer(text)
    ]
    for match in _WORD.finditer(text):
        value = WORD_NUMBERS.get(match[0].lower())
        if value:
            found.append((match.start(), _worded(text, match, value)))
    return [number for _, number in sorted(found, key=lambda pair: pair[0])]


def _plain(shown: str, values: frozenset[Decimal]) -> Number:
    return Number(shown, values, values)


def _worded(text: str, match: re.Match[str], value: int) -> Number:
    following = _WORD.match(text, match.end() + 1)
    word = following[0].lower() if following else ""
    bare = frozenset({Decimal(value)})
    scale = SCALES.get(word, 1)
    shown = f"{match[0]} {word}" if scale > 1 or word in UNITS else match[0]
    values = frozenset(one * scale for one in bare)
    return Number(shown, values, bare, UNITS.get(word, ""), scaled=scale > 1)


def _number(match: re.Match[str]) -> Number:
    bare = _readings(match["digits"])
    before, after, later = (_plainly(match[name]) for name in ("before", "after", "later"))
    scale = SCALES.get(after, 1)
    second = later if scale > 1 or after not in UNITS else ""
    unit = UNITS.get(after) or UNITS.get(second if scale > 1 else "", "") or UNITS.get(before, "")
    shown = match["digits"]
    if before:
        shown = before + shown
    if scale > 1 or after in UNITS:
        shown += (match["after"] or "").rstrip(".")
    if scale > 1:  # 1.577 million is never 1577 of them
        bare = frozenset({min(bare)})
    values = frozenset(value * scale for value in bare)
    return Number(" ".join(shown.split()), values, bare, unit, scaled=scale > 1)


def _plainly(part: str | None) -> str:
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
    bare = re.sub(rf"[{_SPACES}'’]", "", digits)
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


def names(text: str) -> list[str]:
    """Return capitalised words that do not merely open a sentence, and acronyms, in order.

    None for a text in German, where every noun is a capital's.
    """
    if _is_german(text):
        return []
    found: list[str] = []
    opens = True
    end = 0
    for match in _CAPITAL.finditer(text):
        opens = opens or bool(re.search(r"[.!?:;\n\"“(•]", text[end : match.start()]))
        word = match[0]
        if _is_acronym(word) or (word[0].isupper() and not opens and len(word) > 1):
            found.append(word)
        opens, end = False, match.end()
    return found


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper() and word.isascii()


_GERMAN = frozenset(
    "der die das und ist nicht von mit ein eine für auf den dem des wird werden im zu".split()
)


def _is_german(text: str) -> bool:
    lower = [match[0] for match in _WORD.finditer(text)]
    seen = sum(word.lower() in _GERMAN for word in lower)
    return seen >= 2 and seen >= len(lower) * 0.12
