"""Questions that are longer than the embedder reads."""

from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.parts import parts
from rag.testing import HashEmbedder

SMALL = HashEmbedder(window=8)


@given(st.text(min_size=1))
def test_every_part_is_read_whole_and_nothing_is_left_out(question: str) -> None:
    """An embedder that cuts in silence would search for the beginning alone."""
    found = parts(question, SMALL)

    fits = [SMALL.count([part])[0] <= SMALL.window or len(part) < 2 for part in found]
    assert all(fits)
    assert "".join("".join(found).split()) == "".join(question.split())


def test_a_question_that_fits_is_one_part() -> None:
    assert parts("How long?", SMALL) == ["How long?"]


def test_parts_are_cut_between_words() -> None:
    words = [f"word{number}" for number in range(40)]

    found = parts(" ".join(words), SMALL)

    assert len(found) > 1
    assert " ".join(" ".join(found).split()) == " ".join(words)
