import pytest

from ingest.load import word
from ingest.load.loaded import Limits, Loaded
from rag.errors import DocumentError
from tests.ingest.made import billion_laughs_docx, docx, rezipped, zip_bomb_docx


def load(content: bytes) -> Loaded:
    return word.load(content, "docx", Limits())


def test_paragraphs_tables_and_headings_come_in_the_order_of_the_document() -> None:
    loaded = load(docx())

    pieces = [
        "Leave",
        "31 days",
        "Grade | Days\nA | 35",
        "Carry-over",
        "- Five days",
        "Expenses",
        "Receipts",
    ]
    places = [loaded.text.index(piece) for piece in pieces]
    assert places == sorted(places)
    assert [(one.title, one.level) for one in loaded.headings] == [
        ("Leave", 1),
        ("Carry-over", 2),
        ("Expenses", 1),
    ]
    assert all(loaded.text[one.start :].startswith(one.title) for one in loaded.headings)
    assert (loaded.title, loaded.properties["author"]) == ("Staff handbook", "Ida Quill")


def test_a_page_break_begins_a_page() -> None:
    loaded = load(docx())

    assert loaded.text[loaded.page_starts[1] :].lstrip().startswith("Expenses")


def test_footnotes_insertions_and_controls_are_read_and_deletions_are_not() -> None:
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = (
        f'<?xml version="1.0"?><w:document xmlns:w="{name}"><w:body>'
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>In a control.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        "<w:p><w:ins><w:r><w:t>Inserted.</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>Deleted.</w:delText></w:r></w:del></w:p>"
        "</w:body></w:document>"
    )

    text = load(rezipped(docx(), {"word/document.xml": body.encode()})).text

    assert "In a control." in text
    assert "Inserted." in text
    assert "Deleted." not in text


def test_a_billion_laughs_is_refused() -> None:
    with pytest.raises(DocumentError, match="declares a document type"):
        load(billion_laughs_docx())


def test_a_zip_bomb_is_refused_by_its_directory() -> None:
    with pytest.raises(DocumentError, match="times its size"):
        load(zip_bomb_docx())


def test_a_file_it_points_to_outside_is_never_opened() -> None:
    """A remote template, or an entity of /etc/hostname, has leaked from other systems."""
    evil = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"'
        ' Target="file:///etc/hostname" TargetMode="External"/></Relationships>'
    )

    loaded = load(
        rezipped(docx(), {"word/_rels/settings.xml.rels": evil.encode(), "../../x": b"out"})
    )

    assert "31 days" in loaded.text


def test_a_damaged_one_says_so() -> None:
    with pytest.raises(DocumentError, match="damaged"):
        load(docx()[:-200])
