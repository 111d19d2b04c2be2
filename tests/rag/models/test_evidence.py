"""Choosing what of long evidence is read beside a claim."""

from hypothesis import given
from hypothesis import strategies as st

from rag.models.evidence import select, sentences

FILLER = [f"Nothing of that kind stands in sentence {number}." for number in range(40)]


@given(st.text(max_size=80), st.lists(st.tuples(st.text(max_size=40), st.integers(1, 50))))
def test_what_is_chosen_comes_in_order_and_within_the_budget(
    claim: str, parts: list[tuple[str, int]]
) -> None:
    texts, counts = [text for text, _ in parts], [count for _, count in parts]

    chosen = select(claim, texts, counts, budget=60)

    assert chosen == sorted(set(chosen))
    assert set(chosen) <= set(range(len(parts)))
    assert sum(counts[each] for each in chosen) <= 60 or len(chosen) == 1
    assert chosen == select(claim, texts, counts, budget=60)


def test_evidence_that_fits_is_read_whole() -> None:
    assert select("Anything.", FILLER[:3], [9, 9, 9], budget=27) == [0, 1, 2]


def test_of_long_evidence_the_sentence_that_the_claim_speaks_of_is_read() -> None:
    parts = [*FILLER[:30], "The Heron carried 1,204 cars in May.", *FILLER[30:]]

    chosen = select("In May the Heron took 1,204 cars.", parts, [12] * len(parts), budget=60)

    assert {29, 30, 31} <= set(chosen)


@given(st.text(max_size=300))
def test_no_word_is_lost_between_sentences_and_none_is_blank(text: str) -> None:
    pieces = sentences(text)

    assert " ".join(pieces).split() == text.split()
    assert all(piece.strip() for piece in pieces)
