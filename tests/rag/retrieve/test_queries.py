"""One list of what several queries found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.queries import DEEPER, QUESTION, found_by, fused
from rag.types import Document, Hit, Passage, Source

TEXT = "abcdefghijklmnopqrstuvwxyz"
DOCUMENT = Document(Source("d", "v", "t", "p"), TEXT)
PASSAGES = [Passage.cut(DOCUMENT, place, place + 1) for place in range(len(TEXT))]


def hits(letters: str) -> list[Hit]:
    return [Hit(PASSAGES[TEXT.index(one)], 1.0 / n) for n, one in enumerate(letters, 1)]


def letters(found: list[Hit]) -> str:
    return "".join(hit.passage.text for hit in found)


def test_what_the_question_found_outweighs_what_one_query_found() -> None:
    assert letters(fused([hits("ab"), hits("xy")], [QUESTION, 1.0], 3)) == "abx"


def test_what_all_found_comes_first() -> None:
    assert letters(fused([hits("abm"), hits("xm"), hits("ym")], [2.0, 1.0, 1.0], 1)) == "m"


def test_without_queries_the_search_is_as_it_was() -> None:
    asked: list[tuple[str, int]] = []

    def search(question: str, k: int) -> list[Hit]:
        asked.append((question, k))
        return hits("abc")[:k]

    assert found_by("q", (), 2, search) == hits("abc")[:2]
    assert letters(found_by("q", ("r",), 2, search)) == "ab"
    assert asked == [("q", 2), ("q", 2 * DEEPER), ("r", 2 * DEEPER)]


LISTS = st.lists(st.lists(st.sampled_from(TEXT), unique=True).map("".join), min_size=1, max_size=4)


@given(LISTS, st.integers(1, 30))
def test_each_hit_comes_once_best_first_and_at_most_k(found: list[str], k: int) -> None:
    together = fused([hits(one) for one in found], [1.0] * len(found), k)

    scores = [hit.score for hit in together]
    assert scores == sorted(scores, reverse=True)
    assert len({hit.passage.id for hit in together}) == len(together) <= k
    assert set(letters(together)) <= set("".join(found))


def test_lists_and_weights_must_match() -> None:
    with pytest.raises(ValueError, match="zip"):
        fused([hits("a")], [1.0, 2.0], 1)
