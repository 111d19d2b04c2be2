"""What a question pins down, so that no other row of a table can answer it."""

import re
from collections.abc import Iterator, Sequence

from rag.answer.candidates import Candidate
from rag.answer.dates import MONTHS
from rag.answer.sentences import is_row

_YEAR = re.compile(r"(?<!\w)(?:19|20)\d\d(?!\w)")
_NUMBERED = re.compile(
    r"\b(routes?|lines?|bus|tram|gates?|piers?|platforms?|zones?|class|linie|steig|línea|ligne)"
    r"\s+(\d{1,4}\w?)\b",
    re.IGNORECASE,
)
_MONTH = re.compile(r"\b[A-ZÄ][a-zä]{2,}\b")
_MAY = re.compile(r"\b(?:in|of|on|by|since|until|from|to|for|during|next|last|\d{1,2}) May\b")

_MORE = 0.01
"""By which a row with the route must share more with the question than one without it."""


def pinned(question: str, found: Sequence[Candidate]) -> list[Candidate]:
    """Leave out the rows that lack a month, year or route of *question* that another row has.

    The other row must share as much with the question: a route may stand over a column, unseen.
    """
    kept = list(found)
    for pin, margin in (*_dated(question), *_numbered(question)):
        rows = [one for one in kept if _is_row(one)]
        having = [one for one in rows if _has(one, pin)]
        best = max((one.shared for one in having), default=-1.0) - margin
        kept = [one for one in kept if one in having or one not in rows or one.shared > best]
    return kept


def _dated(question: str) -> Iterator[tuple[re.Pattern[str], float]]:
    """Give the one year and the one month: of two, no row need have both."""
    years = set(_YEAR.findall(question))
    if len(years) == 1:
        yield _pattern(years.pop()), 0.0
    named = (name for name in _MONTH.findall(question) if _is_month(name, question))
    months = {MONTHS[name.lower()] for name in named}
    if len(months) == 1:
        yield _pattern("|".join(name for name, number in MONTHS.items() if number in months)), 0.0


def _numbered(question: str) -> Iterator[tuple[re.Pattern[str], float]]:
    for match in _NUMBERED.finditer(question):
        kind, number = match[1].rstrip("sS"), match[2]
        yield _pattern(rf"{kind}s?\W{{0,2}}{number}|(?m:^)\W*{number}"), _MORE


def _pattern(pin: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pin})(?!\w)", re.IGNORECASE)


def _is_month(name: str, question: str) -> bool:
    return name.lower() in MONTHS and (name != "May" or bool(_MAY.search(question)))


def _is_row(one: Candidate) -> bool:
    return bool(one.header) or is_row(one.words)


def _has(one: Candidate, pin: re.Pattern[str]) -> bool:
    return bool(pin.search(f"{one.header}\n{one.words}\n{one.under}"))
