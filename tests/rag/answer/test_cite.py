"""A quote is found where it is, exactly, or not at all."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rag.answer.cite import Numbering, find, locate
from rag.errors import NotFoundError
from rag.ports import Quote
from rag.types import Document, Hit, Passage, Source

LETTERS = st.characters(categories=["Lu", "Ll", "Lo", "Nd"])
TEXT = st.text(LETTERS | st.sampled_from(" .,-\n’“”"), min_size=30, max_size=200)
SOURCE = Source("doc_1", "v1", "Manual", "manual.txt")


def document(text: str, *starts: int) -> Document:
    return Document(SOURCE, text, (0, *starts))


def hit(source: Document, start: int = 0, end: int | None = None) -> Hit:
    return Hit(Passage.cut(source, start, len(source.text) if end is None else end), 1.0)


@given(TEXT, st.data())
def test_any_stretch_of_any_text_comes_back_word_for_word(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 14))
    words = text[start : data.draw(st.integers(start + 13, len(text)))].strip()
    assume(len(words) >= 12)

    span = locate(words, text)

    assert span is not None
    assert text[span.start : span.end] == words


@given(
    st.lists(st.text("abcdefghij", min_size=2, max_size=8), min_size=6, max_size=30, unique=True)
)
def test_case_space_quotes_and_line_breaks_do_not_hide_a_quote(words: list[str]) -> None:
    text = " ".join(words)
    start, end = len(words) // 4, len(words) - len(words) // 4
    sought = " ".join(words[start:end])
    assume(len(sought) >= 14)
    copied = "“" + "\n  ".join(words[start:end]).upper() + "”"

    span = locate(copied, text)

    assert span is not None
    assert text[span.start : span.end] == sought


@given(
    st.text("abcdefgh ", min_size=30, max_size=200), st.text("stuvwxyz ", min_size=12, max_size=60)
)
def test_words_of_something_else_are_never_found(text: str, words: str) -> None:
    assert locate(words, text) is None


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("the warranty - lasts", "The “warranty” – lasts long", "The “warranty” – lasts"),
        ("official information", "Of\ufb01cial infor-\nmation", "Of\ufb01cial infor-\nmation"),
        ("soft hyphenation", "so\u00adft hy\u00adphenation", "so\u00adft hy\u00adphenation"),
        ("ＡＢＣ warranty 24", "abc WARRANTY ２４", "abc WARRANTY ２４"),
        ("保証期間は24か月です", "保証期間は\n24か月です。", "保証期間は\n24か月です"),
    ],
)
def test_what_typesetting_changes_is_ironed_out(words: str, text: str, found: str) -> None:
    span = locate(words, text)
    assert span is not None
    assert text[span.start : span.end] == found


def test_nine_tenths_in_one_piece_are_enough_and_whole_words_come_back() -> None:
    text = "We say that the warranty period lasts for twenty-four months from delivery."
    span = locate("the warranty period lasts for twenty-four months frmo", text)
    assert span is not None
    assert text[span.start : span.end] == "the warranty period lasts for twenty-four months"


@pytest.mark.parametrize(
    "words",
    [
        "the warranty period lasts for thirty-six months from delivery",
        "the warranty period lasts for twenty-four years after purchase",
        "24 months",
        "",
        "   \n ",
        "months twenty-four for lasts period warranty the",
    ],
)
def test_less_is_dropped(words: str) -> None:
    text = "We say that the warranty period lasts for twenty-four months from delivery."
    assert locate(words, text) is None


def test_a_right_quote_under_a_wrong_number_is_found_where_it_is() -> None:
    source = document("The pump is blue and small. The warranty lasts 24 months.")
    hits = [hit(source, 0, 27), hit(source, 28)]

    cited = find(Quote(7, "the warranty lasts 24 months"), hits)

    assert cited is not None
    assert cited.hit is hits[1]
    assert source.text[cited.start : cited.end] == "The warranty lasts 24 months"


def test_pages_are_those_of_the_quote_not_of_its_passage() -> None:
    """Citing the passage's first page would send the reader to the wrong one."""
    source = document("The first page says this. The second page says that.", 26)
    cited = find(Quote(1, "second page says that"), [hit(source)])
    assert cited is not None

    prepared = Numbering(lambda _id: source).prepare(cited)

    assert prepared is not None
    assert (prepared.first_page, prepared.last_page) == (2, 2)


def test_the_same_span_keeps_its_number_and_others_follow() -> None:
    source = document("The pump is blue and small. The warranty lasts 24 months.")
    numbering = Numbering(lambda _id: source)
    numbers = []
    for words in ("The warranty lasts 24", "pump is blue and small", "the warranty lasts 24"):
        cited = find(Quote(1, words), [hit(source)])
        assert cited is not None
        prepared = numbering.prepare(cited)
        assert prepared is not None
        numbers.append(numbering.number(prepared)[0].number)

    assert numbers == [1, 2, 1]


def test_invariant_3_a_document_that_is_gone_or_changed_is_not_cited() -> None:
    source = document("The warranty lasts 24 months.")
    cited = find(Quote(1, "The warranty lasts 24 months."), [hit(source)])
    assert cited is not None

    def gone(name: str) -> Document:
        raise NotFoundError(f"There is no {name}.", "Ask again.")

    newer = Document(Source("doc_1", "v2", "Manual", "manual.txt"), source.text)
    assert Numbering(gone).prepare(cited) is None
    assert Numbering(lambda _id: newer).prepare(cited) is None
    assert Numbering(lambda _id: source).prepare(cited) is not None
