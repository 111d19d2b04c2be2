"""Check that every gold text stands on the page it names: ``python -m data.make.check``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from data.make.pages import pages

DATA = Path(__file__).resolve().parent.parent
CASES = DATA / "cases"
TYPED = {"harbour-notice-1988-scan.pdf": DATA / "make" / "text" / "harbour-notice-1988.txt"}
"""Scans have no text layer: their gold is looked for in what was typed before the scan."""


def read_cases(path: Path) -> list[dict[str, Any]]:
    """Read one case a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def faults(cases: list[dict[str, Any]]) -> Iterator[str]:
    """Say what is wrong with *cases*, one sentence a fault; nothing if all is well."""
    seen: set[str] = set()
    for case in cases:
        if case["id"] in seen:
            yield f"{case['id']}: the id is used twice."
        seen.add(case["id"])
        if not case["answerable"] == bool(case["evidence"]) == (case["answer"] is not None):
            yield f"{case['id']}: answer, evidence and answerable do not agree."
        for gold in case["evidence"]:
            if fault := gold_fault(gold):
                yield f"{case['id']}: {fault}"


def gold_fault(gold: dict[str, Any]) -> str | None:
    """Say why the words of *gold* are not where they should be, or give None."""
    found = document_pages(gold["path"])
    number, words = gold["page"], " ".join(gold["text"].split())
    if not 1 <= number <= len(found):
        return f"{gold['path']} has {len(found)} pages, not {number}."
    if words not in found[number - 1]:
        return f"{words!r} is not on page {number} of {gold['path']}."
    return None


@cache
def document_pages(path: str) -> tuple[str, ...]:
    """Give the text of each page of a document of the corpus, white space folded."""
    return tuple(pages(TYPED.get(path, DATA / "corpus" / path)))


def main() -> int:
    """Check both files of cases; give the exit status."""
    count, found = 0, []
    for path in sorted(CASES.glob("*.jsonl")):
        cases = read_cases(path)
        count += len(cases)
        found += [f"{path.name}: {fault}" for fault in faults(cases)]
    print("\n".join(found) or f"{count} cases: every gold text is on its page")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
