"""Which sentences stand in a list: those that match, none said twice, each document in turn."""

from collections.abc import Sequence
from itertools import chain, zip_longest

import numpy as np

from rag.answer.candidates import Candidate
from rag.answer.common import content
from rag.answer.facts import facts
from rag.retrieve.words import words
from rag.types import Vectors

LISTED, DOCUMENTS = 12, 40
"""Most sentences of a list, and of one that has a sentence for each document."""
HELD = 0.75
"""Share of the topic's words with which a sentence is of the list, those that only its title or
headings have counted half."""
LEAST = 0.5
"""Score below which a sentence only happens to have the words."""
LIKE_BEST = 0.86
"""Share of the best score with which a sentence is of the list whatever its words."""
ALIKE = 0.9
"""Cosine above which two sentences with the same figures say the same."""


def listed(
    found: Sequence[Candidate], scores: Vectors, vectors: Vectors, *, least: float
) -> list[int]:
    """Return the rows of *found* that are of the list, best first, none that says it again.

    Those with the topic's words, and those that score *least* and are nearly as good as the best.
    """
    enough = max(least, LIKE_BEST * float(scores.max()))
    order = np.argsort(-scores, kind="stable").tolist()
    rows = [row for row in order if not found[row].heading and scores[row] >= LEAST]
    rows = [row for row in rows if found[row].shared >= HELD or scores[row] >= enough]
    return unlike(rows, found, vectors)


def mentioning(found: Sequence[Candidate], scores: Vectors) -> list[int]:
    """Return the rows of *found* with most of the topic's words, best first, headings last."""
    order = np.argsort(-scores, kind="stable").tolist()
    rows = [row for row in order if found[row].shared > HELD / 2]
    return sorted(rows, key=lambda row: (found[row].shared < HELD, found[row].heading))


def in_turns(rows: Sequence[int], owners: Sequence[str]) -> list[list[int]]:
    """Return *rows* as rounds in which each owner has one; owners in the order of their first."""
    own: dict[str, list[int]] = {}
    for row in rows:
        own.setdefault(owners[row], []).append(row)
    rounds = zip_longest(*own.values())
    return [[row for row in one if row is not None] for one in rounds]


def flat(rounds: Sequence[Sequence[int]]) -> list[int]:
    """Return the rows of *rounds*, one after the other."""
    return list(chain.from_iterable(rounds))


def unlike(rows: Sequence[int], found: Sequence[Candidate], vectors: Vectors) -> list[int]:
    """Leave out of *rows* what says the same as one before it."""
    taken: list[int] = []
    for row in rows:
        said = (other for other in taken if float(vectors[row] @ vectors[other]) >= ALIKE)
        if not any(figures(found[row]) == figures(found[other]) for other in said):
            taken.append(row)
    return taken


def figures(candidate: Candidate) -> list[str]:
    """Return what tells two sentences apart that are otherwise the same: 2023 is not 2025."""
    return facts(candidate.words).figures


def own_words(questions: Sequence[str]) -> list[frozenset[str]]:
    """Return for each of *questions* the words that no other of them has, small ones left out."""
    known = [frozenset(content(question)) for question in questions]
    return [said.difference(*(other for other in known if other is not said)) for said in known]


def speaks_of(candidate: Candidate, wanted: frozenset[str]) -> bool:
    """Say whether all of *wanted* is in the sentence or in what it stands under."""
    return wanted <= set(words(f"{candidate.text}\n{candidate.under}"))
