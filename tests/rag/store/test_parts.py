"""Pages and sections, as the keyword index is told of them."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rag.store.parts import MOST, WORDS, heads, names, naming, parted
from rag.types import Document, Passage, Section, Source

SOURCE = Source("doc_1", "f" * 64, "Annual Report", "acme/GREATLAKES_2022_10K.pdf")


def passages(pages: list[int]) -> tuple[Passage, ...]:
    """Return a passage for each of *pages*, in order."""
    return tuple(
        Passage(SOURCE, 10 * number, f"Word{number} of it", page, page)
        for number, page in enumerate(pages)
    )


@given(st.lists(st.integers(1, 6), max_size=40).map(sorted))
def test_a_part_is_at_most_so_many_passages_of_one_page_that_follow_each_other(
    pages: list[int],
) -> None:
    found = parted(passages(pages), paged=True)

    assert [one.text for one in found] == [one.text for one in passages(pages)]
    for number, (one, after) in enumerate(pairwise(found)):
        assert after.part in {one.part, number + 1}
        if after.part == one.part:
            assert after.first_page == one.first_page
        else:
            assert after.first_page != one.first_page or number + 1 - one.part == MOST
    assert all(0 <= number - one.part < MOST for number, one in enumerate(found))


def test_where_there_are_no_pages_a_part_is_a_section() -> None:
    document = Document(SOURCE, "One. Two. Three.", sections=(Section("B", 1, 5),))
    cut = [Passage.cut(document, *span) for span in ((0, 4), (5, 9), (10, 16))]

    assert [one.part for one in parted(cut, paged=False)] == [0, 1, 1]


def test_a_head_is_the_names_and_the_first_words_of_all_its_passages() -> None:
    long = replace(passages([1])[0], text="x " * WORDS)
    first, second = heads(parted((*passages([1, 1]), long, *passages([2])), paged=True))

    assert first.text.startswith(
        "acme GREATLAKES 2022 10K Annual Report Word0 of it Word1 of it x x"
    )
    assert len(first.text.split()) == 6 + WORDS
    assert second.text.endswith("Report Word0 of it")


def test_a_document_is_called_by_its_file_and_its_title_and_stands_under_its_first_passage() -> (
    None
):
    found = parted(passages([1, 2, 3]), paged=True)

    (entry,) = names(found)

    assert entry.passage_id == found[0].id
    assert entry.text.split() == naming(found[0])
    assert naming(found[0]) == ["acme", "GREATLAKES", "2022", "10K", "Annual", "Report"]


def test_passages_of_which_nobody_has_said_so_have_no_head_and_no_name() -> None:
    """They were stored before there were parts: their documents are found as they were then."""
    assert list(heads(passages([1, 2]))) == []
    assert list(names(passages([1, 2]))) == []


def opening(text: str, path: str, title: str = "") -> list[str]:
    source = Source("doc_1", "v" * 64, title, path)
    return naming(Passage(source, 0, text, 1, 1, part=0))


def test_words_that_a_name_runs_together_are_told_apart_where_the_text_does() -> None:
    """Asked of Great Lakes, no word of GREATLAKES is said; asked of Lakes, not even together."""
    text = "Annual report of the Great Lakes Ferry Company for 2022"

    assert opening(text, "GREATLAKESFERRY_2022.pdf") == [
        *("GREATLAKESFERRY", "2022", "great", "lakes", "ferry")
    ]
    assert opening("Of something else.", "GREATLAKES_2022.pdf") == ["GREATLAKES", "2022"]
    assert naming(Passage(Source("d", "v", "", "GREATLAKES.pdf"), 0, text, 2, 2, part=3)) == [
        "GREATLAKES"
    ]


def test_a_year_and_what_follows_it_are_two_words() -> None:
    assert opening("Of something else.", "2023Q2_10Q.pdf") == ["2023", "Q2", "10Q"]


@given(st.text(max_size=60), st.text(max_size=200))
def test_any_name_and_any_opening_have_words(name: str, text: str) -> None:
    found = opening(text, f"{name}.pdf", name)

    assert all(found)
    assert found[: len(found) // 2] == opening("", f"{name}.pdf", name)[: len(found) // 2]
