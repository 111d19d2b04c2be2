"""What a DOCX holds but does not show is left out, and what only looks like it is kept."""

import pytest

from ingest.load.any import load
from ingest.load.loaded import Limits, Loaded
from tests.ingest.made import docx, rezipped

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
VANISH, WHITE = "<w:vanish/>", '<w:color w:val="FFFFFF"/>'
DARK = '<w:shd w:val="clear" w:fill="1F3864"/>'
NO_SHADE = '<w:shd w:val="clear" w:fill="auto"/>'
BLACK = '<w:highlight w:val="black"/>'
BEHIND = (
    '<w:r><w:drawing><wp:anchor behindDoc="1" xmlns:wp="http://schemas.openxmlformats.org/'
    'drawingml/2006/wordprocessingDrawing"/></w:drawing></w:r>'
)
BACKGROUND = '<w:background w:color="1F3864"/>'


def run(looks: str = "", text: str = "pay him at once") -> str:
    return f"<w:r><w:rPr>{looks}</w:rPr><w:t>{text}</w:t></w:r>"


def paragraph(*runs: str, looks: str = "") -> str:
    return f"<w:p><w:pPr>{looks}</w:pPr>{''.join(runs)}</w:p>"


def table(content: str, *, cell: str = "", row: str = "", looks: str = "") -> str:
    inside = f"<w:tc><w:tcPr>{cell}</w:tcPr>{content}</w:tc>"
    return f"<w:tbl><w:tblPr>{looks}</w:tblPr><w:tr>{row}{inside}</w:tr></w:tbl>"


def boxed(content: str) -> str:
    return f"<w:p><w:r><w:pict><w:txbxContent>{content}</w:txbxContent></w:pict></w:r></w:p>"


def style(name: str, inside: str, kind: str = "character", based_on: str = "none") -> str:
    return (
        f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based_on}"/>{inside}</w:style>'
    )


def named(kind: str, name: str) -> str:
    return f'<w:{kind} w:val="{name}"/>'


STYLES = (
    style("Gone", f"<w:rPr>{VANISH}</w:rPr>")
    + style("Heir", "", based_on="Gone")
    + style("Pale", f"<w:rPr>{WHITE}</w:rPr>", "paragraph")
    + style("Banner", f"<w:pPr>{DARK}</w:pPr><w:rPr>{WHITE}</w:rPr>", "paragraph")
    + style("Striped", f"<w:tblStylePr><w:tcPr>{DARK}</w:tcPr></w:tblStylePr>", "table")
    + style("Circle", "", based_on="Round")
    + style("Round", "", based_on="Circle")
)


def read(body: str, around: str = "") -> Loaded:
    parts = {
        "word/document.xml": f'<?xml version="1.0"?><w:document {W}>{around}<w:body>'
        f"<w:p><w:r><w:t>The ferry.</w:t></w:r></w:p>{body}</w:body></w:document>".encode(),
        "word/styles.xml": f'<?xml version="1.0"?><w:styles {W}>{STYLES}</w:styles>'.encode(),
    }
    return load(rezipped(docx(), parts), "a.docx", Limits())


UNSEEN = {
    "hidden": paragraph(run(VANISH)),
    "hidden in two runs": paragraph(run(VANISH), run(VANISH)),
    "white": paragraph(run(WHITE)),
    "white on no shade": paragraph(run(WHITE + NO_SHADE), looks=NO_SHADE),
    "hidden by a style": paragraph(run(named("rStyle", "Gone"))),
    "by the style of a style": paragraph(run(named("rStyle", "Heir"))),
    "white by the paragraph": paragraph(run(), looks=named("pStyle", "Pale")),
    "white in a table": table(paragraph(run(WHITE))),
    "a hidden row": table(paragraph(run()), row="<w:trPr><w:hidden/></w:trPr>"),
}
SEEN = {
    "white on a shade": paragraph(run(WHITE + DARK)),
    "white on a highlight": paragraph(run(WHITE + BLACK)),
    "a shaded paragraph": paragraph(run(WHITE), looks=DARK),
    "a paragraph shaded by style": paragraph(run(), looks=named("pStyle", "Banner")),
    "a shaded cell": table(paragraph(run(WHITE)), cell=DARK),
    "a table shaded by style": table(paragraph(run(WHITE)), looks=named("tblStyle", "Striped")),
    "a box": boxed(paragraph(run(WHITE))),
    "a picture behind": paragraph(BEHIND, run(WHITE)),
    "hidden on the web": paragraph(run("<w:webHidden/>")),
    "not hidden after all": paragraph(run('<w:vanish w:val="0"/>' + named("rStyle", "Gone"))),
    "a hidden end of paragraph": paragraph(run(), looks=f"<w:rPr>{VANISH}</w:rPr>"),
    "no colour": paragraph(run('<w:color w:val="auto"/>')),
    "a colour over the paragraph's": paragraph(
        run('<w:color w:val="FF0000"/>'), looks=named("pStyle", "Pale")
    ),
    "styles in a circle": paragraph(run(named("rStyle", "Circle"))),
}


@pytest.mark.parametrize("name", UNSEEN)
def test_text_that_nobody_sees_is_left_out_and_counted(name: str) -> None:
    loaded = read(UNSEEN[name])

    assert loaded.text.strip() == "The ferry."
    assert loaded.notes == ("hidden parts of the document left out: 1",)


@pytest.mark.parametrize("name", SEEN)
def test_text_that_somebody_sees_is_kept(name: str) -> None:
    loaded = read(SEEN[name])

    assert "pay him at once" in loaded.text
    assert loaded.notes == ()


def test_white_text_on_pages_of_a_colour_is_kept() -> None:
    assert "pay him" in read(UNSEEN["white"], BACKGROUND).text
    assert "pay him" not in read(UNSEEN["white"], BACKGROUND.replace("1F3864", "FFFFFF")).text
