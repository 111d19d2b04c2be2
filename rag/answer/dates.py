"""Dates, however they are written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_MONTHS = (
    "january jan januar enero",
    "february feb februar febrero",
    "march mar märz maerz marzo",
    "april apr abril",
    "may mai mayo",
    "june jun juni junio",
    "july jul juli julio",
    "august aug agosto",
    "september sept sep septiembre",
    "october oct oktober okt octubre",
    "november nov noviembre",
    "december dec dezember dez diciembre",
)
MONTHS = {word: number for number, row in enumerate(_MONTHS, start=1) for word in row.split()}
"""Names of months and their usual short forms, in lower case, and their numbers."""
_NAMED = "|".join(sorted(MONTHS, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class Date:
    """A day, a month of a year, or a day of a month; 0 stands for what is not said."""

    start: int
    """Offset in the text it was read from, as is `end`."""
    end: int
    shown: str
    readings: frozenset[tuple[int, int, int]]
    """Year, month, day; two where 3/5/2024 may be either."""

    def agrees(self, other: "Date") -> bool:
        """Say whether *other* says all that this date says."""
        return any(
            all(ours in (0, theirs) for ours, theirs in zip(one, two, strict=True))
            for one in self.readings
            for two in other.readings
        )


_WRITTEN = (
    re.compile(
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+|de\s+)?(?P<m>{_NAMED})\b\.?"
        r"(?:,?\s+(?:de\s+)?(?P<y>\d{4})\b)?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<m>{_NAMED})\b\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?:\s?,?\s+(?P<y>\d{{4}})\b)?",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?P<m>{_NAMED})\b\.?,?\s+(?:of\s+|de\s+)?(?P<y>\d{{4}})\b", re.IGNORECASE),
    re.compile(r"(?P<y>\d{4})\s?[年년]\s?(?P<m>\d{1,2})\s?[月월](?:\s?(?P<d>\d{1,2})\s?[日일])?"),
    re.compile(r"(?<![\d.-])(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?![\d-])"),
    re.compile(r"(?<![\d.-])(?P<a>\d{1,2})[/.-](?P<b>\d{1,2})[/.-](?P<y>\d{4}|\d{2})(?![\d/-])"),
)


@lru_cache(maxsize=1024)
def dates(text: str) -> tuple[Date, ...]:
    """Return the dates of *text* in order, none within another."""
    found: list[Date] = []
    taken: set[int] = set()
    for pattern in _WRITTEN:
        for match in pattern.finditer(text):
            if taken.isdisjoint(range(*match.span())):
                readings = frozenset(_readings(match.groupdict()))
                if readings:
                    taken.update(range(*match.span()))
                    found.append(Date(*match.span(), match[0].strip(), readings))
    return tuple(sorted(found, key=lambda date: date.start))


def _readings(parts: dict[str, str | None]) -> Iterator[tuple[int, int, int]]:
    orders: tuple[tuple[int, int], ...]
    year = int(parts.get("y") or 0)
    if "a" in parts:
        one, two = int(parts["a"] or 0), int(parts["b"] or 0)
        year += 2000 if 0 < year < 100 else 0
        orders = ((one, two), (two, one))
    else:
        named = (parts["m"] or "").lower()
        orders = ((MONTHS.get(named) or int(named), int(parts.get("d") or 0)),)
    yield from ((year, month, day) for month, day in orders if 1 <= month <= 12 and day <= 31)
