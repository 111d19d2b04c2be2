"""A folder with a good and a damaged file of every format, as a share has them."""

import io
import json
from email.message import EmailMessage
from pathlib import Path

import pytest
from docx import Document as Docx
from openpyxl import Workbook
from pptx import Presentation

from api.cli.main import run
from tests.ingest.load.books import epub, odf
from tests.ingest.load.outlook import message
from tests.ingest.made import pdf
from tests.ingest.test_ocr import NEEDED, as_bytes, picture
from tests.ingest.test_ocr import pdf as pdf_of

ODD = b"\x1f\x8b\x08\x00" + bytes(range(256)) * 4
"""What is no text, whatever its name says."""


def said(word: str) -> str:
    return f"The lighthouse keeper of {word} is called Osk{word}."


def docx(text: str) -> bytes:
    document, written = Docx(), io.BytesIO()
    document.add_heading("Keepers", 1)
    document.add_paragraph(text)
    document.save(written)
    return written.getvalue()


def pptx(text: str) -> bytes:
    show, written = Presentation(), io.BytesIO()
    show.slides.add_slide(show.slide_layouts[5]).shapes.title.text = "Cover"
    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.shapes.title.text = "Keepers"
    slide.notes_slide.notes_text_frame.text = text
    show.save(written)
    return written.getvalue()


def xlsx(text: str) -> bytes:
    book, written = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Keepers"
    for row in (["Place", "Said"], ["Halm", "nothing"], ["Brekka", text]):
        sheet.append(row)
    book.save(written)
    return written.getvalue()


def mail(text: str, attached: bytes = b"") -> bytes:
    written = EmailMessage()
    written["From"], written["Subject"], written["Message-ID"] = "a@b.example", "Keepers", "<1@b>"
    written.set_content(text)
    if attached:
        written.add_attachment(attached, maintype="a", subtype="b", filename="keepers.pdf")
    return written.as_bytes()


CHAPTERS = {"a.xhtml": "<h1>One</h1><p>Nothing.</p>", "b.xhtml": "<h1>Keepers</h1><p>{}</p>"}
SHEET = """<table:table table:name="Keepers"><table:table-row><table:table-cell>
<text:p>Place</text:p></table:table-cell><table:table-cell><text:p>Said</text:p></table:table-cell>
</table:table-row><table:table-row><table:table-cell><text:p>Halm</text:p></table:table-cell>
<table:table-cell><text:p>{}</text:p></table:table-cell></table:table-row></table:table>"""
SLIDES = "<draw:page/><draw:page><draw:frame><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame></draw:page>"  # noqa: E501
NOTEBOOK = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}}


