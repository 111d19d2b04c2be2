"""``footnote bench retrieve``: how fast passages are found among many made-up ones.

All of it in one process, once it is warm: the whole of `Footnote.search`, the embedding of the
question included, beside the bare embedding and the bare query of Chroma; with filters; and many
at once.
"""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from eval.bench.asking import timed
from eval.bench.child import run_child, tree_mb
from eval.bench.figures import Figure, figure
from eval.bench.finding import CROWD, EACH, HITS, PROMISED, WARM, WAYS, asked_figures
from eval.bench.making import questions
from rag.errors import InputError
from rag.settings import Settings
from rag.wiring import open_footnote

LARGE_MB = 6 * 1024.0
"""What the project promises for a million passages."""
NOTE = "made.json"
"""In a home that was made here: how many passages it has, and what making it took."""
BUILD_S = 6 * 3600.0
"""Seconds that making may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrievePlan:
    """What to measure with."""

    home: Path
    """Made where there is nothing, or used again where it was made here with as many passages."""
    passages: int = PROMISED
    asked: int = 300
    """Questions asked in each way, after some that warm it."""


def retrieve_bench(plan: RetrievePlan, *, progress: Callable[[str], None]) -> list[Figure]:
    """Make the index unless it is there, open it, and ask; `InputError` where it is another's."""
    if plan.passages < 1 or plan.asked < 1:
        problem = f"{plan.asked} questions to {plan.passages} passages measure nothing."
        raise InputError(problem, "Give at least 1 of each.")
    note = _made(plan, progress)
    progress("opening")
    settings = Settings(_env_file=None, home=plan.home, model="extractive", embedder="local")  # type: ignore[call-arg]
    began = perf_counter()
    with open_footnote(settings, command="bench") as footnote:
        footnote.library.warm()
        opened = perf_counter() - began
        asked = questions(1 + WAYS * (WARM + plan.asked) + CROWD * EACH, plan.passages)
        first = timed(lambda: footnote.search(asked[0], k=HITS))
        figures = [*_sizes(plan, note), figure("opening", [opened], "s")]
        figures.append(figure("first search", [first], "ms"))
        figures += asked_figures(plan.passages, footnote, asked[1:], progress)
        large = LARGE_MB if plan.passages > PROMISED else None
        memory = tree_mb(os.getpid())
    return [*figures, figure("memory of the process, at the end", [memory], "MiB", at_most=large)]


def _made(plan: RetrievePlan, progress: Callable[[str], None]) -> dict[str, Any]:
    note = plan.home / NOTE
    if plan.home.exists() and any(plan.home.iterdir()):
        noted = json.loads(note.read_bytes()) if note.exists() else {}
        if noted.get("passages") != plan.passages:
            problem = f"{plan.home} holds another index than one of {plan.passages} passages."
            raise InputError(problem, "Give another --home, or none.")
        return {**noted, "again": True}
    progress(f"making {plan.passages} passages")
    plan.home.mkdir(parents=True, exist_ok=True)
    arguments = ("-m", "eval.bench.making", str(plan.home.resolve()), str(plan.passages))
    ran = run_child(arguments, plan.home.resolve(), limit_s=BUILD_S)
    said = {**json.loads(ran.output), "passages": plan.passages, "peak_mb": ran.peak_mb}
    note.write_text(json.dumps(said), encoding="utf-8")
    return said


def _sizes(plan: RetrievePlan, note: Mapping[str, Any]) -> list[Figure]:
    when = ", by an earlier run" if note.get("again") else ""
    disk = sum(file.stat().st_size for file in plan.home.rglob("*") if file.is_file())
    return [
        figure("passages", [plan.passages], "passages"),
        figure("documents", [note["documents"]], "documents"),
        figure(f"putting them into the library{when}", [note["seconds"]], "s"),
        figure(f"putting them, peak memory{when}", [note["peak_mb"]], "MiB"),
        figure("all files of the index", [disk / 2**20], "MiB"),
    ]
