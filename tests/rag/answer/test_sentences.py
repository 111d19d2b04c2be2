"""Sentence spans: exact, ordered, whole, in any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.sentences import Span, around, header_of, spans

CHARACTERS = st.sampled_from("aB1 .!?。\n|-\t,“”") | st.characters(exclude_categories=["Cs"])


def cut(text: str) -> list[str]:
    return [text[span.start : span.end] for span in spans(text)]


@given(st.text(CHARACTERS, max_size=300))
def test_spans_are_ordered_trimmed_and_hold_every_character_that_is_not_blank(text: str) -> None:
    end = 0
    for span in spans(text):
        assert end <= span.start < span.end
        assert not text[end : span.start].strip()
        assert text[span.start : span.end] == text[span.start : span.end].strip()
        end = span.end
    assert not text[end:].strip()


@given(st.text(CHARACTERS, max_size=200), st.integers(0, 200), st.integers(0, 200))
def test_growing_never_loses_what_was_given(text: str, one: int, two: int) -> None:
    start, end = sorted((min(one, len(text)), min(two, len(text))))
    grown = around(text, start, end)
    assert grown.start <= start
    assert grown.end >= end


@pytest.mark.parametrize(
    "sentence",
    [
        "The pump by Acme Inc. runs at 3.5 bar, e.g. in Dr. J. Smith's plant.",
        "See No. 5 and Fig. 3 for details.",
        "Das Schiff wird am 3. März 2024 übergeben, d.h. im Frühjahr.",
        "It met in the U.S. and in the U.K. last year.",
        "The ship arrived at 5 p.m. and left.",
    ],
)
def test_full_stops_inside_a_sentence_do_not_end_it(sentence: str) -> None:
    assert cut(f"{sentence} Another follows.") == [sentence, "Another follows."]


def test_an_abbreviation_ends_a_sentence_where_the_next_word_opens_one() -> None:
    assert cut("It is made by Acme Inc. The price is low.") == [
        "It is made by Acme Inc.",
        "The price is low.",
    ]


def test_prose_wrapped_over_lines_is_one_sentence_and_a_heading_is_its_own() -> None:
    text = (
        "Warranty terms\nThe warranty lasts 24 months from the day of delivery to\nthe first owner."
    )

    assert cut(text) == [
        "Warranty terms",
        "The warranty lasts 24 months from the day of delivery to\nthe first owner.",
    ]


def test_rows_and_items_are_sentences_of_their_own() -> None:
    text = "Model | Price\nX200 | 12\nNet sales 1,577 1,432\nCosts 12 13\n- item one\n- item two"
    assert cut(text) == text.split("\n")


def test_japanese_needs_no_space_between_sentences() -> None:
    assert cut("保証期間は24か月です。電池は対象外です。") == [
        "保証期間は24か月です。",
        "電池は対象外です。",
    ]


def test_the_mark_of_a_footnote_does_not_join_two_sentences() -> None:
    assert cut("The slip is steep.3 It is closed in winter.") == [
        "The slip is steep.3",
        "It is closed in winter.",
    ]


def test_a_row_knows_the_header_of_its_table() -> None:
    text = "Some prose here.\n\nModel | Price\nX200 | 12\nX300 | 24"
    row = text.index("X300")

    assert header_of(text, Span(row, len(text))) == Span(18, 31)
    assert header_of(text, Span(18, 31)) is None
