from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.split import split
from ingest.tables import worded
from rag.models.embed_local import MiniLM
from rag.testing import HashEmbedder
from rag.types import Document, Section, Source

SCRIPTS = "a. \n|1!?。字가ا́\u200d👩🏽e\u0301\f-"


class Bytes(HashEmbedder):
    """One token a byte: the harshest count there is, since an accented letter takes several."""

    def count(self, texts: Sequence[str]) -> list[int]:
        return [2 + len(text.encode()) for text in texts]


def document(
    text: str, starts: tuple[int, ...] = (0,), *sections: Section, title: str = "T"
) -> Document:
    return Document(Source("d", "v", title, "t.txt"), text, starts, sections=sections)


@st.composite
def paged(draw: st.DrawFn) -> tuple[Document, list[int]]:
    """Draw a document in any script, with blank pages and sections, and each character's page."""
    character = st.sampled_from(SCRIPTS) | st.characters(exclude_categories=["Cs"])
    pages = draw(st.lists(st.text(character, max_size=120), min_size=1, max_size=4))
    starts = tuple(len("".join(pages[:number])) for number in range(len(pages)))
    text = "".join(pages)
    places = draw(st.lists(st.integers(0, len(text)), max_size=4).map(sorted))
    sections = [Section(f"Part {place} of it", 1 + place % 3, place) for place in places]
    page_of = [number for number, page in enumerate(pages, start=1) for _ in page]
    return document(text, starts, *sections, title="A title of six words"), page_of


@settings(deadline=None)
@given(paged(), st.integers(8, 64), st.integers(24, 80))
def test_nothing_is_lost_invented_mislabelled_or_too_long(
    drawn: tuple[Document, list[int]], tokens: int, window: int
) -> None:
    source, page_of = drawn
    embedder = Bytes(window=window)
    end = 0
    for cut in split(source, counter=embedder, passage_tokens=tokens):
        passage = cut.passage
        assert end <= passage.start
        assert not source.text[end : passage.start].strip()
        end = passage.end
        assert source.text[passage.start : end] == passage.text == passage.text.strip()
        assert len(passage.text) == 1 or embedder.count([passage.text])[0] - 2 <= tokens
        assert embedder.count([cut.embedded])[0] <= window
        assert cut.embedded.endswith(worded(passage.text))
        assert (passage.first_page, passage.last_page) == (page_of[passage.start], page_of[end - 1])
    assert not source.text[end:].strip()


REAL = MiniLM(threads=1)
HARD = [
    "字漢語の文章です。" * 200,
    "👩🏽‍🚀👨‍👩‍👧‍👦🏳️‍🌈" * 200,
    "é̂̃" * 500,
    "x" * 20_000,
    "".join(chr(number) for number in range(0x21, 0x2FFF) if chr(number).isprintable()),
    "a1b2c3d4" * 1_000,
    "الفصل الأول من الكتاب. " * 200,
    "." * 5_000,
    "word " * 3_000,
]


@pytest.mark.parametrize("text", HARD)
def test_what_is_embedded_fits_the_real_window_in_any_script(text: str) -> None:
    """A text over the window is refused by the embedder: one emoji page would stop an ingest."""
    source = document(text, (0,), Section("A heading " * 9, 1, 0), title="A long title " * 30)

    cuts = split(source, counter=REAL, passage_tokens=200)

    assert max(REAL.count([cut.embedded for cut in cuts])) <= REAL.window
    assert max(len(cut.passage.text) for cut in cuts) <= 2_000
    assert "".join(cut.passage.text for cut in cuts).replace(" ", "") == text.replace(" ", "")


@given(st.text(st.sampled_from(SCRIPTS) | st.characters(exclude_categories=["Cs"]), min_size=200))
@settings(deadline=None, max_examples=30)
def test_any_text_fits_the_real_window(text: str) -> None:
    cuts = split(document(text * 5), counter=REAL, passage_tokens=60)

    assert not cuts or max(REAL.count([cut.embedded for cut in cuts])) <= REAL.window


def texts(source: Document, tokens: int) -> list[str]:
    cuts = split(source, counter=HashEmbedder(), passage_tokens=tokens)
    return [cut.passage.text for cut in cuts]


def test_a_passage_ends_where_a_sentence_does_though_lines_were_wrapped() -> None:
    """Every line of a PDF ends somewhere; a cut there gives half a sentence to quote."""
    text = (
        "The ferry leaves at nine from the northern quay and carries\n"
        "up to forty cars. On Sundays it leaves an hour later, since\n"
        "the crew is home. Dr. Quill decides on storms and tells the\n"
        "passengers at the gate before they pay for anything at all."
    )

    assert texts(document(text), 36)[:2] == [
        text[: text.index("cars.") + 5],
        text[text.index("On Sun") : text.index(" Dr. Quill")],
    ]


def test_rows_of_a_table_stay_whole() -> None:
    rows = "\n".join(
        f"Route {number} | {number * 3},000 | {number} per cent" for number in range(30)
    )

    assert all(
        line in rows.split("\n") for text in texts(document(rows), 40) for line in text.split("\n")
    )


def test_a_heading_goes_with_what_it_heads() -> None:
    before = "The first part ends here, after some words of its own.\n"
    text = before + "Methods of Payment\nCards are taken, and cash is not.\n"

    assert texts(document(text), 16)[-1].startswith("Methods of Payment\nCards")


def test_nothing_is_packed_across_a_top_level_section_and_a_lone_title_is_none() -> None:
    text = "All\nOne\nshort\nTwo\nshort\n"
    sections = (Section("All", 1, 0), Section("One", 2, 4), Section("Two", 2, 14))

    cuts = split(document(text, (0,), *sections), counter=HashEmbedder(), passage_tokens=100)

    assert [cut.passage.text for cut in cuts] == ["All", "One\nshort", "Two\nshort"]
    assert [cut.embedded for cut in cuts][2] == "T > All > Two\nTwo\nshort"


def test_a_page_is_preferred_as_the_end_of_a_passage() -> None:
    first, second = (
        "One sentence. Another sentence here. And a third.\n",
        "Next page says this. And that.",
    )

    assert texts(document(first + second, (0, len(first))), 18) == [first.strip(), second]


def test_a_context_too_long_loses_its_outermost_headings_first() -> None:
    sections = (Section("Outer heading with words", 1, 0), Section("Inner", 2, 0))
    source = document("Some words of text.", (0,), *sections, title="The title of it all")

    def embedded(window: int) -> str:
        embedder = HashEmbedder(window=window)
        return split(source, counter=embedder, passage_tokens=100)[0].embedded.split("\n")[0]

    assert embedded(60) == "The title of it all > Outer heading with words > Inner"
    assert embedded(20) == "The title of it all > Inner"
    assert embedded(14) == "The title of it all"
    assert embedded(11) == "The title"


def test_a_document_of_blanks_has_no_passages() -> None:
    assert texts(document(" \n\n\f "), 100) == []
