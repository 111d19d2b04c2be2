"""The sample corpus is what its manifest says, and the cases point at words that are there."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from data.make.build import build
from data.make.check import CASES, DATA, document_pages, faults, gold_fault, read_cases
from data.make.pages import pages

CORPUS = DATA / "corpus"
KINDS = {
    *("lookup", "table", "multi", "follow_up", "list", "count", "comparison"),
    *("unanswerable", "language", "version"),
}
SCANS = {"harbour-notice-1988-scan.pdf"}
MANIFEST: list[dict[str, Any]] = [
    json.loads(line) for line in (DATA / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
]
SAMPLE = read_cases(CASES / "sample.jsonl")
DEMO = read_cases(CASES / "demo.jsonl")


def test_the_manifest_names_every_document_and_no_other() -> None:
    assert {row["path"] for row in MANIFEST} == {path.name for path in CORPUS.iterdir()}


@pytest.mark.parametrize("row", MANIFEST, ids=lambda row: row["path"])
def test_a_document_has_the_hash_and_the_pages_of_its_row(row: dict[str, Any]) -> None:
    path = CORPUS / row["path"]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == row["sha256"]
    assert len(pages(path)) == row["pages"]


def test_the_corpus_is_as_large_and_as_mixed_as_was_asked() -> None:
    assert len(MANIFEST) >= 14
    assert len({row["media_type"] for row in MANIFEST}) >= 7
    assert sum(row["pages"] for row in MANIFEST) >= 90
    assert {"en", "de", "ja", "zh"} <= {row["language"] for row in MANIFEST}
    assert sum(path.stat().st_size for path in CORPUS.iterdir()) < 3_000_000


def test_the_long_report_has_an_outline_page_labels_and_footnotes() -> None:
    with pypdfium2.PdfDocument(CORPUS / "annual-report-2025.pdf") as report:
        assert len(report) >= 30
        assert len(list(report.get_toc())) >= 30
        assert [report.get_page_label(index) for index in (0, 3, 4)] == ["i", "iv", "1"]
    assert "counted as cancelled" in document_pages("annual-report-2025.pdf")[3]


def test_the_scanned_page_has_no_text_layer() -> None:
    assert pages(CORPUS / "harbour-notice-1988-scan.pdf") == [""]


def test_the_two_notices_differ_in_few_lines() -> None:
    """A near-duplicate that drifts apart would no longer test anything."""
    earlier, later = (
        (CORPUS / f"notice-winter-service-2025-10-{day}.txt").read_text(encoding="utf-8")
        for day in ("06", "20")
    )
    changed = set(earlier.splitlines()) ^ set(later.splitlines())
    assert len(changed) == 6


def test_making_the_corpus_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two runs are compared, not a run with the committed file: zlib may differ elsewhere."""
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        build(folder)
    names = {path.name for path in first.iterdir()}
    assert len(names) == 13
    assert all((first / name).read_bytes() == (second / name).read_bytes() for name in names)
    assert all(document_pages(name) == tuple(pages(first / name)) for name in names - SCANS)


def test_every_gold_text_stands_on_the_page_it_names() -> None:
    assert list(faults(SAMPLE + DEMO)) == []


def test_a_gold_text_on_another_page_is_a_fault() -> None:
    gold = SAMPLE[0]["evidence"][0]
    assert gold_fault(gold) is None
    assert gold_fault({**gold, "page": gold["page"] + 1}) is not None
    assert gold_fault({**gold, "page": 999}) is not None


def test_an_id_used_twice_is_a_fault() -> None:
    assert len(list(faults([SAMPLE[0], SAMPLE[0]]))) == 1


def test_the_cases_are_as_many_and_as_mixed_as_was_asked() -> None:
    assert len(SAMPLE) >= 48
    assert {case["kind"] for case in SAMPLE} == KINDS
    assert sum(not case["answerable"] for case in SAMPLE) >= 10
    assert all(("history" in case) == (case["kind"] == "follow_up") for case in SAMPLE)


def test_every_document_but_the_replaced_notice_is_evidence_for_some_case() -> None:
    cited = {gold["path"] for case in SAMPLE for gold in case["evidence"]}
    assert {row["path"] for row in MANIFEST} - cited == {"notice-winter-service-2025-10-06.txt"}


def test_the_demo_asks_for_a_table_for_two_documents_and_for_what_is_not_there() -> None:
    assert [case["kind"] for case in DEMO] == ["table", "multi", "unanswerable"]
    assert len({gold["path"] for gold in DEMO[1]["evidence"]}) == 2


def test_the_readme_counts_what_is_there() -> None:
    """Figures in prose go stale in silence."""
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    kinds = Counter(case["kind"] for case in SAMPLE)
    assert all(f"| `{kind}` | {count} |" in readme for kind, count in kinds.items())
    assert all(f"| `{row['path']}` | {row['pages']} |" in readme for row in MANIFEST)
    assert f"{len(SAMPLE)} questions" in readme
    assert f"{len(MANIFEST)} documents" in readme
    assert f"{sum(row['pages'] for row in MANIFEST)} pages" in readme
