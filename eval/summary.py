"""What all cases come to: ``summary.json``, and the tables of the report."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from eval.measure import Measured, measure
from eval.metrics.catalogue import BY_KIND, HEADLINES
from eval.metrics.latency import spread
from eval.observation import Failure
from eval.outcome import Tally
from eval.rows import DIGITS
from eval.run import Run
from rag.reply import Abstention, Answer, Usage, Verdict

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class KindRow:
    """The numbers of the cases of one kind."""

    kind: str
    cases: int
    measured: tuple[Measured, ...]
    """In the order of `BY_KIND`."""


def standing(run: Run) -> Tally:
    """Count cases: failed without hits or reply, ungraded where a verdict could not be had."""
    failed = ungraded = 0
    for seen in run.observations:
        if isinstance(seen.hits, Failure) or isinstance(seen.reply, Failure):
            failed += 1
        elif isinstance(seen.reply, Answer):
            ungraded += any(claim.verdict is Verdict.ERROR for claim in seen.reply.claims)
    return Tally(len(run.observations) - failed - ungraded, failed, ungraded, 0)


def summary(run: Run) -> Json:
    """Return the body of ``summary.json``: no times, so equal runs give equal bytes."""
    stood = standing(run)
    used = usage(run)
    return {
        "cases": {
            "total": stood.cases,
            "scored": stood.scored,
            "failed": stood.failed,
            "ungraded": stood.ungraded,
        },
        "coverage": _rounded(stood.coverage),
        "usage": {**asdict(used), "cost_usd": _rounded(used.cost_usd)},
        "metrics": {one.metric.name: _measured(one) for one in run.measured},
        "kinds": {row.kind: _kind(row) for row in by_kind(run)},
        "gold_not_in_the_collection": list(run.corpus.missing),
        "gold_words_not_on_their_page": list(run.corpus.unread),
    }


def chosen(measured: Sequence[Measured], names: Sequence[str] = HEADLINES) -> list[Measured]:
    """Return those of *measured* called *names*, in that order."""
    named = {one.metric.name: one for one in measured}
    return [named[name] for name in names]


def by_kind(run: Run) -> list[KindRow]:
    """Return a row for each kind of case, by name."""
    clusters = {case.id: case.cluster for case in run.cases}
    kinds = sorted({case.kind for case in run.cases})
    rows = []
    for kind in kinds:
        own = [case.id for case in run.cases if case.kind == kind]
        measured = tuple(
            measure(one.metric, {name: one.outcomes[name] for name in own}, clusters)
            for one in chosen(run.measured, BY_KIND)
        )
        rows.append(KindRow(kind, len(own), measured))
    return rows


def usage(run: Run) -> Usage:
    """Return what the remote models took for all replies."""
    replies = [seen.reply for seen in run.observations]
    return sum((r.usage for r in replies if isinstance(r, Answer | Abstention)), Usage())


def timings(run: Run) -> Json:
    """Return the body of ``timings.json``: seconds of each case, and their spread."""
    stages: dict[str, list[float]] = {
        "search": [timed.search_s for timed in run.times],
        "answer": [timed.answer_s for timed in run.times],
    }
    for name in ("retrieve", "generate", "verify"):
        replies = [seen.reply for seen in run.observations]
        told = [r.timings for r in replies if isinstance(r, Answer | Abstention)]
        stages[f"answer: {name}"] = [getattr(t, name) / 1000 for t in told]
    spreads = {name: spread(times) for name, times in stages.items()}
    return {
        "seconds": {
            name: {"n": s.n, "p50": round(s.p50, 4), "p95": round(s.p95, 4)}
            for name, s in spreads.items()
            if s is not None
        },
        "cases": {
            timed.seen.case.id: {
                "search_s": round(timed.search_s, 4),
                "answer_s": round(timed.answer_s, 4),
            }
            for timed in run.times
        },
    }


def _measured(one: Measured) -> Json:
    return {
        "value": _rounded(one.value),
        "interval": _interval(one),
        **asdict(one.tally),
        "direction": str(one.metric.direction),
        "range": [one.metric.low, one.metric.high],
        "version": one.metric.version,
        "definition": one.metric.definition,
        "source": one.metric.source,
    }


def _interval(one: Measured) -> Json | None:
    if one.interval is None:
        return None
    found = one.interval
    bounds = {"low": round(found.low, DIGITS), "high": round(found.high, DIGITS)}
    return {**bounds, "clusters": found.clusters, "method": found.method}


def _kind(row: KindRow) -> Json:
    values = {
        one.metric.name: {"value": _rounded(one.value), **asdict(one.tally)} for one in row.measured
    }
    return {"cases": row.cases, "metrics": values}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)
