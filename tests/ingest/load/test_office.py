"""Each format with what it keeps, and the place that a citation of it can name."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from ingest.load.any import load
from ingest.load.loaded import Limits, Loaded
from ingest.load.rows import cell_range
from ingest.prepare import Place, document_of
from rag.errors import DocumentError, FootnoteError, SkippedError
from rag.types import Collection, Document
from tests.ingest.load.books import epub, odf, zipped

LIMITS = Limits()
CELLS = st.text(st.characters(categories=["L", "N"]), max_size=5)


def read(content: bytes, name: str) -> Loaded:
    return load(content, name, LIMITS)


def document(loaded: Loaded) -> Document:
    return document_of(loaded, "v", Place("a", Collection()))


def place_of(loaded: Loaded, words: str) -> str:
    """What a citation of *words* says of where they are."""
    start = loaded.text.index(words)
    return document(loaded).place(start, start + len(words))


TEXT = """<text:p text:style-name="Title">Plan</text:p>
<text:h text:outline-level="1">Ferries</text:h>
<text:p>It leaves<text:s text:c="2"/>at <text:span>nine</text:span><text:note><text:note-body>
<text:p>In summer.</text:p></text:note-body></text:note>.</text:p>
<text:list><text:list-item><text:p>oil</text:p></text:list-item></text:list>
<text:soft-page-break/>
<text:h text:outline-level="2">Costs</text:h>
<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>Year</text:p>
</table:table-cell><table:table-cell><text:p>Cost</text:p></table:table-cell></table:table-row>
</table:table-header-rows><table:table-row><table:table-cell><text:p>2024</text:p>
</table:table-cell><table:table-cell><text:p>17</text:p></table:table-cell></table:table-row>
</table:table>
<text:tracked-changes><text:p>deleted words</text:p></text:tracked-changes>
<text:p text:style-name="P9">Last page.</text:p>"""
BREAK = """<style:style style:name="P9"><style:paragraph-properties fo:break-before="page"/>
</style:style>"""


def test_an_odt_keeps_headings_lists_tables_notes_and_pages() -> None:
    loaded = read(odf("text", TEXT, styles=BREAK), "plan.odt")

    assert "It leaves  at nine." in loaded.text
    assert "- oil" in loaded.text
    assert "Year | Cost\n2024 | 17" in loaded.text
    assert "1. In summer." in loaded.text
    assert "deleted words" not in loaded.text
    assert [heading.title for heading in loaded.headings] == ["Ferries", "Costs", "Notes"]
    found = document(loaded)
    assert found.page_at(loaded.text.index("2024")) == 2
    assert found.page_at(loaded.text.index("Last page")) == 3
    assert (loaded.title, loaded.language, loaded.tags) == (
        "Harbour plan",
        "en",
        ("costs", "ferry"),
    )
    assert loaded.properties == {"author": "Ada Brun", "modified": "2024-05-06"}


def row(*cells: str, repeated: int = 1) -> str:
    made = "".join(
        f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells
    )
    return f'<table:table-row table:number-rows-repeated="{repeated}">{made}</table:table-row>'


def test_an_ods_names_the_cells_of_each_row() -> None:
    empty = '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
    rows = row("Harbour costs") + row("in thousands") + row("Port", "Cost") + row("Skarvik", "17")
    sheets = f'<table:table table:name="Costs">{rows}{empty}{row("", "Halm")}</table:table>'
    loaded = read(odf("spreadsheet", sheets), "costs.ods")

    assert "Port: Skarvik | Cost: 17" in loaded.text
    assert place_of(loaded, "Skarvik") == "Costs!A4:B4"
    assert place_of(loaded, "Halm") == "Costs!B8"
    assert loaded.page_labels == ("Costs",)


def test_a_sheet_that_claims_a_million_rows_and_columns_is_bounded() -> None:
    bomb = """<table:table-row table:number-rows-repeated="1048576"><table:table-cell
    table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row>"""
    sheets = f'<table:table table:name="Bomb">{bomb}</table:table>'

    loaded = load(odf("spreadsheet", sheets), "bomb.ods", Limits(characters=100_000))

    assert len(loaded.text) <= 100_000
    assert any("not all written out" in note or "only its first" in note for note in loaded.notes)


def test_an_odp_has_a_page_for_each_slide_and_names_the_notes() -> None:
    slides = """<draw:page><draw:frame><draw:text-box><text:p>Nine boats</text:p></draw:text-box>
    </draw:frame><draw:frame presentation:class="title"><draw:text-box><text:p>Fleet</text:p>
    </draw:text-box></draw:frame><presentation:notes><draw:frame><draw:text-box>
    <text:p>Say it slowly</text:p></draw:text-box></draw:frame></presentation:notes></draw:page>
    <draw:page><draw:frame><draw:text-box><text:p>The end</text:p></draw:text-box></draw:frame>
    </draw:page>"""
    loaded = read(odf("presentation", slides), "fleet.odp")

    assert loaded.text.index("Fleet") < loaded.text.index("Nine boats")
    assert place_of(loaded, "Say it slowly") == "notes"
    assert place_of(loaded, "The end") == ""
    assert document(loaded).page_at(loaded.text.index("The end")) == 2
    assert loaded.text.count("Say it slowly") == 1


def test_a_book_has_a_page_for_each_chapter_called_by_its_title() -> None:
    chapters = {
        "one.xhtml": "<html><body><h1>One</h1><p>The boat left.</p></body></html>",
        "two.xhtml": "<html><body><p>It came back.</p></body></html>",
        "gone.xhtml": "",
    }
    loaded = read(epub(chapters, titles={"two.xhtml": "The return"}), "ferry.epub")

    assert loaded.page_labels == ("One", "The return")
    assert place_of(loaded, "came back") == "The return"
    assert loaded.title == "The Ferry"
    assert loaded.properties["author"] == "Ada Brun"
    assert loaded.notes == ("chapter book/gone.xhtml is named by the book but is not in it",)
    assert [heading.title for heading in loaded.headings] == ["One"]


def test_a_book_under_lock_is_said_to_be_and_one_with_hidden_fonts_is_read() -> None:
    lock = '<encryption xmlns="x"><EncryptionMethod Algorithm="{}"/></encryption>'
    chapters = {"one.xhtml": "<p>The boat left.</p>"}
    with pytest.raises(SkippedError, match="locked"):
        read(epub(chapters, titles={}, encryption=lock.format("adept")), "a.epub")
    fonts = lock.format("http://www.idpf.org/2008/embedding")
    assert "boat" in read(epub(chapters, titles={}, encryption=fonts), "a.epub").text


RTF = rb"""{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Times;}}{\info{\title Harbour plan}
{\author Ada Brun}{\keywords costs; ferry}{\creatim\yr2024\mo5\dy6}}
\f0 The caf\'e9 opens at six.\par
\page Next to it stands the mill, \u8364?9 a ticket.\par{\pict\bin4 }}}} Done.\par}"""


def test_an_rtf_keeps_paragraphs_pages_and_what_it_says_of_itself() -> None:
    loaded = read(RTF, "plan.doc")

    assert "The caf\xe9 opens at six." in loaded.text
    assert "\u20ac9 a ticket" in loaded.text
    assert document(loaded).page_at(loaded.text.index("mill")) == 2
    assert (loaded.title, loaded.tags) == ("Harbour plan", ("costs", "ferry"))
    assert loaded.properties["created"] == "2024-05-06"
    assert loaded.media_type == "application/rtf"


def test_an_xlsx_and_a_csv_name_the_cells_of_each_row() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Q1!"
    for one in (["Costs"], [], ["Port", "Cost"], ["Halm", 12]):
        sheet.append(one)
    written = io.BytesIO()
    book.save(written)

    assert place_of(read(written.getvalue(), "a.xlsx"), "Port: Halm | Cost: 12") == "Q1!!A4:B4"
    table = read(b"Port,Cost\nHalm,12\n,\nSkarvik,13\n", "a.csv")
    assert place_of(table, "Port: Skarvik") == "A4:B4"
    assert place_of(table, "Halm | Cost: 12\nPort: Skarvik") == "A2:B4"


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=8))
def test_every_row_of_a_table_is_where_it_is_said_to_be(rows: list[list[str]]) -> None:
    written = "\n".join(",".join(f'"{cell}"' for cell in cells) for cells in rows)
    if not "".join(map("".join, rows)).strip():
        return
    try:
        loaded = read(written.encode(), "a.csv")
    except SkippedError:
        return
    ends = [mark.start for mark in loaded.marks[1:]] + [len(loaded.text)]
    for mark, end in zip(loaded.marks, ends, strict=True):
        line = loaded.text[mark.start : end]
        number = int("".join(filter(str.isdigit, mark.name.partition(":")[0])))
        assert all(cell in line for cell in rows[number - 1])
        assert mark.name == cell_range(number, rows[number - 1])


GOOD = {
    "a.odt": odf("text", TEXT * 20, styles=BREAK),
    "a.ods": odf("spreadsheet", f'<table:table table:name="C">{row("a", "b") * 99}</table:table>'),
    "a.odp": odf("presentation", "<draw:page/>" * 9 + "<draw:page>x</draw:page>"),
    "a.epub": epub({f"{n}.xhtml": f"<p>Boat {n} left.</p>" for n in range(30)}, titles={}),
}


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_file_cut_short_is_refused_with_a_remedy(name: str, part: float) -> None:
    content = GOOD[name]
    with pytest.raises(DocumentError) as refused:
        read(content[: int(len(content) * part)], name)
    assert refused.value.remedy


def test_what_is_locked_holds_entities_or_is_empty_is_refused() -> None:
    with pytest.raises(SkippedError, match="password"):
        read(odf("text", TEXT, manifest="<encryption-data/>"), "a.odt")
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><office>&a;</office>'
    kind = "application/vnd.oasis.opendocument.text"
    hostile = zipped({"mimetype": kind, "META-INF/manifest.xml": "<m/>", "content.xml": bomb})
    with pytest.raises(DocumentError, match="document type"):
        read(hostile, "a.odt")
    with pytest.raises(FootnoteError):
        read(zipped({"mimetype": "application/epub+zip"}), "a.epub")
    with pytest.raises(SkippedError, match="no text"):
        read(rb"{\rtf1\ansi }", "a.rtf")


def test_deep_groups_of_an_rtf_and_bytes_that_never_come_do_no_harm() -> None:
    deep = rb"{\rtf1 " + b"{" * 100_000 + b"boat" + b"}" * 100_000 + b"}"
    assert "boat" in read(deep, "a.rtf").text
    assert "boat" in read(rb"{\rtf1 boat\par \bin999999999 x}", "a.rtf").text


@pytest.mark.parametrize("kind", ["row", "column", "none"])
def test_what_a_sheet_hides_is_its_owners_data_and_is_read_and_noted(kind: str) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for one in (["Port", "Cost"], ["Halm", 12]):
        sheet.append(one)
    sheet.row_dimensions[2].hidden = kind == "row"
    sheet.column_dimensions["B"].hidden = kind == "column"
    written = io.BytesIO()
    book.save(written)

    loaded = read(written.getvalue(), "a.xlsx")

    assert "Port: Halm | Cost: 12" in loaded.text
    said = ("hidden rows or columns of its sheets were read as well",)
    assert loaded.notes == (() if kind == "none" else said)
