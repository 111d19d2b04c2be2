"""What a question pins down, so that no other row of a table can answer it."""

import re
from collections.abc import Sequence

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


def pinned(question: str, found: Sequence[Candidate]) -> list[Candidate]:
    """Leave out the rows that lack a month, year or route of *question* that another row has."""
    kept = list(found)
    for pin in _pins(question):
        rows = [one for one in kept if _is_row(one)]
        having = [one for one in rows if _has(one, pin)]
        if having:
            kept = [one for one in kept if one in having or one not in rows]
    return kept


def _pins(question: str) -> list[re.Pattern[str]]:
    """Return each thing pinned, as a pattern of all the ways to write it."""
    years = set(_YEAR.findall(question))
    pins = list(years) if len(years) == 1 else []  # of two years, no row need have both
    for match in _NUMBERED.finditer(question):
        kind, number = match[1].rstrip("sS"), match[2]
        pins.append(rf"{kind}s?\W{{0,2}}{number}|(?m:^)\W*{number}")
    months = {
        MONTHS[name.lower()] for name in _MONTH.findall(question) if _is_month(name, question)
    }
    if len(months) == 1:
        pins.append("|".join(name for name, number in MONTHS.items() if number in months))
    return [re.compile(rf"(?<!\w)(?:{pin})(?!\w)", re.IGNORECASE) for pin in pins]


def _is_month(name: str, question: str) -> bool:
    return name.lower() in MONTHS and (name != "May" or bool(_MAY.search(question)))


def _is_row(one: Candidate) -> bool:
    return bool(one.header) or is_row(one.words)


def _has(one: Candidate, pin: re.Pattern[str]) -> bool:
    return bool(pin.search(f"{one.header}\n{one.words}\n{one.under}"))
