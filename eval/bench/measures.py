"""What is measured, each in processes of its own. A command that fails gives no figure."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from eval.bench.child import FOOTNOTE, run_child, serving, tree_mb
from eval.bench.client import free_port, post, wait_until_ready
from eval.bench.figures import Figure, figure
from eval.metrics.latency import spread
from rag.errors import SetupError

HELP_S, COLD_S, SERVICE_MB, AGAIN_S = 0.4, 3.0, 700.0, 3.0
"""What the project promises."""
HITS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to measure with."""

    docs: Path
    """Folder of documents."""
    questions: tuple[str, ...]
    """Asked in turn, from the first again when they run out."""
    repeat: int = 5
    asked: int = 100
    """Questions put to the service."""


def start_up(plan: Plan, home: Path) -> list[Figure]:
    """Measure ``footnote --help``, beside a Python that does nothing."""

    def seconds(*arguments: str) -> list[float]:
        return [run_child(arguments, home).seconds for _ in range(plan.repeat + 1)][1:]

    return [
        figure("python, doing nothing", seconds("-c", "pass"), "s"),
        figure("footnote --help", seconds(*FOOTNOTE, "--help"), "s", at_most=HELP_S),
    ]


def ingestion(plan: Plan, home: Path) -> list[Figure]:
    """Measure a first ingest of the folder into *home*, and a second one that changes nothing."""
    command = (*FOOTNOTE, "ingest", str(plan.docs.resolve()), "--json")
    # Code 1: some files could not be read; they are counted below.
    first = run_child(command, home, allowed=(0, 1))
    again = run_child(command, home, allowed=(0, 1))
    report, second = _json(first.output), _json(again.output)
    if not report["documents"]["added"] or second["documents"]["added"]:
        raise SetupError(
            f"Ingesting {plan.docs} twice added {report['documents']['added']} documents and then "
            f"{second['documents']['added']}.",
            "Give --docs a folder with documents that Footnote can read.",
        )
    return [
        figure("documents ingested", [report["documents"]["added"]], "documents"),
        figure("documents failed or skipped", [len(report["failures"])], "documents"),
        figure("pages ingested", [report["pages"]], "pages"),
        figure("ingest", [first.seconds], "s"),
        figure("ingest, processor time", [first.cpu_s], "s"),
        figure("ingest, pages a second", [report["pages"] / first.seconds], "pages/s"),
        figure("ingest, peak memory of all its processes", [first.peak_mb], "MiB"),
        figure("ingest again, nothing changed", [again.seconds], "s", at_most=AGAIN_S),
    ]


def cold_search(plan: Plan, home: Path) -> list[Figure]:
    """Measure ``footnote search`` from a fresh process; the index was written before."""
    runs = []
    for number in range(plan.repeat):
        question = plan.questions[number % len(plan.questions)]
        ran = run_child((*FOOTNOTE, "search", question, "-k", str(HITS), "--json"), home)
        if not _json(ran.output)["hits"]:
            raise SetupError(f"The search for {question!r} found nothing.", "Give other --cases.")
        runs.append(ran)
    return [
        figure("footnote search, cold", [ran.seconds for ran in runs], "s", at_most=COLD_S),
        figure("footnote search, cold, processor time", [ran.cpu_s for ran in runs], "s"),
    ]


def service(plan: Plan, home: Path) -> list[Figure]:
    """Measure ``footnote serve``: when it is ready, how fast it is, what memory it takes."""
    port = free_port()
    with serving((*FOOTNOTE, "serve", "--port", str(port)), home) as pid:
        ready = wait_until_ready(port, lambda: tree_mb(pid) > 0)
        idle = tree_mb(pid)
        searches = _timed(plan, lambda q: post(port, "/v1/search", {"question": q, "top_k": HITS}))
        answers = _timed(plan, lambda q: post(port, "/v1/answers", {"question": q}))
        busy = tree_mb(pid)
    return [
        figure("service, until ready", [ready], "s"),
        figure("service, memory when ready", [idle], "MiB"),
        *_spread("search over HTTP", searches),
        *_spread("answer over HTTP", answers),
        figure(f"service, memory after {plan.asked} questions", [busy], "MiB", at_most=SERVICE_MB),
    ]


def _timed(plan: Plan, ask: Callable[[str], dict[str, Any]]) -> list[float]:
    times = []
    for number in range(plan.asked):
        began = perf_counter()
        ask(plan.questions[number % len(plan.questions)])
        times.append(1000 * (perf_counter() - began))
    return times


def _spread(name: str, milliseconds: Sequence[float]) -> list[Figure]:
    found = spread(milliseconds)
    if found is None:
        return []
    low, high = min(milliseconds), max(milliseconds)
    return [
        Figure(
            name=f"{name}, {share}",
            value=round(value, 2),
            unit="ms",
            n=found.n,
            low=round(low, 2),
            high=round(high, 2),
        )
        for share, value in (("p50", found.p50), ("p95", found.p95))
    ]


def _json(output: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(output)
    except json.JSONDecodeError as error:
        raise SetupError(
            f"A command with --json printed {output[:200]!r}.", "Run it by itself."
        ) from error
    return found
