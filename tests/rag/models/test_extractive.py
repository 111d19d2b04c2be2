"""Answers without a model: word for word, few, near, or none."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answer.candidates import MOST, candidates
from rag.answer.sufficient import missing, named, wants_figure
from rag.models.embed_local import MiniLM
from rag.models.extractive import ExtractiveWriter
from rag.ports import Sentence, Task, Written
from rag.retrieve.kinds import Kind
from rag.types import Document, Hit, Passage, Source

WRITER = ExtractiveWriter(MiniLM(threads=1))


def hits(*texts: str) -> tuple[Hit, ...]:
    found = []
    for number, text in enumerate(texts):
        document = Document(
            Source(f"doc_{number}", "v1", f"Manual {number}", f"{number}.txt"), text
        )
        found.append(Hit(Passage.cut(document, 0, len(text)), 1.0))
    return tuple(found)


def written(task: Task) -> list[Sentence]:
    async def all_of_it() -> list[Sentence | Written]:
        return [item async for item in WRITER.write(task)]

    items = asyncio.run(all_of_it())
    assert isinstance(items[-1], Written)
    return [item for item in items if isinstance(item, Sentence)]


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.text(
            st.sampled_from("ab 24.|\n。保証") | st.characters(exclude_categories=["Cs"]),
            min_size=1,
        ).filter(str.strip),
        min_size=1,
        max_size=3,
    ),
    st.text(min_size=1),
)
def test_every_sentence_is_quoted_from_the_passage_it_names(
    texts: list[str], question: str
) -> None:
    shown = hits(*texts)
    sentences = written(Task(question, shown))
    assert len(sentences) <= 3
    for sentence in sentences:
        for quote in sentence.quotes:
            assert quote.words in shown[quote.shown - 1].passage.text


def test_the_same_sentence_in_two_documents_is_given_once() -> None:
    text = "The warranty of the pump lasts 24 months."
    assert len(written(Task("How long is the warranty of the pump?", hits(text, text)))) == 1


def test_what_is_asked_of_two_documents_is_answered_from_both() -> None:
    shown = hits(
        "The daily meal allowance of 2023 is EUR 38. Trains are booked early.",
        "The daily meal allowance of 2025 is EUR 46. Flights are rare.",
    )
    sentences = written(Task("What is the daily meal allowance of 2023 and of 2025?", shown))
    assert {quote.shown for sentence in sentences for quote in sentence.quotes} == {1, 2}


def test_a_name_that_no_passage_has_means_no_answer() -> None:
    shown = hits("The X200 pump has a warranty of 24 months.")
    assert written(Task("How long is the warranty of the X200 pump?", shown))
    assert not written(Task("How long is the warranty of the X900 pump?", shown))
    assert missing(named("Is Mara Holt in 2024 there?"), "Mara Holt, 2023") == ["2024"]


def test_a_row_comes_with_the_header_of_its_table() -> None:
    shown = hits("Model | Warranty | Price\nX200 | 12 months | $1,200\nX300 | 24 months | $1,577")
    (first, *_) = written(Task("What is the price of the X300?", shown))
    assert first.text == "X300: Warranty: 24 months; Price: $1,577."
    assert [quote.words for quote in first.quotes] == [
        "Model | Warranty | Price",
        "X300 | 24 months | $1,577",
    ]


def test_only_so_many_sentences_are_looked_at() -> None:
    text = " ".join(f"The pump number {number} is blue and heavy." for number in range(200))
    assert len(candidates("Which pump is blue?", hits(text))) == MOST


def test_a_question_says_whether_it_wants_a_figure() -> None:
    assert wants_figure("How long is it?")
    assert wants_figure("Wann wird es übergeben?")
    assert not wants_figure("Who is the captain?")


FARES = """Line | June | July
Route 1 | 412 passengers | 398 passengers
Route 2 | 385 passengers | 371 passengers"""


def test_a_row_of_another_route_is_no_answer() -> None:
    sentences = written(Task("How many passengers did route 2 carry in July?", hits(FARES)))
    assert sentences
    assert all("Route 2" in sentence.text for sentence in sentences)


def test_a_row_of_another_month_or_year_is_no_answer() -> None:
    table = "Month | Passengers carried\nMay 2024 | 412 persons\nJune 2024 | 398 persons"
    sentences = written(Task("How many passengers were carried in June 2024?", hits(table)))
    assert sentences
    assert all("June" in sentence.text for sentence in sentences)
    later = "Year | Passengers carried\n2024 | 412 persons\n2025 | 398 persons"
    sentences = written(Task("How many passengers were carried in 2025?", hits(later)))
    assert sentences
    assert all("2025" in sentence.text for sentence in sentences)


@pytest.mark.parametrize(
    "line",
    [
        "Harbour Office Annual Report 2\n",
        "Harbour Office Annual Report\n2\n",
        "The bookings office\n",
        "Who runs the bookings office?\n",
    ],
)
def test_what_only_names_or_asks_is_no_candidate(line: str) -> None:
    text = f"The ferry leaves daily from the pier.\n\n{line}"
    document = Document(Source("doc_1", "v1", "Harbour Office Annual Report", "a.txt"), text)
    found = candidates(
        "Who runs the bookings office?", [Hit(Passage.cut(document, 0, len(text)), 1)]
    )
    assert [one.words for one in found] == ["The ferry leaves daily from the pier."]


def test_times_tell_sentences_apart() -> None:
    shown = hits(
        "The last boat on Sundays leaves at 19:10.", "The last boat on Sundays leaves at 19:40."
    )
    assert len(written(Task("When does the last boat leave on Sundays?", shown))) == 2


def test_each_side_of_a_comparison_is_told_by_what_speaks_of_it() -> None:
    """The sentence nearest to both may speak of neither."""
    sides = (
        "more staff at the end of the year in catering",
        "more staff at the end of the year in terminals",
    )
    table = "Staff at the end of the year | 118\nCatering | 14 people\nTerminals | 21 people"
    shown = hits(f"The number of staff at the end of the year was 118.\n\n{table}")
    task = Task("More staff, catering or terminals?", shown, kind=Kind.COMPARISON, each=sides)

    quoted = " ".join(quote.words for one in written(task) for quote in one.quotes)

    assert "Catering | 14 people" in quoted
    assert "Terminals | 21 people" in quoted


def test_a_part_that_nothing_answers_is_told_apart_from_one_that_is_answered() -> None:
    shown = hits("The warranty of the pump lasts 24 months from the day of delivery.")
    each = ("How long does the warranty of the pump last?", "Who tunes the piano on Sundays?")

    chosen = WRITER.chosen_for(Task(" ".join(each), shown, each=each))

    assert [one.text for one in chosen.candidates] == [shown[0].passage.text]
    assert chosen.silent == each[1:]


def test_a_count_quotes_the_figure_that_is_stated_and_nothing_else() -> None:
    shown = hits("There are seven suppliers of steel.", "Every supplier of steel is paid in May.")
    task = Task("How many suppliers of steel are there?", shown, kind=Kind.COUNT)
    stated = WRITER.chosen_for(replace(task, every="suppliers of steel"))

    assert [one.text for one in stated.candidates] == ["There are seven suppliers of steel."]
