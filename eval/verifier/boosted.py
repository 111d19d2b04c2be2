"""The baseline to beat: boosted trees over overlap, numbers and names, on the same rows."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from rag.answer.common import content
from rag.answer.facts import facts
from rag.answer.negation import negative
from rag.answer.sentences import spans
from rag.retrieve.words import words

ROUNDS, RATE, CUTS, SMALLEST = 200, 0.1, 24, 20
Floats = NDArray[np.float64]


def features(claim: str, evidence: str) -> list[float]:
    """Return what can be counted of a pair."""
    said, there = content(claim), set(content(evidence))
    plain, held = words(claim), words(evidence)
    pairs = set(pairwise(held))
    triples = set(zip(held, held[1:], held[2:], strict=False))
    best = max((_share(said, set(content(evidence[a:b]))) for a, b in spans(evidence)), default=0.0)
    mine, theirs = facts(claim), set(held)
    numbers = [word for word in plain if word[0].isdigit()]
    names = [word for name in mine.names for word in words(name)]
    return [
        _share(said, there),
        best,
        _share(list(pairwise(plain)), pairs),
        _share(list(zip(plain, plain[1:], plain[2:], strict=False)), triples),
        float(len(numbers)),
        _share(numbers, theirs),
        float(len(names)),
        _share(names, theirs),
        float(len(plain)),
        float(np.log1p(len(held))),
        float(negative(claim)),
        float(negative(evidence)),
    ]


def _share(part: Sequence[object], whole: Container[object]) -> float:
    return sum(each in whole for each in part) / len(part) if part else 1.0


@dataclass(frozen=True, slots=True)
class Split:
    """A tree of two levels: one question, then one on either side."""

    column: int
    at: float
    below: "Split | float"
    above: "Split | float"

    def of(self, rows: Floats) -> Floats:
        """Return the value of each row."""
        values = [each.of(rows) if isinstance(each, Split) else each for each in self._sides]
        return np.where(rows[:, self.column] <= self.at, *values)

    @property
    def _sides(self) -> tuple["Split | float", "Split | float"]:
        return self.below, self.above


def boost(rows: Floats, truth: Floats, weights: Floats) -> list[Split]:
    """Fit trees one after another to what the ones before leave over."""
    total, trees = np.zeros(len(rows)), []
    for _ in range(ROUNDS):
        likely = 1 / (1 + np.exp(-total))
        tree = _grown(rows, weights * (truth - likely), weights * likely * (1 - likely), depth=2)
        if not isinstance(tree, Split):
            break
        trees.append(tree)
        total += tree.of(rows)
    return trees


def score(trees: Sequence[Split], rows: Floats) -> Floats:
    """Return a probability for each row."""
    total = sum((tree.of(rows) for tree in trees), np.zeros(len(rows)))
    return np.asarray(1 / (1 + np.exp(-total)))


def _grown(rows: Floats, slope: Floats, bend: Floats, *, depth: int) -> Split | float:
    leaf = float(RATE * slope.sum() / (bend.sum() + 1.0))
    if not depth or len(rows) < 2 * SMALLEST:
        return leaf
    found = [_best(rows[:, column], slope, bend, column) for column in range(rows.shape[1])]
    gain, column, at = max(found)
    if gain <= 0:
        return leaf
    here = rows[:, column] <= at
    sides = [_grown(rows[s], slope[s], bend[s], depth=depth - 1) for s in (here, ~here)]
    return Split(column, at, *sides)


def _best(values: Floats, slope: Floats, bend: Floats, column: int) -> tuple[float, int, float]:
    best = (0.0, column, 0.0)
    whole = slope.sum() ** 2 / (bend.sum() + 1.0)
    for at in np.unique(np.quantile(values, np.linspace(0.02, 0.98, CUTS))):
        here = values <= at
        if SMALLEST <= here.sum() <= len(values) - SMALLEST:
            parts = [slope[s].sum() ** 2 / (bend[s].sum() + 1.0) for s in (here, ~here)]
            best = max(best, (float(sum(parts) - whole), column, float(at)))
    return best
