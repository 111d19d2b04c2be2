"""What a word of a question weighs in a collection of several languages, and what is known of it."""

import math
from collections.abc import Callable, Sequence

from rag.retrieve.words import ENGLISH, STEMMERS, forms

MOST_LANGUAGES = 6
"""Of a collection, those with most passages. More would only slow every question."""

Holding = Callable[[str], int]
"""How many entries hold a word, in the form in which they hold it."""


def rarity(holding: int, total: int) -> float:
    """Return the inverse document frequency that is never negative, as Lucene and tantivy have it.

    *holding* entries of *total* hold the word.
    """
    return math.log(1 + (total - holding + 0.5) / (holding + 0.5))


def spoken(count: Callable[[str], int]) -> list[str]:
    """Return the languages of entries, those of most first; *count* says of how many each is."""
    counts = {language: count(language) for language in STEMMERS}
    held = sorted((one for one in counts if counts[one]), key=lambda one: (-counts[one], one))
    return held[:MOST_LANGUAGES] or [ENGLISH]


def weighted(
    question: str, languages: Sequence[str], *, holding: Holding, total: int
) -> dict[str, float]:
    """Return the forms of the words of *question*, and what each weighs beside its own rarity.

    All forms of a word are as rare as the word is: one that stands in a single passage, of a
    language that is rare here, would count for too much.
    """
    weights: dict[str, float] = {}
    for word in forms(question, languages):
        if len(word) == 1:
            weights.setdefault(word[0], 1.0)
            continue
        counts = {form: holding(form) for form in word}
        whole = rarity(min(sum(counts.values()), total), total)
        for form, count in counts.items():
            weights.setdefault(form, whole / rarity(count, total))
    return weights


def counted(asked: Sequence[str], languages: Sequence[str], *, holding: Holding) -> dict[str, int]:
    """Count what holds each of *asked*, a word as it is written; those that none holds are absent.

    One that is several words in the index is held as often as the rarest of them is.
    """
    found = {}
    for word in asked:
        parts = [sum(map(holding, form)) for form in forms(word, languages)]
        if parts and min(parts):
            found[word] = min(parts)
    return found
