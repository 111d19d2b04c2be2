"""What the verifier costs: milliseconds, memory, and the time to load."""

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import numpy as np

from eval.verifier.figures import table
from rag.answer.verify import ruled
from rag.models.embed_local import Tokens
from rag.models.make.judge import texts
from rag.ports import Verifier

PASSAGES, TOKENS, CLAIMS = 5, 200, 120


def report(verifier: Verifier, folder: Path) -> str:
    """Return a table; to be run first in a process, or loading shows too little."""
    pairs = _pairs(folder)
    for claim, evidence in pairs[:2]:
        ruled(claim, evidence)
    before, began = memory_mb(), perf_counter()
    verifier.check([("The ferry was repainted in May.", ["The harbour was dredged in June."])])
    load_s = perf_counter() - began
    each = [_timed(verifier, [pair]) for pair in pairs]
    is_open = [ruled(*pair) is None for pair in pairs]
    judged = [took for took, left in zip(each, is_open, strict=True) if left]
    whole = _timed(verifier, pairs)
    lines = [
        ("what it costs", ""),
        ("load and first verdict, s", f"{load_s:.2f}"),
        ("memory added, MB", f"{memory_mb() - before:.0f}"),
        (
            "ms a claim, p50 / p95",
            f"{1e3 * np.median(each):.1f} / {1e3 * np.quantile(each, 0.95):.1f}",
        ),
        ("of those the rules leave open, p50", f"{1e3 * np.median(judged):.1f} ({len(judged)})"),
        ("claims a second in one batch", f"{len(pairs) / whole:.1f}"),
    ]
    return table(lines)


def _timed(verifier: Verifier, pairs: Sequence[tuple[str, Sequence[str]]]) -> float:
    began = perf_counter()
    verifier.check(pairs)
    return perf_counter() - began


def _pairs(folder: Path) -> list[tuple[str, Sequence[str]]]:
    """Return claims of people, each against five passages of 200 tokens that hold its evidence."""
    counts = Tokens()
    rows = [row for row in texts.rows(folder, "validation") if row["dataset"] == "wice"][:CLAIMS]
    running = " ".join(row["evidence"] for row in rows)
    words = running.split()
    found: list[tuple[str, Sequence[str]]] = []
    for row in rows:
        passages: list[str] = []
        at = running[: running.index(row["evidence"])].count(" ")
        while len(passages) < PASSAGES:
            piece = words[at % len(words) : at % len(words) + TOKENS]
            while counts.counts([" ".join(piece)])[0] > TOKENS:
                piece = piece[:-5]
            passages.append(" ".join(piece))
            at += max(1, len(piece))
        found.append((row["claim"], passages))
    return found


def memory_mb() -> float:
    """Return the memory that this process holds."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return float("nan")
