"""Whether what a question names is anywhere near what is to answer it."""

import re
from collections.abc import Sequence

from rag.answer.dates import MONTHS
from rag.answer.facts import names
from rag.answer.fold import folded
from rag.retrieve.words import words

_FIGURE = re.compile(
    r"\b(?:how (?:long|many|much|often|old|far|high|large|big|fast)|when|what (?:year|date|time"
    r"|price|percentage|share|number|amount)|which year|cost|price|wann"
    r"|wie (?:lange|viele?|hoch|oft)"
    r"|cuándo|cuánt[oa]s?)\b|いつ|いくら|何[年月日時か個人件回円%]",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*")


def named(question: str) -> list[str]:
    """Return the proper names, years and numbers of *question*, in order, none twice.

    Months are left out: tables shorten them.
    """
    found = [name for name in names(question) if name.lower() not in MONTHS]
    return list(dict.fromkeys([*found, *_NUMBER.findall(question)]))


def wants_figure(question: str) -> bool:
    """Say whether *question* asks for a number or a date."""
    return bool(_FIGURE.search(question))


def missing(wanted: Sequence[str], text: str) -> list[str]:
    """Return what of *wanted* stands nowhere in *text*."""
    if not wanted:
        return []
    known, plain = set(words(text)), folded(text).text
    return [name for name in wanted if not _is_in(name, known, plain)]


def _is_in(name: str, known: set[str], plain: str) -> bool:
    return set(words(name)) <= known or folded(name).text in plain
