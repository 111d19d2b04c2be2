"""What a word of a question weighs in a collection of several languages."""

import math
from collections.abc import Callable, Sequence
from functools import cache

from rag.indexes import Query, Question
from rag.retrieve.words import ENGLISH, STEMMERS, forms

SPACED = "\u0e00"
"""Letters below it, Latin, Greek and Cyrillic among them, make one word if nothing parts them."""

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
    return held or [ENGLISH]


def weighted(
    question: Question, languages: Sequence[str], *, holding: Holding, total: int
) -> dict[str, float]:
    """Return the forms of the words of *question*, and what each weighs beside its own rarity.

    All forms of a word are as rare as the word is: one that stands in a single passage, of a
    language that is rare here, would count for too much.
    """
    query = question if isinstance(question, Query) else Query(question)
    weights: dict[str, float] = {}
    for text, weight in ((query.text, 1.0), *query.beside.items()):
        for word in forms(text, languages):
            for form, share in _shares(word, holding, total).items():
                weights.setdefault(form, weight * share)
    return weights


def _shares(word: tuple[str, ...], holding: Holding, total: int) -> dict[str, float]:
    if len(word) == 1:
        return {word[0]: 1.0}
    counts = {form: holding(form) for form in word}
    whole = rarity(min(sum(counts.values()), total), total)
    return {form: whole / rarity(min(held, total), total) for form, held in counts.items() if held}


def counted(asked: Sequence[str], languages: Sequence[str], *, holding: Holding) -> dict[str, int]:
    """Count what holds each of *asked*, a word as it is written; those that none holds are absent.

    One that is several words in the index is held as often as the rarest of them is.
    """
    known = cache(holding)
    counts = [
        min((sum(map(known, form)) for form in row), default=0) for row in _rows(asked, languages)
    ]
    return {word: count for word, count in zip(asked, counts, strict=True) if count}


def _rows(asked: Sequence[str], languages: Sequence[str]) -> list[list[tuple[str, ...]]]:
    """Return the words of each of *asked*: all at once, many times faster, where each is one."""
    if all(one.isalpha() and max(one) < SPACED for one in asked):
        every = forms(" ".join(asked), languages)
        if len(every) == len(asked):
            return [[row] for row in every]
    return [forms(one, languages) for one in asked]
