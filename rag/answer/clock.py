"""Times of day, by twelve hours or by twenty-four."""

import re
from dataclasses import dataclass
from functools import lru_cache

_TIME = re.compile(
    r"(?<![\d:.,])(?P<h>[01]?\d|2[0-4])(?:[:.](?P<m>[0-5]\d))?\s?(?P<half>[ap])\.?m\b\.?"
    r"|(?<![\d:.,])(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?![\d:]|[.,]\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day."""

    start: int
    """Offset in the text it was read from, as is `end`."""
    end: int
    shown: str
    minutes: int
    """Since midnight."""
    parts: frozenset[int]
    """Hour and minute as written, and the hour by the other count."""


@lru_cache(maxsize=1024)
def times(text: str) -> tuple[Time, ...]:
    """Return the times of *text* in order.

    A bare hour is none: ``at 9`` is a number. Without am or pm, the day has twenty-four hours.
    """
    return tuple(_time(match) for match in _TIME.finditer(text))


def _time(match: re.Match[str]) -> Time:
    hour = int(match["h"] or match["hour"])
    minute = int(match["m"] or match["minute"] or 0)
    told = hour
    if match["half"]:
        hour = hour % 12 + 12 * (match["half"].lower() == "p")
    parts = frozenset({told, hour % 24, hour % 12 or 12, minute})
    return Time(*match.span(), match[0].strip(), hour % 24 * 60 + minute, parts)
