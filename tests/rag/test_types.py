"""Documents, passages and their spans."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.types import Collection, Document, Passage, Section, Source, digest, document_id


def document(text: str, starts: tuple[int, ...] = (0,), **more: object) -> Document:
    source = Source("doc_1", "v" * 64, "A title", "a.txt")
    return Document(source, text, starts, **more)  # type: ignore[arg-type]


def test_a_passage_over_a_page_break_names_both_pages() -> None:
    """Citing only the second page would send the reader to the wrong place."""
    passage = Passage.cut(document("The dose is 40 mg.", (0, 12)), 0, 18)

    assert (passage.first_page, passage.last_page) == (1, 2)


def test_an_empty_page_belongs_to_no_character() -> None:
    assert document("ab", (0, 1, 1)).page_at(1) == 3
    assert document("ab", (0, 1, 1)).page_span(2) == (1, 1)


def test_a_page_that_is_not_there_is_refused() -> None:
    with pytest.raises(IndexError):
        document("ab").page_span(0)
    with pytest.raises(IndexError):
        document("ab").page_span(2)


def test_blank_text_is_no_passage() -> None:
    with pytest.raises(ValueError, match="characters 1 to 3"):
        Passage.cut(document("a  b"), 1, 3)


def test_the_heading_path_forgets_sections_that_have_ended() -> None:
    sections = (Section("One", 1, 0), Section("Deep", 2, 5), Section("Two", 1, 10))
    read = document("x" * 20, sections=sections)

    assert read.heading_at(7) == ("One", "Deep")
    assert read.heading_at(10) == ("Two",)


def test_ids_depend_on_collection_path_version_and_span_only() -> None:
    assert document_id(Collection("a"), "x") == document_id(Collection("a"), "x")
    assert document_id(Collection("a"), "x") != document_id(Collection("a", "other"), "x")
    assert Passage.cut(document("abc"), 0, 2).id != Passage.cut(document("abc"), 0, 3).id


@given(st.lists(st.text(), min_size=1), st.lists(st.text(), min_size=1))
def test_digests_of_different_parts_differ(first: list[str], second: list[str]) -> None:
    """Parts are joined by NUL, so only texts with a NUL in them could be confused."""
    if "\0" not in "".join(first + second):
        assert (digest(*first) == digest(*second)) == (first == second)


@given(st.lists(st.text(min_size=1, max_size=9), min_size=1, max_size=6), st.data())
def test_every_character_is_on_the_page_it_came_from(pages: list[str], data: st.DataObject) -> None:
    starts = tuple(len("".join(pages[:n])) for n in range(len(pages)))
    read = document("".join(pages), starts)
    offset = data.draw(st.integers(0, len(read.text) - 1))

    start, end = read.page_span(read.page_at(offset))

    assert start <= offset < end
