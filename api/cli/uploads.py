"""Sending the files of folders to a service, one by one, and adding up its reports."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from api.cli.show import Body, clean
from ingest.discover import discover

COUNTS = ("added", "updated", "unchanged", "removed", "failed", "skipped", "missing")


def uploaded(paths: Sequence[Path], upload: Callable[[str, Path], Body]) -> Body:
    """Upload every file under *paths*; return one report, in its fixed shape."""
    began = time.monotonic()
    found = discover(paths)
    reports = []
    for one in found.files:
        click.echo(f"  {clean(one.path)}", err=True)
        reports.append(upload(one.path, one.file))
    failures = [
        {"path": one.path, "problem": one.problem, "remedy": one.remedy, "kind": one.kind}
        for one in found.failures
    ]
    failures += [failure for report in reports for failure in report["failures"]]
    counts = {name: sum(report["documents"].get(name, 0) for report in reports) for name in COUNTS}
    counts["failed"] = sum(failure["kind"] == "failed" for failure in failures)
    counts["skipped"] = sum(failure["kind"] == "skipped" for failure in failures)
    return {
        "documents": counts,
        "passages": sum(report["passages"] for report in reports),
        "pages": sum(report["pages"] for report in reports),
        "seconds": round(time.monotonic() - began, 3),
        "failures": failures,
        "notes": [note for report in reports for note in report["notes"]],
    }
