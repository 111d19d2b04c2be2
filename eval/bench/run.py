"""``footnote bench``: measure everything in an index of its own, thrown away afterwards."""

import shlex
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from eval.bench.figures import Bench, Figure
from eval.bench.machine import this_machine
from eval.bench.measures import Plan, cold_search, ingestion, service, start_up
from eval.cases import read_cases
from rag.errors import InputError, SetupError

Measure = Callable[[Plan, Path], list[Figure]]
MEASURES: dict[str, Measure] = {
    "start": start_up,
    "ingest": ingestion,
    "search": cold_search,
    "service": service,
}
"""In order: what comes later uses the index of what came before."""


def quiet(_name: str) -> None:
    """Show no progress."""


def plan_of(docs: Path, cases: Path, *, repeat: int = 5, asked: int = 100, limit: int = 0) -> Plan:
    """Measure with the folder *docs* and the questions of *cases*; 0 *limit*: all of them."""
    if not docs.is_dir():
        raise InputError(f"There is no folder {docs}.", "Give --docs a folder of documents.")
    if repeat < 1 or asked < 1:
        problem = f"{repeat} repetitions and {asked} questions measure nothing."
        raise InputError(problem, "Give at least 1 of each.")
    known = [case.question for case in read_cases(cases) if case.answerable and not case.history]
    if not known:
        raise InputError(f"{cases} holds no answerable question.", "Give other --cases.")
    return Plan(docs=docs, questions=tuple(known[: limit or None]), repeat=repeat, asked=asked)


def bench(plan: Plan, *, progress: Callable[[str], None] = quiet) -> Bench:
    """Take every figure once *progress* was told its name.

    Raises `SetupError` where a command fails, and where there is no ``/proc`` to read memory from.
    """

    def measure() -> list[Figure]:
        figures: list[Figure] = []
        with tempfile.TemporaryDirectory(prefix="footnote-bench-") as folder:
            home = Path(folder) / "home"
            for name, taken in MEASURES.items():
                progress(name)
                figures += taken(plan, home)
        return figures

    return noted(measure)


def noted(measure: Callable[[], list[Figure]]) -> Bench:
    """Take the figures of *measure*, with the date, the command and the machine."""
    if not Path("/proc/self/statm").exists():
        raise SetupError("Memory is read from /proc, and there is none.", "Run this on Linux.")
    began, machine = datetime.now(tz=UTC), this_machine()
    figures = measure()
    command = shlex.join(["footnote", *sys.argv[1:]])
    return Bench(began.isoformat(timespec="minutes"), command, machine, tuple(figures))
