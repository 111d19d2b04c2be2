"""Scores against labels: balanced accuracy, ranking, calibration, with intervals by group."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.stats import SEED

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
DRAWS, BINS, ALARMS = 500, 10, 0.05


@dataclass(frozen=True, slots=True)
class Scored:
    """Rows of one data set as one method sees them."""

    groups: NDArray[np.str_]
    truth: Mask
    """Whether people found the claim supported."""
    scores: Floats
    supported: Mask
    """The verdict at the method's threshold."""

    def of(self, rows: NDArray[np.int64]) -> "Scored":
        """Return only *rows*, repeats kept."""
        return Scored(self.groups[rows], self.truth[rows], self.scores[rows], self.supported[rows])


def balanced(rows: Scored) -> float:
    """Return the mean of both classes' accuracy."""
    said, truth = rows.supported, rows.truth
    return float((said[truth].mean() + (~said[~truth]).mean()) / 2)


def auroc(rows: Scored) -> float:
    """Return the chance that a supported claim scores above another, ties counted half."""
    ups, downs = rows.scores[rows.truth], np.sort(rows.scores[~rows.truth])
    both = np.searchsorted(downs, ups, "left") + np.searchsorted(downs, ups, "right")
    return float(both.mean() / 2 / len(downs))


def recall(rows: Scored) -> float:
    """Return how many unsupported claims are flagged while `ALARMS` of the supported ones are."""
    at = np.quantile(rows.scores[rows.truth], ALARMS, method="lower")
    return float((rows.scores[~rows.truth] < at).mean())


def calibration(rows: Scored) -> float:
    """Return the expected calibration error, each class weighing the same: 0 is best."""
    weights = np.where(rows.truth, 0.5 / rows.truth.sum(), 0.5 / (~rows.truth).sum())
    bins = np.minimum((rows.scores * BINS).astype(int), BINS - 1)
    gaps = 0.0
    for number in range(BINS):
        here = bins == number
        if here.any():
            said = (weights * rows.scores)[here].sum()
            gaps += abs(said - (weights * rows.truth)[here].sum())
    return float(gaps)


def interval(rows: Scored, measure: Callable[[Scored], float]) -> tuple[float, float]:
    """Return the 95 % interval of *measure* when groups are drawn with replacement."""
    chance = np.random.default_rng(SEED)
    names, which = np.unique(rows.groups, return_inverse=True)
    members = [np.flatnonzero(which == number) for number in range(len(names))]
    found = []
    for _ in range(DRAWS):
        drawn = chance.integers(0, len(names), len(names))
        sample = rows.of(np.concatenate([members[each] for each in drawn]))
        if 0 < sample.truth.sum() < len(sample.truth):
            found.append(measure(sample))
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)


def cut(scores: Floats, truth: Mask, sets: NDArray[np.str_], folds: NDArray[np.int64]) -> Mask:
    """Judge each fold at the threshold with the best mean balanced accuracy on the others."""
    said = np.zeros(len(scores), bool)
    for fold in np.unique(folds):
        rest = folds != fold
        grid = np.quantile(scores[rest], np.linspace(0.02, 0.98, 97))
        best = max(grid, key=lambda at: _mean(scores[rest], truth[rest], sets[rest], float(at)))
        said[~rest] = scores[~rest] >= best
    return said


def _mean(scores: Floats, truth: Mask, sets: NDArray[np.str_], at: float) -> float:
    return float(np.mean([_cut(scores[sets == n], truth[sets == n], at) for n in np.unique(sets)]))


def _cut(scores: Floats, truth: Mask, at: float) -> float:
    return float((scores[truth] >= at).mean() + (scores[~truth] < at).mean()) / 2


def table(rows: Sequence[tuple[str, ...]]) -> str:
    """Return *rows*, the first of them the head, as a Markdown table."""
    head, *rest = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([head, f"|{'---|' * len(rows[0])}", *rest, ""])
