import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from api.shapes import SearchOut
from api.wire import AnswerOut, SummaryOut
from rag.reply import (
    Abstention,
    Answer,
    Citation,
    Claim,
    Conflict,
    Coverage,
    Reason,
    Receipt,
    Scope,
    Searched,
    Skipped,
    Summary,
    Timings,
    Usage,
    Verdict,
)
from rag.retrieve.kinds import Kind
from rag.types import Collection, Document, Hit, Passage, Source, Superseded

SOURCE = Source("doc_1", "f" * 64, "Terms", "terms/warranty.pdf")
DOCUMENT = Document(SOURCE, "The warranty lasts 24 months.")
CITATION = Citation(1, SOURCE, 1, 1, 0, 29, DOCUMENT.text, "psg_1")
CLAIM = Claim("The warranty lasts 24 months.", 0, 33, Verdict.SUPPORTED, 0.97, (1,))
RECEIPT = Receipt("rcp_1", (("psg_1", "0" * 64),), "p1", "gpt-4o-mini", "s1", "v1")
HIT = Hit(Passage.cut(DOCUMENT, 0, 29), 0.5)
WRITTEN: dict[str, Any] = {
    "model": "gpt-4o-mini",
    "usage": Usage(9, 8, 7, 0.1),
    "timings": Timings(1, 2, 3),
}


def reply(**changes: object) -> Answer:
    fields: dict[str, Any] = {
        "id": "ans_1",
        "question": "How long?",
        "text": "The warranty lasts 24 months [1].",
        "claims": (CLAIM,),
        "citations": (CITATION,),
        "confidence": 0.93,
        "receipt": RECEIPT,
        **WRITTEN,
        **changes,
    }
    return Answer(**fields)


def abstention() -> Abstention:
    searched = Searched(Collection("contracts", "acme"), "How long?", 3, 40)
    reason = Reason.NOT_ENOUGH_EVIDENCE
    return Abstention(
        "ans_2",
        "How long?",
        reason,
        "They do not say.",
        searched,
        (HIT,),
        **WRITTEN,
        receipt=RECEIPT,
    )


def test_an_answer_has_the_body_that_was_promised() -> None:
    body = AnswerOut.of(reply()).model_dump(mode="json")

    assert body == {
        "id": "ans_1",
        "status": "answered",
        "answer": "The warranty lasts 24 months [1].",
        "confidence": 0.93,
        "claims": [
            {
                "text": "The warranty lasts 24 months.",
                "start": 0,
                "end": 33,
                "verdict": "supported",
                "probability": 0.97,
                "citations": [1],
                "why": "",
            }
        ],
        "citations": [
            {
                "number": 1,
                "document": {
                    "id": "doc_1",
                    "version": "f" * 64,
                    "title": "Terms",
                    "path": "terms/warranty.pdf",
                },
                "first_page": 1,
                "last_page": 1,
                "start": 0,
                "end": 29,
                "quote": "The warranty lasts 24 months.",
                "place": "",
            }
        ],
        "abstention": None,
        "kind": "lookup",
        "scope": None,
        "model": "gpt-4o-mini",
        "ai_generated": True,
        "usage": {
            "prompt_tokens": 9,
            "completion_tokens": 8,
            "cached_tokens": 7,
            "cost_usd": 0.1,
        },
        "timings_ms": {"retrieve": 1.0, "generate": 2.0, "verify": 3.0},
        "receipt": "rcp_1",
        "conflicts": [],
        "notes": [],
    }


@pytest.mark.parametrize("make", [reply, abstention])
def test_what_was_read_of_all_that_matches_is_said(make: Callable[..., Answer]) -> None:
    scope = Scope(212, 40, 31, 9, whole=False, said="Read 40 of 212 matching passages.")
    body = AnswerOut.of(replace(make(), kind=Kind.LIST, scope=scope)).model_dump(mode="json")

    assert body["kind"] == "list"
    assert body["scope"] == {
        "passages_matching": 212,
        "passages_read": 40,
        "documents_matching": 31,
        "documents_read": 9,
        "whole": False,
        "said": "Read 40 of 212 matching passages.",
    }


