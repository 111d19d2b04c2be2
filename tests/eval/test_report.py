import asyncio
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from eval.cases import Case
from eval.report import plain, write_report
from eval.rows import read_measured
from eval.run import Run, run
from eval.testing import Desk
from rag.errors import InputError
from rag.reply import Answer, Verdict

SNAPSHOT = Path(__file__).parent / "report.snapshot.md"
NASTY = '<img src="https://evil.example/x.png"><script>alert(1)</script> www.evil.example ![x](y)'


def tampered(answer: Answer) -> Answer:
    """Break the citation of one answer, and the claim of another."""
    if "weighs" in answer.question:
        (citation,) = answer.citations
        return replace(answer, citations=(replace(citation, quote="fifty kilograms"),))
    if "trains" in answer.question:
        (claim,) = answer.claims
        doubted = replace(claim, verdict=Verdict.UNSUPPORTED, why="No train is named.")
        return replace(answer, claims=(doubted,))
    return answer


@pytest.fixture
def result(cases: list[Case], desk: Desk) -> Run:
    broken = frozenset({cases[1].question})
    return asyncio.run(run(cases, subject=replace(desk, tamper=tampered, broken=broken)))


def test_the_markdown_report_reads_as_it_should(result: Run, tmp_path: Path) -> None:
    """To accept a change: delete the snapshot and run this test twice."""
    write_report(result, tmp_path)
    written = (tmp_path / "report.md").read_text(encoding="utf-8")

    if not SNAPSHOT.exists():
        SNAPSHOT.write_text(written, encoding="utf-8")
        pytest.fail("There was no snapshot; read the new one and run this again.")
    assert written == SNAPSHOT.read_text(encoding="utf-8")


def test_the_summary_counts_scored_failed_and_ungraded_apart(result: Run, tmp_path: Path) -> None:
    write_report(result, tmp_path)
    body = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))

    assert body["cases"] == {"total": 6, "scored": 5, "failed": 1, "ungraded": 0}
    for name, metric in body["metrics"].items():
        counted = [metric[kind] for kind in ("scored", "failed", "ungraded", "outside")]
        assert sum(counted) == 6, name
        assert metric["value"] is not None, name
    assert body["metrics"]["quote_exactness"]["value"] == 0.75
    assert body["usage"]["prompt_tokens"] == 40


def test_each_line_says_what_went_wrong(result: Run, tmp_path: Path) -> None:
    write_report(result, tmp_path)
    lines = (tmp_path / "results.jsonl").read_text(encoding="utf-8").splitlines()
    reasons = {row["id"]: row["why"] for row in map(json.loads, lines)}

    assert reasons["weight"][0].startswith("Citation 1: The quote is 'fifty kilograms'")
    assert reasons["warranty"] == ["No reply. The model did not answer. Try again later."]
    assert reasons["travel"][0].endswith("is not supported by what it cites. No train is named.")
    assert reasons["parts"] == []
    assert reasons["colour"] == []
    assert reasons["trap"] == ["It answered, but the documents do not hold the answer."]


def test_scores_are_read_back_as_they_were(result: Run, tmp_path: Path) -> None:
    write_report(result, tmp_path)

    for ours, theirs in zip(result.measured, read_measured(tmp_path), strict=True):
        assert theirs.value == pytest.approx(ours.value)
        assert theirs.tally == ours.tally
        assert theirs.worst() == ours.worst()


@pytest.mark.parametrize("content", [None, "", "{}\n", "[]\n", '{"id": "a"'])
def test_a_folder_without_results_is_refused(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "results.jsonl").write_text(content, encoding="utf-8")

    refused = r"There is no report|results\.jsonl (is not the result|holds no case)"
    with pytest.raises(InputError, match=refused):
        read_measured(tmp_path)


def test_a_cut_off_report_is_refused(result: Run, tmp_path: Path) -> None:
    write_report(result, tmp_path)
    path = tmp_path / "results.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:2]), encoding="utf-8")

    with pytest.raises(InputError, match="the report is incomplete: 2 of 6 cases"):
        read_measured(tmp_path)


def test_a_report_with_another_case_in_it_is_refused(result: Run, tmp_path: Path) -> None:
    """Twice the same case would count as the one that is gone."""
    write_report(result, tmp_path)
    path = tmp_path / "results.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines[:-1], lines[0]]), encoding="utf-8")

    with pytest.raises(InputError, match="other cases than those that were asked"):
        read_measured(tmp_path)


