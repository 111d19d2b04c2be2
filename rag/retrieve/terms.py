"""What reports call the things that people ask for: "capex" stands in a statement of cash flows.

A question names a measure; the page that holds it says the lines that it is computed from, and the
name of the statement that they stand in. The words that a question implies are searched for beside
its own. Words that a collection does not hold find nothing in it, so they cost it nothing.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("terms.toml")
_BLANKS = re.compile(r"[\s\u2010-\u2015-]+")


@dataclass(frozen=True, slots=True)
class Terms:
    """What may be asked for, and what is then searched for."""

    asked: re.Pattern[str]
    """Any of the things asked for, as whole words."""
    found: dict[str, tuple[str, ...]]
    """By each of them: words, in order."""
    figures: frozenset[str]
    """Those of them that are lines of a statement, or are computed from them."""


def implied(question: str) -> str:
    """Return the words that *question* implies and does not say, in order; often none.

    >>> implied("What was capex in 2018?").split()[:3]
    ['capital', 'expenditures', 'purchases']
    >>> implied("Who pays the fee?")
    ''
    """
    terms, plain = _terms(), _plain(question)
    words = (word for said in terms.asked.findall(plain) for word in terms.found[said])
    own = set(plain.split())
    return " ".join(word for word in dict.fromkeys(words) if word not in own)


def asks_for_figures(question: str) -> bool:
    """Say whether *question* names something that stands in a statement of figures.

    >>> asks_for_figures("What was capex in 2018?"), asks_for_figures("Who sued?")
    (True, False)
    """
    terms = _terms()
    return any(said in terms.figures for said in terms.asked.findall(_plain(question)))


@cache
def _terms() -> Terms:
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    found: dict[str, tuple[str, ...]] = {}
    figures: set[str] = set()
    for term in read["term"]:
        texts = (term.get("found", ""), *(read["statements"][name] for name in term.get("of", ())))
        found |= {_plain(said): tuple(" ".join(texts).split()) for said in term["asked"]}
        figures |= {_plain(said) for said in term["asked"] if term.get("of")}
    longest_first = sorted(found, key=lambda said: (-len(said), said))
    either = "|".join(map(re.escape, longest_first))
    return Terms(re.compile(rf"(?<![^\W_])(?:{either})(?![^\W_])"), found, frozenset(figures))


def _plain(text: str) -> str:
    return _BLANKS.sub(" ", text.casefold())
