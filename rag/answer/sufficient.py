"""Whether what a question names is anywhere near what is to answer it."""

import re
from collections.abc import Sequence

from rag.answer.dates import MONTHS
from rag.answer.facts import facts, names
from rag.answer.fold import folded
from rag.retrieve.words import words

_FIGURE = re.compile(
    r"\b(?:how (?:long|many|much|often|old|far|high|large|big|fast)|when|what (?:year|date|time"
    r"|price|percentage|share|number|amount)|which year|cost|price|wann"
    r"|wie (?:lange|viele?|hoch|oft)"
    r"|cuándo|cuánt[oa]s?)\b|いつ|いくら|何[年月日時か個人件回円%]",
    re.IGNORECASE,
)
_FISCAL = re.compile(r"\bF(?:iscal )?Y(?:ear)?\s?['’]?(?:20)?(\d\d)(?:\s?[QH][1-4])?\b")
"""A fiscal year as analysts write it: FY18, FY2018, FY 2018, FY2023Q1."""
_PERIOD = re.compile(r"\b[QH][1-4]\b|\b(?:USD|EUR|GBP|JPY|CHF)\b")
"""Quarters, halves and currencies: documents write them out, or as a sign."""
_EXPLAINED = re.compile(r"\(([A-Z]{2,6})\)")
"""A short form that the question itself explains, and so need not be in any document."""
_PHONE = re.compile(
    r"\b(?:(?:tele)?phone|fax|hotline)\b.{0,20}\bnumber|\bnumber\b.{0,40}\b(?:call|ring|dial)\b"
    r"|\bTelefonnummer\b|\bteléfono\b",
    re.IGNORECASE,
)
_DIAL = re.compile(r"\+?[\d][\d ()/.-]{3,}\d")
_WHEN = re.compile(
    r"\b(?:when|what (?:date|day|time)|which day|wann|cuándo|quand)\b", re.IGNORECASE
)
_DAY = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|\w+tags?|daily|noon|midnight|dawn|dusk|today"
    r"|spring|summer|autumn|winter|always|never|once|after|before|until|as soon as|when|during|"
    + "|".join(MONTHS)
    + r")\b",
    re.IGNORECASE,
)
"""Says when without a figure."""
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*")


def named(question: str) -> list[str]:
    """Return the proper names, years and numbers of *question*, in order, none twice.

    Months are left out: tables shorten them.
    """
    plain = _PERIOD.sub(" ", _FISCAL.sub(r"20\1", question))
    explained = set(_EXPLAINED.findall(question))
    found = [re.sub(r"['’]s$", "", name) for name in names(plain)]
    kept = [one for one in found if one.lower() not in MONTHS and one not in explained]
    return list(dict.fromkeys([*kept, *_NUMBER.findall(plain)]))


def wants_figure(question: str) -> bool:
    """Say whether *question* asks for a number or a date."""
    return bool(_FIGURE.search(question))


def gives_kind(question: str, text: str) -> bool:
    """Say whether *text* has a figure of the kind that *question* asks for, if it asks for one."""
    if _PHONE.search(question):
        return any(sum(one.isdigit() for one in run) >= 5 for run in _DIAL.findall(text))
    found = facts(text)
    if _WHEN.search(question):
        return found.stated or bool(_DAY.search(text))
    return not wants_figure(question) or found.stated


def missing(wanted: Sequence[str], text: str) -> list[str]:
    """Return what of *wanted* stands nowhere in *text*."""
    if not wanted:
        return []
    known, plain = set(words(text)), folded(text).text
    return [name for name in wanted if not _is_in(name, known, plain)]


def _is_in(name: str, known: set[str], plain: str) -> bool:
    return set(words(name)) <= known or folded(name).text in plain
