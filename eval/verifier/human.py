"""The verifier, its parts and two baselines against what people say."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from eval.verifier import boosted
from eval.verifier.figures import (
    Floats,
    Mask,
    Scored,
    auroc,
    balanced,
    calibration,
    cut,
    interval,
    recall,
    table,
)
from rag.answer.common import content
from rag.answer.sentences import spans
from rag.answer.verify import WordVerifier
from rag.answer.whole import check_text
from rag.models.judge import CrossEncoder
from rag.ports import Verifier
from rag.reply import Verdict

FOLDS = 5
Row = dict[str, Any]


def rows(folder: Path, part: str) -> list[Row]:
    """Return the labelled rows of *part*, ``train`` or ``validation``."""
    text = (folder / f"verifier/{part}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def report(folder: Path, verifier: Verifier) -> str:
    """Return a table of every method on every set, and of the means."""
    found = rows(folder, "validation")
    truth = np.array([row["supported"] for row in found])
    sets = np.array([row["dataset"] for row in found])
    groups = np.array([row["group"] for row in found])
    folds = np.array([crc32(group.encode()) % FOLDS for group in groups])
    lines: list[tuple[str, ...]] = [
        ("method", "set", "n", "balanced accuracy", "AUROC", "recall at 5 %", "ECE")
    ]
    for name, method in methods(folder, verifier).items():
        scores, said = method(found)
        if said is None:
            said = cut(scores, truth, sets, folds)
        scored = [
            Scored(groups[s], truth[s], scores[s], said[s])
            for s in (sets == each for each in np.unique(sets))
        ]
        lines += [_line(name, str(n), s) for n, s in zip(np.unique(sets), scored, strict=True)]
        lines.append(_means(name, scored))
    return table(lines)


def _line(name: str, dataset: str, rows: Scored) -> tuple[str, ...]:
    spread = [
        "{:.3f} ({:.2f}–{:.2f})".format(m(rows), *interval(rows, m)) for m in (balanced, auroc)
    ]
    return (
        name,
        dataset,
        str(len(rows.truth)),
        *spread,
        f"{recall(rows):.3f}",
        f"{calibration(rows):.3f}",
    )


def _means(name: str, scored: Sequence[Scored]) -> tuple[str, ...]:
    means = [
        f"**{np.mean([measure(rows) for rows in scored]):.3f}**"
        for measure in (balanced, auroc, recall, calibration)
    ]
    return (f"**{name}**", "mean", str(sum(len(rows.truth) for rows in scored)), *means)


Method = Callable[[Sequence[Row]], tuple[Floats, Mask | None]]


def methods(folder: Path, verifier: Verifier) -> dict[str, Method]:
    """Return what is compared; without a verdict a method is cut by cross-validation."""
    return {
        "word overlap": lambda found: (np.array([_overlap(row) for row in found]), None),
        "boosted features": lambda found: (_boosted(folder, found), None),
        "rules only": lambda found: _checked(WordVerifier(), found),
        "learned only": lambda found: (_learned(found), None),
        "joined, as shipped": lambda found: _checked(verifier, found),
    }


def _overlap(row: Row) -> float:
    said = set(content(row["claim"]))
    return len(said & set(content(row["evidence"]))) / max(1, len(said))


def _boosted(folder: Path, found: Sequence[Row]) -> Floats:
    train = rows(folder, "train")
    truth = np.array([row["supported"] for row in train])
    sets = np.array([row["dataset"].split("-")[0] for row in train])
    weights = np.zeros(len(train))
    for name in np.unique(sets):
        for side in (truth, ~truth):
            here = (sets == name) & side
            weights[here] = (sets == name).sum() ** 0.5 / here.sum()
    trees = boosted.boost(
        _features(train), truth.astype(float), weights * len(train) / weights.sum()
    )
    return boosted.score(trees, _features(found))


def _features(found: Sequence[Row]) -> Floats:
    return np.array([boosted.features(row["claim"], row["evidence"]) for row in found])


def _learned(found: Sequence[Row]) -> Floats:
    """Ask the judge alone, sentence by sentence; the least supported decides."""
    claims = [[row["claim"][a:b] for a, b in spans(row["claim"])] or [""] for row in found]
    pairs = [(c, (r["evidence"],)) for r, cs in zip(found, claims, strict=True) for c in cs]
    given = iter(CrossEncoder().opinions(pairs))
    least = np.array([min(next(given).support for _ in each) for each in claims])
    return np.asarray(1 / (1 + np.exp(-least)))


def _checked(verifier: Verifier, found: Sequence[Row]) -> tuple[Floats, Mask]:
    checked = [check_text(verifier, row["claim"], [row["evidence"]]) for row in found]
    said: NDArray[np.bool_] = np.array([one.verdict is Verdict.SUPPORTED for one in checked])
    return np.array([one.probability for one in checked]), said
