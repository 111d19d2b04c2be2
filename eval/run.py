"""Ask every case, judge what came of it, and keep the result in case order."""

import asyncio
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from eval.ask import Manner, Timed, ask_case
from eval.cases import Case
from eval.corpus import Corpus, inspect
from eval.measure import Measured, measure
from eval.metrics.catalogue import METRICS
from eval.observation import Observation
from eval.stats import SEED
from eval.subject import Subject
from rag.errors import InputError

CONCURRENCY = 4
"""Cases under way at once; a remote model allows about as much without complaint."""


@dataclass(frozen=True, slots=True)
class Run:
    """All cases, asked and judged."""

    observations: tuple[Observation, ...]
    """In case order, whatever the concurrency."""
    measured: tuple[Measured, ...]
    """In the order of `METRICS`."""
    corpus: Corpus
    config: Mapping[str, str | int]
    """What the numbers depend on, and nothing else: two runs with equal ones may be compared."""
    times: tuple[Timed, ...]

    @property
    def cases(self) -> tuple[Case, ...]:
        """What was asked."""
        return tuple(seen.case for seen in self.observations)


def quiet(_done: int, _all: int) -> None:
    """Show no progress."""


async def run(
    cases: Sequence[Case],
    *,
    subject: Subject,
    manner: Manner | None = None,
    concurrency: int = CONCURRENCY,
    progress: Callable[[int, int], None] = quiet,
) -> Run:
    """Ask *cases*, at most *concurrency* at a time.

    A case that the product refuses or cannot serve is a failed case; a bug, or an installation
    that is not ready, ends the run. *progress* is told how many are done, of how many. Raises
    `InputError` for no cases, and for cases that are not about the collection.
    """
    if not cases or concurrency < 1:
        raise InputError(
            f"{len(cases)} cases, {concurrency} at a time: nothing would be asked.",
            "Give at least one case and a concurrency of at least 1.",
        )
    manner = manner or Manner()
    corpus = await asyncio.to_thread(
        inspect, cases, subject.library, subject.collection(manner.collection)
    )
    times: dict[int, Timed] = {}
    waiting = iter(enumerate(cases))

    async def work(line: Iterator[tuple[int, Case]]) -> None:
        for index, case in line:
            times[index] = await ask_case(case, subject, corpus, manner)
            progress(len(times), len(cases))

    await asyncio.gather(*(work(waiting) for _ in range(min(concurrency, len(cases)))))
    ordered = tuple(times[index] for index in range(len(cases)))
    observations = tuple(timed.seen for timed in ordered)
    config = _config(cases, subject, corpus, manner)
    return Run(observations, judge(observations), corpus, config, ordered)


def judge(observations: Sequence[Observation]) -> tuple[Measured, ...]:
    """Apply every metric to every observation."""
    clusters = {seen.case.id: seen.case.cluster for seen in observations}
    return tuple(
        measure(metric, {seen.case.id: metric.outcome(seen) for seen in observations}, clusters)
        for metric in METRICS
    )


def _config(
    cases: Sequence[Case], subject: Subject, corpus: Corpus, manner: Manner
) -> dict[str, str | int]:
    return {
        "cases": len(cases),
        "cases_sha256": _fingerprint(cases),
        "ids_sha256": ids_fingerprint(case.id for case in cases),
        "collection": subject.collection(manner.collection).name,
        "corpus": corpus.fingerprint,
        "documents": corpus.documents,
        "embedder": subject.embedder.fingerprint,
        "writer": f"{subject.writer.model}, {subject.writer.version}",
        "verifier": subject.verifier.version,
        "settings": subject.settings.fingerprint,
        "policy": manner.policy or subject.settings.policy,
        "passages_shown": manner.k or subject.settings.top_k,
        "depth": manner.depth,
        "seed": SEED,
        "metrics": " ".join(f"{metric.name}/{metric.version}" for metric in METRICS),
    }


def ids_fingerprint(ids: Iterable[str]) -> str:
    """Name which cases there are, each as often as it occurs, whatever their order."""
    return hashlib.sha256(json.dumps(sorted(ids)).encode()).hexdigest()


def _fingerprint(cases: Sequence[Case]) -> str:
    """Name what is asked, whatever the order of the cases."""
    lines = sorted(case.model_dump_json() for case in cases)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