@pytest.mark.parametrize("content", [None, "", "[]", '{"cases": "6"}', '{"cases": 6}'])
def test_a_report_that_does_not_say_what_was_asked_is_refused(
    result: Run, tmp_path: Path, content: str | None
) -> None:
    write_report(result, tmp_path)
    (tmp_path / "config.json").unlink()
    if content is not None:
        (tmp_path / "config.json").write_text(content, encoding="utf-8")

    with pytest.raises(InputError, match=r"config\.json does not say which cases were asked"):
        read_measured(tmp_path)


class Page(HTMLParser):
    """Collects what a page would fetch, and whether its tags close."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.fetched += [f"{tag} {name}" for name, _ in attrs if name in ("src", "href", "srcset")]
        if tag not in ("meta", "link", "br", "input", "img", "line"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag != "line":
            assert self.open.pop() == tag


def page(result: Run, folder: Path) -> str:
    write_report(result, folder)
    return (folder / "report.html").read_text(encoding="utf-8")


def test_the_page_is_whole_and_contacts_nobody(result: Run, tmp_path: Path) -> None:
    text = page(result, tmp_path)
    parsed = Page(text)

    assert parsed.open == []
    assert parsed.fetched == []
    assert not re.search(r"url\(|@import", text)
    assert text.count("<details class") == 6
    assert "<details open" not in text
    assert "prefers-color-scheme: dark" in text


def test_whose_verdicts_they_are_stands_beside_them(result: Run, tmp_path: Path) -> None:
    """A product that marks its own work must not look as if somebody else had."""
    text = page(result, tmp_path)
    markdown = (tmp_path / "report.md").read_text(encoding="utf-8")

    for written in (text, markdown):
        assert "claims rejected by its own verifier" in written
        assert "own verifier; agreement with people not measured yet" in written
        assert ">hallucination rate<" not in written
    assert "hallucination_rate" in (tmp_path / "summary.json").read_text(encoding="utf-8")


def test_document_text_is_only_ever_shown(desk: Desk, cases: list[Case], tmp_path: Path) -> None:
    """A document, a question or a model may say anything; it must not become part of the page."""

    def tamper(answer: Answer) -> Answer:
        (citation,), (claim,) = answer.citations, answer.claims
        source = replace(citation.source, title=NASTY)
        said = replace(claim, text=NASTY, why=NASTY, verdict=Verdict.UNSUPPORTED)
        cited = replace(citation, quote=NASTY, source=source)
        return replace(answer, text=NASTY, citations=(cited,), claims=(said,))

    nasty = cases[0].model_copy(update={"kind": NASTY, "answer": NASTY})
    result = asyncio.run(run([nasty], subject=replace(desk, tamper=tamper)))
    text = page(result, tmp_path)

    assert Page(text).fetched == []
    assert text.count("<script>") == 1
    tokens = MarkdownIt().parse((tmp_path / "report.md").read_text(encoding="utf-8"))
    kinds = {inner.type for token in tokens for inner in [token, *(token.children or [])]}
    assert not kinds & {"image", "link_open", "html_block", "html_inline"}


def test_a_lone_surrogate_costs_no_report(desk: Desk, cases: list[Case], tmp_path: Path) -> None:
    """Some PDFs give them, and UTF-8 cannot write them."""
    odd = replace(desk, tamper=lambda answer: replace(answer, text="\ud800 [1]"))

    text = page(asyncio.run(run(cases[:1], subject=odd)), tmp_path)

    assert "\\ud800" in text
    read_measured(tmp_path)


def test_the_report_can_be_written_again(result: Run, tmp_path: Path) -> None:
    first = write_report(result, tmp_path / "out")
    second = write_report(result, tmp_path / "out")

    assert first == second
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(
        ["config.json", "report.html", "report.md", "results.jsonl", "summary.json", "timings.json"]
    )


def test_a_folder_that_cannot_be_written_is_refused(result: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(InputError, match="cannot be written"):
        write_report(result, tmp_path / "file" / "out")


def test_markdown_keeps_its_signs_to_itself() -> None:
    assert plain("a|b\n*c* http://x www.y <d>") == r"a\|b \*c\* http:\//x www\.y \<d\>"
