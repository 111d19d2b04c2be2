"""A question in the words of the collection."""

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.vocabulary import ALSO, MOST, NEAR, beside, nearest

TEXT = """compressor compressor warranty Garantie Kompressor Gebühr Ordnung warehouse database
capital expenditure quarter second насос гарантия"""


def known(asked: Sequence[str]) -> dict[str, int]:
    """Return what an index of `TEXT` would hold, without stems."""
    counts = Counter(TEXT.lower().split())
    return {word: counts[word.lower()] for word in asked if word.lower() in counts}


@pytest.mark.parametrize(
    ("question", "near"),
    [
        ("the compresor", ["compressor"]),
        ("the compresssor", ["compressor"]),
        ("the comperssor", ["compressor"]),
        ("the compreszor", ["compressor"]),
        ("Kompressorgarantie", ["kompressor", "garantie"]),
        ("Gebührenordnung", ["gebühr", "ordnung"]),
        ("the ware house", ["warehouse"]),
        ("the data-base", ["database"]),
        ("гарантмя", ["гарантия"]),
        ("the ompressor", []),
        ("something else altogether", []),
        ("warranty", []),
        ("X3000 42", []),
    ],
)
def test_a_word_that_is_nowhere_is_searched_by_what_stands_near(
    question: str, near: list[str]
) -> None:
    assert [text for text, weight in beside(question, known).items() if weight == NEAR] == near


def test_another_form_weighs_little_however_long_it_is() -> None:
    assert beside("KPIs and opex", known) == {
        "key performance indicator": ALSO / 3,
        "operating expenses": ALSO / 2,
    }


def test_a_short_form_is_not_taken_for_a_misspelt_word() -> None:
    assert "cape" not in beside("capex", lambda asked: {one: 1 for one in asked if one == "cape"})


def test_where_every_word_is_known_the_vocabulary_is_asked_once() -> None:
    asked: list[Sequence[str]] = []

    def count(words: Sequence[str]) -> dict[str, int]:
        asked.append(words)
        return dict.fromkeys(words, 1)

    assert beside("How long is the warranty of the compressor?", count) == {}
    assert len(asked) == 1


def test_a_question_in_a_language_that_is_not_the_documents_is_left_alone() -> None:
    asked: list[Sequence[str]] = []
    question = "Welche Fristen gelten eigentlich zwischen Bestellung und Lieferung?"

    assert beside(question, lambda words: asked.append(words) or {}) == {}  # type: ignore[func-returns-value]
    assert len(asked) == 1


def test_no_more_than_a_few_words_are_corrected() -> None:
    asked: list[Sequence[str]] = []

    def count(words: Sequence[str]) -> dict[str, int]:
        asked.append(words)
        return {"warranty": 1} if "warranty" in words else {}

    beside(" ".join(["warranty", *(f"unheardof{'x' * n}" for n in range(20))]), count)

    assert len(asked) <= 1 + 2 * MOST


@given(st.text(min_size=5, max_size=30, alphabet=st.characters(categories=["L"])))
def test_whatever_is_near_is_held(word: str) -> None:
    for one in nearest(word, word, known):
        assert known([one])
