"""The line of each case in ``results.jsonl``, and the scores out of it again.

Nothing in it depends on when or where it was made: no times, no random ids.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval.measure import Measured, measure
from eval.metrics.catalogue import METRICS
from eval.metrics.metric import Metric
from eval.observation import Failure, Observation
from eval.outcome import Failed, Outcome, Outside, Scored, Ungraded
from eval.run import Run, ids_fingerprint
from eval.why import why
from rag.errors import InputError
from rag.reply import Abstention, Answer, Citation, Claim
from rag.types import Hit

Json = dict[str, Any]
KINDS = {"scored": Scored, "failed": Failed, "ungraded": Ungraded, "outside": Outside}
NO_REPLY: Json = {
    "status": "",
    "text": "",
    "reason": "",
    "problem": "",
    "model": "",
    "claims": [],
    "citations": [],
    "notes": [],
}
AGAIN = "Run `footnote eval run` again."
DIGITS = 6
"""Kept of every number, so that the last bit of a float cannot tell two machines apart."""


def rows(run: Run) -> list[Json]:
    """Return one row for each case, in case order."""
    return [_row(seen, run.measured) for seen in run.observations]


def read_measured(folder: Path) -> tuple[Measured, ...]:
    """Return what the report in *folder* measured, from its ``results.jsonl`` alone."""
    path = folder / "results.jsonl"
    try:
        found = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
        measured = tuple(_measured(metric, found) for metric in METRICS)
    except FileNotFoundError as error:
        raise InputError(f"There is no report in {folder}.", AGAIN) from error
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError) as error:
        problem = f"{path} is not the result of this version's evaluation ({error})."
        raise InputError(problem, AGAIN) from error
    if not found:
        raise InputError(f"{path} holds no case.", AGAIN)
    _check_whole(folder, [row["id"] for row in found])
    return measured


def _check_whole(folder: Path, ids: list[str]) -> None:
    """Raise `InputError` unless *ids* are those of all cases that were asked, each once."""
    path = folder / "config.json"
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
        asked, fingerprint = int(config["cases"]), config["ids_sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{path} does not say which cases were asked: {error!r}.", AGAIN
        ) from error
    if len(ids) != asked:
        said = f"{folder}: the report is incomplete: {len(ids)} of {asked} cases."
        raise InputError(said, AGAIN)
    if ids_fingerprint(ids) != fingerprint:
        raise InputError(f"{folder} holds other cases than those that were asked.", AGAIN)


def _measured(metric: Metric, found: list[Json]) -> Measured:
    outcomes = {row["id"]: _outcome(row["scores"][metric.name]) for row in found}
    return measure(metric, outcomes, {row["id"]: row["cluster"] for row in found})


def _outcome(score: Json) -> Outcome:
    kept = {name: value for name, value in score.items() if name != "outcome"}
    outcome: Outcome = KINDS[score["outcome"]](**kept)
    return outcome


def _score(outcome: Outcome) -> Json:
    name = next(name for name, kind in KINDS.items() if kind is type(outcome))
    return {"outcome": name, **_rounded(asdict(outcome))}


def _rounded(fields: Mapping[str, object]) -> Json:
    return {k: round(v, DIGITS) if isinstance(v, float) else v for k, v in fields.items()}


def _row(seen: Observation, measured: tuple[Measured, ...]) -> Json:
    case = seen.case
    return {
        "id": case.id,
        "kind": case.kind,
        "language": case.language,
        "tags": list(case.tags),
        "severity": case.severity,
        "cluster": case.cluster,
        "history": [turn.model_dump() for turn in case.history],
        "question": case.question,
        "expected": {
            "answerable": case.answerable,
            "answer": case.answer,
            "evidence": [evidence.model_dump() for evidence in case.evidence],
        },
        "hits": _hits(seen),
        "reply": _reply(seen),
        "why": why(seen),
        "scores": {one.metric.name: _score(one.outcomes[case.id]) for one in measured},
    }


def _hits(seen: Observation) -> list[Json]:
    if isinstance(seen.hits, Failure):
        return []
    return [_hit(rank, hit) for rank, hit in enumerate(seen.hits, start=1)]


def _hit(rank: int, hit: Hit) -> Json:
    passage = hit.passage
    return {
        "rank": rank,
        "path": passage.source.path,
        "first_page": passage.first_page,
        "last_page": passage.last_page,
        "start": passage.start,
        "end": passage.end,
    }


def _reply(seen: Observation) -> Json:
    return {**NO_REPLY, **_said(seen)}


def _said(seen: Observation) -> Json:
    match seen.reply:
        case Failure(problem):
            return {"status": "failed", "problem": problem}
        case Abstention(text=text, reason=reason, model=model):
            return {"status": "abstained", "text": text, "reason": str(reason), "model": model}
        case Answer() as answer:
            checked = zip(answer.citations, seen.checks, strict=True)
            return {
                "status": "answered",
                "text": answer.text,
                "model": answer.model,
                "claims": [_claim(claim) for claim in answer.claims],
                "citations": [_citation(c, check.problem) for c, check in checked],
                "notes": list(answer.notes),
            }


def _claim(claim: Claim) -> Json:
    return {
        "text": claim.text,
        "verdict": str(claim.verdict),
        "probability": round(claim.probability, DIGITS),
        "citations": list(claim.citations),
        "why": claim.why,
    }


def _citation(citation: Citation, problem: str) -> Json:
    return {
        "number": citation.number,
        "path": citation.source.path,
        "title": citation.source.title,
        "first_page": citation.first_page,
        "last_page": citation.last_page,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "problem": problem,
    }
