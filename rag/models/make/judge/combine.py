"""Fit what joins judge and rules: ``python -m rag.models.make.judge.combine ../shared/data``.

Prints the constants of `rag.answer.learned`. Each group of validation rows is judged by
coefficients made without it, and on those probabilities the one threshold is chosen.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from rag.answer.sentences import spans
from rag.answer.verify import ruled, share, stated
from rag.models.judge import CrossEncoder
from rag.models.make.judge.texts import rows
from rag.reply import Verdict

FOLDS, SURE, SMALL = 5, 6.0, 1.0
"""`SMALL` is the penalty on squared coefficients, of 500 rows a class and set."""
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Row:
    """A claim, sentence by sentence: what the rules leave open, and the least of what they say."""

    dataset: str
    group: str
    supported: bool
    open: tuple[tuple[float, float], ...]
    """Judge's log-odds and share of words."""
    closed: float
    """1 where no rule denies any of it."""


def main(data: Path) -> None:
    """Print the constants, and what they reach."""
    found = read(data)
    truth = np.array([row.supported for row in found])
    sets = np.array([row.dataset for row in found])
    folds = np.array([crc32(row.group.encode()) % FOLDS for row in found])
    likely = np.zeros(len(found))
    for fold in range(FOLDS):
        here = folds == fold
        made = fit([r for r, out in zip(found, here, strict=True) if not out])
        likely[here] = [probability(r, made) for r, out in zip(found, here, strict=True) if out]
    grid = np.linspace(0.3, 0.7, 41)
    reached = [mean_balanced(likely, truth, sets, at) for at in grid]
    best = grid[int(np.argmax(smooth(np.array(reached))))]
    made = fit(found)
    say = f"SUPPORT, SHARE, BIAS = {', '.join(f'{value:.3f}' for value in made)}\n"
    say += f"THRESHOLD = {best:.2f}: {mean_balanced(likely, truth, sets, best):.3f}, "
    say += f"at 0.50 {mean_balanced(likely, truth, sets, 0.5):.3f}\n"
    for name in np.unique(sets):
        of = sets == name
        say += f"  {name}: {balanced(likely[of], truth[of], best):.3f}\n"
    sys.stdout.write(say)


def read(data: Path) -> list[Row]:
    """Return the validation rows as rules and judge see them, split as `check_text` does."""
    labelled = rows(data, "validation")
    said = [[r["claim"][a:b] for a, b in spans(r["claim"])] or [r["claim"]] for r in labelled]
    pairs = [
        (each, (r["evidence"],)) for r, claim in zip(labelled, said, strict=True) for each in claim
    ]
    verdicts = iter([ruled(*pair) for pair in pairs])
    opinions = iter(CrossEncoder().opinions(pairs))
    shares = iter([share(claim, stated(texts)) for claim, texts in pairs])
    made = []
    for row, claim in zip(labelled, said, strict=True):
        mine = [(next(verdicts), next(opinions).support, next(shares)) for _ in claim]
        told = [v.verdict for v, _, _ in mine if v and v.verdict is not Verdict.NOT_CHECKABLE]
        left = tuple((support, held) for verdict, support, held in mine if verdict is None)
        fine = all(each is Verdict.SUPPORTED for each in told) and bool(told or left)
        made.append(Row(row["dataset"], row["group"], row["supported"], left, float(fine)))
    return made


def probability(row: Row, made: Floats) -> float:
    """Return the least of its sentences' probabilities; 0 where a rule denies one."""
    return row.closed * min((_likely(each, made) for each in row.open), default=1.0)


def _likely(each: tuple[float, float], made: Floats) -> float:
    support = np.clip(each[0], -SURE, SURE)
    return float(1 / (1 + np.exp(-(made @ np.array([support, each[1], 1.0])))))


def fit(found: list[Row], steps: int = 50) -> Floats:
    """Fit by Newton's method on the least supported open sentence of each row not yet denied."""
    left = [row for row in found if row.open and row.closed]
    least = np.array([min(row.open) for row in left])
    terms = np.c_[np.clip(least[:, 0], -SURE, SURE), least[:, 1], np.ones(len(left))]
    truth = np.array([row.supported for row in left], float)
    sides = weighed(np.array([row.dataset for row in left]), truth > 0)
    made, penalty = np.zeros(3), SMALL * np.diag([1.0, 1.0, 0.0])
    for _ in range(steps):
        likely = 1 / (1 + np.exp(-terms @ made))
        slope = terms.T @ (sides * (likely - truth)) + penalty @ made
        bend = (terms * (sides * likely * (1 - likely))[:, None]).T @ terms + penalty
        made -= np.linalg.solve(bend, slope)
    return made


def weighed(sets: NDArray[np.str_], truth: Mask) -> Floats:
    """Weigh rows so that each class of each set counts as 500."""
    weights = np.zeros(len(sets))
    for name in np.unique(sets):
        for side in (truth, ~truth):
            here = (sets == name) & side
            weights[here] = 500 / max(1, here.sum())
    return weights


def balanced(likely: Floats, truth: Mask, at: float) -> float:
    """Return the mean of both classes' accuracy at the threshold *at*."""
    return float(((likely[truth] >= at).mean() + (likely[~truth] < at).mean()) / 2)


def mean_balanced(likely: Floats, truth: Mask, sets: NDArray[np.str_], at: float) -> float:
    """Return the unweighted mean of the sets' balanced accuracies."""
    each = [balanced(likely[sets == n], truth[sets == n], at) for n in np.unique(sets)]
    return float(np.mean(each))


def smooth(values: Floats, width: int = 5) -> Floats:
    """Average each with its neighbours, so that no lucky threshold wins."""
    padded = np.pad(values, width // 2, mode="edge")
    return np.convolve(padded, np.ones(width) / width, "valid")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
