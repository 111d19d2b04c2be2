"""What was seen when a case was asked: all that a metric may look at."""

import re
from collections import Counter
from dataclasses import dataclass

from eval.cases import Case
from rag.reply import Abstention, Answer
from rag.types import Hit

MARKER = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A page of a document."""

    path: str
    page: int
    """Counted from 1."""


@dataclass(frozen=True, slots=True)
class Failure:
    """The product gave up on the case."""

    problem: str


@dataclass(frozen=True, slots=True)
class Check:
    """Whether one citation is what it says."""

    number: int
    exists: bool
    """Its document is in the collection, in that version, and long enough."""
    problem: str = ""
    """Why the quote is not the document's text there; empty where it is."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One case, and what came of it."""

    case: Case
    expected: frozenset[Place]
    """The evidence, with the paths that the collection uses."""
    hits: tuple[Hit, ...] | Failure
    """Best first."""
    reply: Answer | Abstention | Failure
    checks: tuple[Check, ...] = ()
    """One for each citation of the reply, in order."""


def hit_places(hit: Hit) -> list[Place]:
    """Return the pages that *hit* touches, first page first."""
    passage = hit.passage
    pages = range(passage.first_page, passage.last_page + 1)
    return [Place(passage.source.path, page) for page in pages]


def shown_numbers(answer: Answer) -> Counter[int]:
    """Count the markers that the reader sees, those that a quoted source brought along left out.

    A source may itself say ``[3]``; then the claim's text, which has no markers of ours, does too.
    """
    shown = Counter(map(int, MARKER.findall(answer.text)))
    for claim in answer.claims:
        shown.subtract(map(int, MARKER.findall(claim.text)))
    return +shown
