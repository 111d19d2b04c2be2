"""Sending the files of folders to a service, one by one, and adding up its reports."""

import time
from collections.abc import Callable, Sequence
from typing import Any

import click

from api.cli.show import Body, clean
from api.shelf import FailureOut
from ingest.discover import FoundFile, Listing
from ingest.report import Failure
from rag.errors import InputError, ServiceError

COUNTS = (
    "added",
    "updated",
    "unchanged",
    "removed",
    "failed",
    "skipped",
    "missing",
    "moved",
    "tagged",
)


def uploaded(found: Listing, upload: Callable[[FoundFile], Body]) -> dict[str, Any]:
    """Upload every file that was *found*; return one report, in its fixed shape.

    A file that cannot be read or sent is a row of it.
    """
    began = time.monotonic()
    failures = [_row(one) for one in found.failures]
    reports = []
    for one in found.files:
        click.echo(f"  {clean(one.path)}", err=True)
        try:
            reports.append(upload(one))
        except (InputError, ServiceError) as error:
            failures.append(_row(Failure(one.path, error.problem, error.remedy)))
        except OSError as error:
            problem = f"The file cannot be read: {error.strerror}."
            failures.append(_row(Failure(one.path, problem, "Check that it is still there.")))
    failures += [failure for report in reports for failure in report["failures"]]
    counts = {name: sum(report["documents"].get(name, 0) for report in reports) for name in COUNTS}
    counts["failed"] = sum(failure["kind"] == "failed" for failure in failures)
    counts["skipped"] = sum(failure["kind"] == "skipped" for failure in failures)
    return {
        "documents": counts,
        "passages": sum(report["passages"] for report in reports),
        "embedding": _spent([report.get("embedding") or {} for report in reports]),
        "embedded": sum(report["embedded"] for report in reports),
        "pages": sum(report["pages"] for report in reports),
        "seconds": round(time.monotonic() - began, 3),
        "failures": sorted(failures, key=lambda failure: failure["path"]),
        "notes": [note for report in reports for note in report["notes"]],
    }


def _spent(each: Sequence[Body]) -> Body:
    """Add up what embedding took; a price that is not known once makes the sum unknown."""
    counts = {name: sum(one.get(name, 0) for one in each) for name in ("tokens", "requests")}
    costs = [one.get("cost_usd", 0.0) for one in each]
    cost = None if None in costs else sum(costs)
    return {**counts, "cost_usd": cost, "cached": sum(one.get("cached", 0) for one in each)}


def _row(one: Failure) -> Body:
    return FailureOut.model_validate(one).model_dump(mode="json")