def test_an_abstention_says_why_and_what_came_nearest() -> None:
    body = AnswerOut.of(abstention()).model_dump(mode="json")

    assert body["status"] == "abstained"
    assert body["answer"] == "They do not say."
    assert (body["claims"], body["citations"], body["confidence"]) == ([], [], 0.0)
    assert body["ai_generated"] is False
    assert body["abstention"]["reason"] == "not_enough_evidence"
    assert body["abstention"]["searched"] == {
        "collection": "contracts",
        "question": "How long?",
        "documents": 3,
        "passages": 40,
    }
    assert body["abstention"]["nearest"][0]["text"] == DOCUMENT.text


def test_an_extractive_answer_is_not_called_generated() -> None:
    assert AnswerOut.of(reply(model="extractive")).ai_generated is False


def test_hits_have_the_fixed_shape_and_count_from_one() -> None:
    body = SearchOut.of([HIT, HIT]).model_dump(mode="json")

    assert [hit["rank"] for hit in body["hits"]] == [1, 2]
    assert body["hits"][0] == {
        "rank": 1,
        "score": 0.5,
        "document": {"id": "doc_1", "title": "Terms", "path": "terms/warranty.pdf"},
        "first_page": 1,
        "last_page": 1,
        "start": 0,
        "end": 29,
        "text": DOCUMENT.text,
        "place": "",
        "superseded": None,
        "signals": {},
    }


def test_a_summary_says_what_it_left_out() -> None:
    coverage = Coverage(3, 2, 1, 9, 6, (Skipped("Annex", 7, "only pictures"),))
    summary = Summary(
        id="sum_1",
        sources=(SOURCE,),
        text="The warranty lasts 24 months [1].",
        claims=(CLAIM,),
        citations=(CITATION,),
        coverage=coverage,
        receipt=RECEIPT,
        notes=("short",),
        **WRITTEN,
    )

    body = SummaryOut.of(summary).model_dump(mode="json")

    assert body["summary"] == "The warranty lasts 24 months [1]."
    assert body["documents"][0]["path"] == "terms/warranty.pdf"
    assert body["coverage"]["skipped"] == [
        {"heading": "Annex", "first_page": 7, "reason": "only pictures"}
    ]
    assert body["notes"] == ["short"]


@pytest.mark.parametrize("name", ["caf\udce9.txt", "\ud83d half", "\udfff"])
def test_a_name_that_is_no_text_can_be_sent_without_moving_offsets(name: str) -> None:
    """File names may hold any byte; one that is not UTF-8 must not take the answer down."""
    odd = Source("doc_1", "f" * 64, name, name)

    sent = SearchOut.of([Hit(Passage(odd, 0, "text", 1, 1), 1.0)]).model_dump_json()

    title = SearchOut.model_validate_json(sent).hits[0].document.title
    assert len(title) == len(name)
    assert "\ufffd" in title


def test_the_command_line_does_not_pay_for_a_web_framework() -> None:
    code = "import sys, api.wire, api.shelf; print('fastapi' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"


def test_what_another_version_says_is_shown_with_its_place_and_in_words() -> None:
    other = replace(CITATION, number=0, source=replace(SOURCE, path="terms/old.pdf"))
    conflict = Conflict(1, "2025", "2023", newer=False, other=other)

    (shown,) = AnswerOut.of(reply(conflicts=(conflict,))).model_dump(mode="json")["conflicts"]

    assert shown == {
        "number": 1,
        "cited": "2025",
        "version": "2023",
        "newer": False,
        "said": conflict.said,
        "document": {
            "id": "doc_1",
            "title": "Terms",
            "path": "terms/old.pdf",
            "version": "f" * 64,
        },
        "first_page": 1,
        "last_page": 1,
        "start": 0,
        "end": 29,
        "quote": DOCUMENT.text,
        "place": "",
    }


def test_a_hit_names_the_version_that_supersedes_it() -> None:
    hit = replace(HIT, superseded=Superseded(SOURCE, "2023", "2025"))

    (shown,) = SearchOut.of([hit]).model_dump(mode="json")["hits"]

    assert shown["superseded"] == {
        "by": {"id": "doc_1", "title": "Terms", "path": "terms/warranty.pdf", "version": "f" * 64},
        "version": "2023",
        "newest": "2025",
    }
