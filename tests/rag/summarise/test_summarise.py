"""A summary: part by part, cited, checked, and honest about what it left out."""

import asyncio
from dataclasses import replace
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.asked import Parts
from rag.answer.verify import WordVerifier
from rag.errors import InputError
from rag.models.embed_local import MiniLM
from rag.models.extractive import ExtractiveWriter
from rag.ports import Quote, Sentence, Writer
from rag.reply import Summary, Timings, Verdict
from rag.settings import Settings
from rag.store.records import Counts
from rag.summarise.generate import pieces
from rag.summarise.plan import MOST, plan
from rag.summarise.summarise import Wanted, summarise
from rag.testing import ScriptedWriter
from rag.types import Collection, Document, Section, Source

EMBEDDER = MiniLM(threads=1)
HEADINGS = ("Contents", "Warranty", "Returns", "Prices")
PARTS = (
    "Warranty 1\nReturns 2\n\n",
    (
        "The warranty of the pump lasts 24 months from delivery. It is void after abuse."
        " Batteries and seals are not covered by the warranty.\n\n"
    ),
    "A return is free of charge within thirty days of the purchase in any shop.\n\n",
    "Model | Price\nX200 | 1,200\nX300 | 1,577\n",
)


def made(pages: int = 1) -> Document:
    text, sections = "", []
    for heading, part in zip(HEADINGS, PARTS, strict=True):
        sections.append(Section(heading, 1, len(text)))
        text += f"{heading}\n{part}"
    starts = tuple(len(text) * page // pages for page in range(pages))
    source = Source("doc_1", "v1", "Pump manual", "manual.txt")
    return Document(source, text, starts, sections=tuple(sections))


def summary(document: Document, writer: Writer | None = None, **wanted: object) -> Summary:
    parts = Parts(
        search=lambda _question, _collection, _k: [],
        document=lambda _collection, _name: document,
        counts=lambda _collection: Counts(1, 1),
        writer=writer or ExtractiveWriter(EMBEDDER),
        verifier=WordVerifier(),
        embedder=EMBEDDER,
        settings=Settings.load({}),
    )
    asked = replace(Wanted(Collection(), document.id), **wanted)  # type: ignore[arg-type]
    return asyncio.run(summarise(asked, parts))


def test_every_sentence_is_cited_and_quotes_equal_their_spans() -> None:
    document = made()
    found = summary(document)
    assert found.claims
    for claim in found.claims:
        assert claim.verdict is Verdict.SUPPORTED
        assert claim.citations
    for citation in found.citations:
        assert citation.quote == document.text[citation.start : citation.end]


def test_sentences_stand_on_their_own_in_the_order_of_the_document() -> None:
    found = summary(made())
    starts = [citation.start for citation in found.citations]
    assert starts == sorted(starts)
    assert "It is void" not in found.text
    assert "X200" not in found.text


def test_what_was_not_used_is_said_with_its_reason() -> None:
    coverage = summary(made()).coverage
    assert (coverage.sections, coverage.sections_read, coverage.sections_used) == (4, 2, 2)
    assert [(one.heading, one.reason) for one in coverage.skipped] == [
        ("Contents", "it only lists what is elsewhere"),
        ("Prices", "it has no whole sentences, only tables, lists or headings"),
    ]


def test_the_length_asked_for_is_kept() -> None:
    assert len(summary(made(), sentences=1).claims) == 1
    for wrong in (-1, 101):
        with pytest.raises(InputError):
            summary(made(), sentences=wrong)
    with pytest.raises(InputError, match="brief, standard, detailed"):
        summary(made(), style="epic")


def test_the_model_writes_of_each_section_and_what_fails_is_left_out() -> None:
    right = Sentence(
        "The warranty lasts 24 months.", (Quote(1, "warranty of the pump lasts 24 months"),)
    )
    wrong = Sentence(
        "The warranty lasts 36 months.", (Quote(1, "warranty of the pump lasts 24 months"),)
    )
    writer = ScriptedWriter([right, wrong])

    found = summary(made(), writer)

    assert found.text == "The warranty lasts 24 months [1]."
    assert writer.tasks[0].question.startswith("Summarise the section “Warranty”")
    assert found.model == "scripted"
    assert any("left out" in note for note in found.notes)


def test_the_same_document_gives_the_same_summary() -> None:
    one, two = summary(made(2)), summary(made(2))
    assert replace(one, timings=Timings()) == replace(two, timings=Timings())


def test_a_document_of_two_hundred_pages_takes_seconds() -> None:
    page = "".join(
        f"The pump of type {number} was delivered to the harbour of Sella in good order. "
        for number in range(30)
    )
    document = Document(
        Source("doc_1", "v1", "Log", "log.txt"),
        page * 200,
        tuple(number * len(page) for number in range(200)),
    )
    began = perf_counter()
    found = summary(document)
    assert perf_counter() - began < 30
    assert found.coverage.pages == found.coverage.pages_read == 200


@given(
    st.text(st.sampled_from("ab. \n"), max_size=3000),
    st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 3)), max_size=60),
)
def test_parts_hold_the_whole_text_once_and_are_not_too_many(
    text: str, marks: list[tuple[int, int]]
) -> None:
    places = sorted((min(place, len(text)), level) for place, level in marks)
    sections = tuple(Section(f"S{place}", level, place) for place, level in places)
    document = Document(Source("d", "v", "t", "p"), text, sections=sections)
    end = 0
    found = plan(document)
    for part in found:
        assert end <= part.start < part.end
        assert not text[end : part.start].strip()
        end = part.end
        for hit in pieces(document, part):
            assert part.start <= hit.passage.start
            assert hit.passage.end <= part.end
    assert not text[end:].strip()
    assert len(found) <= MOST + 1


def test_rows_are_lines_of_their_own_cited_to_exactly_their_row() -> None:
    text = "Cost | Euros\nCost: Hull | Euros: 9000\nCost: Total | Euros: 9700\n"
    document = Document(Source("doc_1", "v1", "Budget", "budget.xlsx"), text)

    found = summary(document)

    assert found.text == "Cost: Hull | Euros: 9000 [1]\nCost: Total | Euros: 9700 [2]"
    assert [one.quote for one in found.citations] == text.splitlines()[1:]
    assert {claim.verdict for claim in found.claims} == {Verdict.SUPPORTED}


def test_marks_of_markdown_and_of_mails_stay_in_the_quote_and_go_from_the_sentence() -> None:
    text = "> The **warranty** of the pump lasts `24 months` from the day of delivery."
    document = Document(Source("doc_1", "v1", "Pump", "pump.md"), text)

    found = summary(document)

    assert found.text == "The warranty of the pump lasts 24 months from the day of delivery [1]."
    assert found.citations[0].quote in text
    assert "**warranty**" in found.citations[0].quote
