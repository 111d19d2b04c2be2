import io

from openpyxl import Workbook

from ingest.load import sheet, slides, table
from ingest.load.loaded import Limits
from ingest.load.rows import is_header
from tests.ingest.made import pptx, xlsx


def test_each_row_of_a_csv_says_what_its_cells_are() -> None:
    content = b"Route;Month;Passengers\nNorthport;May;1,200\n\nEastquay;;800\n"

    loaded = table.load(content, "text/csv", Limits())

    assert loaded.text == (
        "Route | Month | Passengers\n"
        "Route: Northport | Month: May | Passengers: 1,200\n"
        "Route: Eastquay | Passengers: 800\n"
    )


def test_a_csv_without_a_header_keeps_its_values_alone() -> None:
    assert table.load(b"1,2\n3,4\n", "text/csv", Limits()).text == "1 | 2\n3 | 4\n"


def test_quoted_line_ends_and_huge_cells_are_bounded() -> None:
    content = b'Name,Note\nA,"two\nlines"\nB,' + b"x" * 300_000 + b"\n"

    loaded = table.load(content, "text/csv", Limits(characters=400_000))

    assert "Name: A | Note: two lines\n" in loaded.text


def test_years_name_columns_and_other_numbers_do_not() -> None:
    assert is_header(["Revenue", "2024", "2025"])
    assert not is_header(["Revenue", "1,200"])
    assert not is_header(["Title of the sheet", ""])


def test_a_sheet_is_a_page_and_shows_values_as_the_reader_sees_them() -> None:
    loaded = sheet.load(xlsx(), "xlsx", Limits())

    assert loaded.page_labels == ("Income", "Notes")
    assert "Route: Northport | Passengers: 1200 | Share: 12.5%" in loaded.text
    assert loaded.text[loaded.page_starts[1] :].split("\n")[:2] == ["Notes", "Nothing to add"]
    assert [one.title for one in loaded.headings] == ["Income", "Notes"]


def test_a_slide_is_a_page_with_its_table_and_notes() -> None:
    loaded = slides.load(pptx(), "pptx", Limits())

    first, second = loaded.text[: loaded.page_starts[1]], loaded.text[loaded.page_starts[1] :]
    assert [line for line in first.split("\n") if line] == [
        "The new ship",
        "Delivery in May 2027",
        "Notes: Say thanks to the yard",
    ]
    assert "Item | EUR\nHull | 9000" in second
    assert [one.title for one in loaded.headings] == ["The new ship", "Costs"]


def test_a_sheet_says_where_it_was_no_longer_read() -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "Income"
    page["A1"], page["A1500"] = "first", "last"
    written = io.BytesIO()
    book.save(written)

    loaded = sheet.load(written.getvalue(), "", Limits())

    assert "last" not in loaded.text
    assert loaded.notes == ("sheet Income: nothing was read after 1000 empty rows",)
