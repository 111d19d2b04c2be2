import contextlib
import time

import pytest

from ingest.load import pdf as loader
from ingest.load.loaded import Limits, Loaded
from rag.errors import DocumentError, SkippedError
from tests.ingest.made import PAGE, cyclic_outline_pdf, pdf, raw_pdf, scanned, shared_stream_pdf


def load(content: bytes, limits: Limits | None = None) -> Loaded:
    return loader.load(content, "application/pdf", limits or Limits())


def page(loaded: Loaded, number: int) -> str:
    ends = (*loaded.page_starts[1:], len(loaded.text))
    return loaded.text[loaded.page_starts[number - 1] : ends[number - 1]]


def test_each_page_starts_where_its_text_does() -> None:
    loaded = load(pdf(["The first page.", "", "The third page."]))

    assert [page(loaded, number).strip() for number in (1, 2, 3)] == [
        "The first page.",
        "",
        "The third page.",
    ]


def test_outline_entries_become_headings_where_they_stand_on_their_page() -> None:
    content = pdf(
        ["Before it.\nTerms of use\nText.", "More\nPayment\nText."],
        outline=[("Terms of use", 0, 0), ("Payment", 1, 1)],
        title="The contract",
    )

    loaded = load(content)

    found = [(one.title, one.level) for one in loaded.headings]
    assert found == [("Terms of use", 1), ("Payment", 2)]
    assert all(loaded.text[one.start :].startswith(one.title) for one in loaded.headings)
    assert loaded.title == "The contract"


@pytest.mark.parametrize(
    "title", ["Microsoft Word - v3 FINAL.doc", "untitled", "0001-22-000048", "a.docx"]
)
def test_a_title_that_says_nothing_is_left_out(title: str) -> None:
    assert load(pdf(["Text."], title=title)).title == ""


def test_a_file_encrypted_without_a_user_password_is_read() -> None:
    """12 of 29 real filings are: other pipelines skip them with a line in a log."""
    assert "The warranty" in load(pdf(["The warranty."], owner="secret")).text


def test_a_file_with_a_user_password_is_skipped_and_says_so() -> None:
    with pytest.raises(SkippedError, match="encrypted") as caught:
        load(pdf(["The warranty."], password="secret"))

    assert "password" in caught.value.remedy


def test_a_scan_is_known_to_need_ocr() -> None:
    loaded = load(scanned())

    assert (loaded.scans, loaded.text.strip()) == ((1,), "")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_file_is_refused_or_read_but_never_crashes(share: float) -> None:
    content = pdf([f"Page {number} of it." for number in range(8)])

    with contextlib.suppress(DocumentError):
        assert "Page" in load(content[: int(len(content) * share)]).text


def test_pages_beyond_the_limit_are_left_out_and_noted() -> None:
    loaded = load(pdf(["one", "two", "three"]), Limits(pages=2))

    assert "three" not in loaded.text
    assert loaded.notes == ("only the first 2 of 3 pages were read",)


def test_an_outline_that_leads_in_circles_does_not_keep_the_text_from_us() -> None:
    loaded = load(cyclic_outline_pdf(), Limits(seconds=8))

    assert "still read" in loaded.text


def test_pages_that_share_one_long_stream_are_read_within_the_limits() -> None:
    """pypdf takes 1.9 s for each such page; 2 KB of file can hold thousands."""
    began = time.monotonic()

    loaded = load(shared_stream_pdf(10), Limits(seconds=8))

    assert len(loaded.page_starts) == 10
    assert time.monotonic() - began < 10


def test_a_hyphen_at_a_line_end_goes_only_where_the_word_is_written_without_it() -> None:
    texts = ["the agree\ufffement and non\ufffeGAAP figures", "an agreement"]

    assert loader._hyphens_mended(texts)[0] == "the agreement and non-GAAP figures"


def test_dot_leaders_do_not_fill_passages() -> None:
    """A tokenizer reads each dot as a token of its own."""
    assert (
        loader._mended("Cash ............ 12\r\nDebt . . . . . . 7\n")
        == "Cash ... 12\nDebt ... 7\n"
    )


def test_words_set_one_to_a_line_are_joined_but_numbers_are_not() -> None:
    assert (
        loader._mended("we\nface\nheavy\ncompetition\nToday.")
        == "we face heavy competition\nToday."
    )
    assert loader._mended("1\n2\n3\n4\n5") == "1\n2\n3\n4\n5"


def test_no_page_at_all_is_a_damaged_or_empty_file() -> None:
    with pytest.raises(DocumentError):
        load(raw_pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 0/Kids[]>>"]))


@pytest.mark.parametrize(("mode", "picture", "noted"), [(3, "", 1), (0, "", 0), (3, "/I Do", 0)])
def test_invisible_text_is_noted_unless_it_belongs_to_a_picture(
    mode: int, picture: str, noted: int
) -> None:
    """A layer of OCR is invisible too: it says what its picture shows."""
    words = "pay him at once and tell nobody of it " * 5
    drawn = f"{picture} BT /F1 1 Tf 10 50 Td {mode} Tr ({words}) Tj ET".encode()
    image = b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray"
    page = PAGE.replace(b"<</Font", b"<</XObject<</I 6 0 R>>/Font")
    content = raw_pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[5 0 R]>>",
            b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            page,
            image + b"/BitsPerComponent 8/Length 1>>stream\n0\nendstream",
        ]
    )

    loaded = load(content)

    assert "pay him" in loaded.text
    assert len([note for note in loaded.notes if "invisible" in note]) == noted
