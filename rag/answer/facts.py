"""The hard facts of a text: numbers with units, dates, times, names, words in quotation marks."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.answer.clock import Time, times
from rag.answer.dates import Date, dates
from rag.answer.numbers import Number, numbers, plainly
from rag.answer.units import CURRENCY_CODES


@dataclass(frozen=True, slots=True)
class Facts:
    """What of a text can be looked up in another word for word."""

    numbers: tuple[Number, ...]
    dates: tuple[Date, ...]
    times: tuple[Time, ...]
    names: tuple[str, ...]
    quoted: tuple[str, ...]

    @property
    def stated(self) -> bool:
        """Whether there is a figure of any kind."""
        return bool(self.figures or self.dates)

    @property
    def figures(self) -> list[str]:
        """Numbers and times of day, as written."""
        return [one.shown for one in self.numbers] + [one.shown for one in self.times]


_WORD = re.compile(r"[^\W\d_]+")
_QUOTED = re.compile(
    r'"([^"\n]{2,200})"|“([^”\n]{2,200})”|„([^“”\n]{2,200})[“”]|«([^»\n]{2,200})»|「([^」\n]{2,200})」'
)
_CAPITAL = re.compile(r"[^\W\d_][\w'’&.-]*\w|[^\W\d_]")


@lru_cache(maxsize=1024)
def facts(text: str) -> Facts:
    """Return the facts of *text*; never fails, whatever the text."""
    plain = plainly(text)
    found = dates(plain)
    masked = _without(plain, [(date.start, date.end) for date in found])
    hours = times(masked)
    masked = _without(masked, [(time.start, time.end) for time in hours])
    return Facts(
        numbers=tuple(numbers(masked)),
        dates=tuple(found),
        times=hours,
        names=tuple(names(plain)),
        quoted=tuple(next(filter(None, match.groups())) for match in _QUOTED.finditer(plain)),
    )


def _without(text: str, places: list[tuple[int, int]]) -> str:
    for start, end in places:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


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
        if word in CURRENCY_CODES:
            pass  # said of a number, which is compared with it
        elif _is_acronym(word) or (word[0].isupper() and not opens and len(word) > 1):
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