def good() -> dict[str, tuple[bytes, int, str]]:
    """Name, bytes, page and place of the known item of every format."""
    cells = [{"cell_type": "markdown", "source": "# Keepers"}]
    cells += [{"cell_type": "markdown", "source": said("ipynb")}]
    book = {name: text.format(said("epub")) for name, text in CHAPTERS.items()}
    shown = picture("The lighthouse keeper of png", "is called Oskpng.")
    scan = picture("The lighthouse keeper of scan", "is called Oskscan.")
    return {
        "a.pdf": (pdf(["Cover", said("pdf")]), 2, ""),
        "scan.pdf": (pdf_of("Cover", scan), 2, ""),
        "a.docx": (docx(said("docx")), 1, ""),
        "a.odt": (odf("text", f"<text:p>{said('odt')}</text:p>"), 1, ""),
        "a.pptx": (pptx(said("pptx")), 2, "notes"),
        "a.odp": (odf("presentation", SLIDES.format(said("odp"))), 2, ""),
        "a.xlsx": (xlsx(said("xlsx")), 1, "Keepers!A3:B3"),
        "a.ods": (odf("spreadsheet", SHEET.format(said("ods"))), 1, "Keepers!A2:B2"),
        "a.csv": (f"Place,Said\nHalm,no\nBrekka,{said('csv')}\n".encode(), 1, "A3:B3"),
        "a.tsv": (f"Place\tSaid\nHalm\tno\nBrekka\t{said('tsv')}\n".encode(), 1, "A3:B3"),
        "a.html": (f"<html><body><p>{said('html')}</p></body></html>".encode(), 1, ""),
        "a.epub": (epub(book, titles={"b.xhtml": "Keepers"}), 2, "Keepers"),
        "a.md": (f"# Keepers\n\n{said('md')}\n".encode(), 1, "line 3"),
        "a.rst": (f"Keepers\n=======\n\n{said('rst')}\n".encode(), 1, "line 4"),
        "a.txt": (f"Keepers\n\n{said('txt')}\n".encode(), 1, "line 3"),
        "a.json": (json.dumps({"keepers": [{"said": said("json")}]}).encode(), 1, "/keepers/0"),
        "a.jsonl": (f'{{"a": 1}}\n{{"said": "{said("jsonl")}"}}\n'.encode(), 1, "line 2"),
        "a.xml": (f"<keepers>\n<said>{said('xml')}</said>\n</keepers>".encode(), 1, "line 2"),
        "a.eml": (mail(said("eml"), pdf(["Cover", said("attached")])), 1, ""),
        "a.msg": (message("Keepers", said("msg"), {}), 1, ""),
        "a.mbox": (b"From a@b Mon Nov  3 10:00:00 2025\n" + mail(said("mbox")), 1, "message 1"),
        "a.rtf": (rb"{\rtf1\ansi " + said("rtf").encode() + rb"\par}", 1, ""),
        "a.ipynb": (json.dumps({**NOTEBOOK, "cells": cells}).encode(), 1, "cell 2"),
        "a.py": (f'def keepers():\n    return "{said("py")}"\n'.encode(), 1, "line 2"),
        "a.png": (as_bytes(shown), 1, ""),
    }


@NEEDED
def test_the_good_ones_answer_with_their_place_and_the_bad_ones_are_in_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = good()
    folder = tmp_path / "share"
    folder.mkdir()
    for name, (content, _, _) in files.items():
        (folder / name).write_bytes(content)
        text = content.decode("utf-8", "replace").isprintable() or name.endswith(
            (".csv", ".tsv", ".html", ".md", ".rst", ".txt", ".py", ".eml", ".mbox", ".rtf")
        )
        (folder / f"bad-{name}").write_bytes(ODD if text else content[: len(content) // 2])
    monkeypatch.setenv("FOOTNOTE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)

    assert run(["ingest", str(folder), "--json"]) == 1

    report = json.loads(capsys.readouterr().out)
    rows = {row["path"]: row for row in report["failures"]}
    told = {note.partition(":")[0] for note in report["notes"]}
    for name in files:
        assert name not in rows, rows[name]
        if f"bad-{name}" in rows:
            assert rows[f"bad-{name}"]["problem"]
            assert rows[f"bad-{name}"]["remedy"]
        else:
            assert f"bad-{name}" in told, f"bad-{name}"
    for name, (_, page, place) in files.items():
        word = name.partition(".")[0] if name == "scan.pdf" else name.rpartition(".")[2]
        asked = f"Who is the lighthouse keeper of {word}? Osk{word}"
        assert run(["search", asked, "-k", "1", "--json"]) == 0
        (hit,) = json.loads(capsys.readouterr().out)["hits"]
        assert (hit["document"]["path"], hit["last_page"]) == (name, page), name
        assert f"Osk{word}" in hit["text"].replace(" ", "")
        start = hit["place"].rpartition(" to ")[2] if " to " in hit["place"] else hit["place"]
        assert not place or name == "a.epub" or start.endswith(place.rpartition(":")[2]), name
    assert run(["search", "lighthouse keeper of attached Oskattached", "-k", "1", "--json"]) == 0
    (hit,) = json.loads(capsys.readouterr().out)["hits"]
    assert (hit["document"]["path"], hit["last_page"]) == ("a.eml/keepers.pdf", 2)
