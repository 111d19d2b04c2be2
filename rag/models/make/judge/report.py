"""Count the pairs, and say what would give their classes away."""

import sys
from collections import defaultdict
from typing import Any

import numpy as np


def auroc(scores: list[float], positive: list[bool]) -> float:
    """Return the chance that a positive scores above a negative, ties counted half."""
    values, truth = np.array(scores), np.array(positive)
    ups, downs = values[truth], np.sort(values[~truth])
    if not len(ups) or not len(downs):
        return float("nan")
    below = np.searchsorted(downs, ups, "left") + np.searchsorted(downs, ups, "right")
    return float(below.mean() / 2 / len(downs))


def report(rows: list[dict[str, Any]]) -> None:
    """Print, for each part and source, the classes and the AUROC of overlap and of length."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        kind = "human" if row["k"] == "human" else "made"
        groups[row["p"], f"{kind} {row['d']}"].append(row)
        groups[row["p"], f"all {kind}"].append(row)
        groups[row["p"], f"kind {row['k']}"].append(row)
    for (part, name), group in sorted(groups.items()):
        truth = [row["y"] == 0 for row in group]
        classes = [sum(row["y"] == y for row in group) for y in range(4)]
        over = auroc([row["o"] for row in group], truth)
        long = auroc([len(row["c"].split()) for row in group], truth)
        sys.stdout.write(f"{part:6}{name:28}{classes!s:32} overlap {over:.3f} length {long:.3f}\n")
