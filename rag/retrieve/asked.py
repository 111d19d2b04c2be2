"""What a question is searched by beside its own words: years written out, names run together."""

import re

from rag.retrieve.tongue import ENGLISH

_FISCAL = re.compile(r"\b(?:FY|fiscal(?: year)?)\s?'?(\d{2}|\d{4})\b", re.IGNORECASE)
_CENTURY = 50
"""Two digits below it are of this century."""
_PIECE = re.compile(r"[^\W_]+")
_TOGETHER, _SHORTEST = (2, 3), 5
"""Words of a question that a name may write as one, and characters of the result, at least."""


def spelt_out(question: str) -> str:
    """Return *question* with the years it shortens written out after it.

    >>> spelt_out("What was capex in FY18?")
    'What was capex in FY18? 2018'
    """
    years = dict.fromkeys(map(_year, _FISCAL.findall(question)))
    return " ".join((question, *(year for year in years if f" {year}" not in question)))


def run_together(question: str) -> str:
    """Return the words of *question* that may be of a name, and neighbours as one word.

    Names of files are often written so.

    >>> run_together("Did Great Lakes pay in 2022?")
    'Great Lakes pay 2022 GreatLakes Lakespay GreatLakespay'
    """
    words = _PIECE.findall(question)
    runs = (
        words[start : start + count]
        for count in _TOGETHER
        for start in range(len(words) - count + 1)
    )
    joined = ("".join(run) for run in runs if not any(word.lower() in ENGLISH for word in run))
    own = (word for word in words if word.lower() not in ENGLISH)
    return " ".join((*own, *(word for word in joined if len(word) >= _SHORTEST)))


def _year(said: str) -> str:
    if len(said) == 4:
        return said
    return f"{'20' if int(said) < _CENTURY else '19'}{said}"
