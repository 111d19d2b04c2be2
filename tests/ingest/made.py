"""Files made on the spot, sound and hostile ones."""

import io
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from docx import Document
from docx.enum.text import WD_BREAK
from openpyxl import Workbook
from pptx import Presentation
from pptx.util import Inches
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from rag.settings import Settings


def settings(**chosen: object) -> Settings:
    return Settings.load({}, **chosen)


def holding(home: Path, secret: bytes) -> list[str]:
    """Names of the files under *home* that hold *secret* in plain bytes."""
    files = [path for path in home.rglob("*") if path.is_file()]
    return [path.name for path in files if secret in path.read_bytes()]


def pdf(
    pages: Sequence[str],
    *,
    title: str = "",
    outline: Sequence[tuple[str, int, int]] = (),
    password: str = "",
    owner: str = "",
) -> bytes:
    """A PDF of *pages*; *outline* holds title, page from 0, and level from 0."""
    from reportlab.lib.pdfencrypt import StandardEncryption

    written = io.BytesIO()
    lock = (
        StandardEncryption(password, ownerPassword=owner or "owner") if password or owner else None
    )
    canvas = Canvas(written, encrypt=lock)
    if title:
        canvas.setTitle(title)
    for number, page in enumerate(pages):
        text = canvas.beginText(72, 770)
        for line in page.split("\n"):
            text.textLine(line)
        canvas.drawText(text)
        for name, place, level in outline:
            if place == number:
                canvas.bookmarkPage(name)
                canvas.addOutlineEntry(name, name, level)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def carrying(page: str = "The cover.", **named: bytes) -> bytes:
    """A PDF with *named* files in its catalogue; ``_`` in their names stands for the dot."""
    writer, written = PdfWriter(PdfReader(io.BytesIO(pdf([page])))), io.BytesIO()
    for name, content in named.items():
        writer.add_attachment(name.replace("_", "."), content)
    writer.write(written)
    return written.getvalue()


def scanned() -> bytes:
    """A PDF whose only page is a picture."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    written = io.BytesIO()
    canvas = Canvas(written)
    canvas.drawImage(ImageReader(Image.new("RGB", (40, 40), "navy")), 72, 400, 200, 200)
    canvas.showPage()
    canvas.save()
    return written.getvalue()


def raw_pdf(objects: Sequence[bytes], root: int = 1) -> bytes:
    """A PDF of *objects*, numbered from 1, with a cross-reference table that is right."""
    written, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    trailer = b"trailer <</Size %d /Root %d 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        count,
        root,
        len(written),
    )
    return written + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + trailer


PAGE = (
    b"<</Type/Page/Parent 2 0 R/Contents 3 0 R/MediaBox[0 0 200 200]"
    b"/Resources<</Font<</F1 4 0 R>>>>>>"
)


def shared_stream_pdf(pages: int) -> bytes:
    """Pages that all share one content stream of 1 MB: 2 KB of file, seconds a page in pypdf."""
    stream = zlib.compress(b"BT /F1 1 Tf (a) Tj ET " * 47_000, 9)
    kids = b" ".join(b"%d 0 R" % number for number in range(5, 5 + pages))
    return raw_pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids),
            b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(stream), stream),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            *[PAGE] * pages,
        ]
    )


def cyclic_outline_pdf() -> bytes:
    """An outline that leads round in a circle, over a page that says "still read"."""
    stream = b"BT /F1 12 Tf 10 50 Td (still read) Tj ET"
    return raw_pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R/Outlines 6 0 R>>",
            b"<</Type/Pages/Count 1/Kids[5 0 R]>>",
            b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            PAGE,
            b"<</Type/Outlines/First 7 0 R/Last 8 0 R>>",
            b"<</Title(one)/Parent 6 0 R/Next 8 0 R/Dest[5 0 R/Fit]>>",
            b"<</Title(two)/Parent 6 0 R/Next 7 0 R/First 7 0 R/Dest[5 0 R/Fit]>>",
        ]
    )


def docx() -> bytes:
    """Headings, a table between paragraphs, a list, and a page break."""
    document = Document()
    document.core_properties.title = "Staff handbook"
    document.core_properties.author = "Ida Quill"
    document.add_heading("Leave", 1)
    document.add_paragraph("Everyone has 31 days of leave.")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        [*table.rows[0].cells, *table.rows[1].cells], ["Grade", "Days", "A", "35"], strict=True
    ):
        cell.text = text
    document.add_heading("Carry-over", 2)
    document.add_paragraph("Five days may be carried over.", style="List Bullet")
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_heading("Expenses", 1)
    document.add_paragraph("Receipts within 30 days.")
    return _saved(document)


def xlsx() -> bytes:
    """Two sheets: one with a header and a percentage, one hidden."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Income"
    for row in (
        ["Route", "Passengers", "Share"],
        ["Northport", 1200, 0.125],
        ["Eastquay", 800, 0.5],
    ):
        sheet.append(row)
    for cell in sheet["C"][1:]:
        cell.number_format = "0.0%"
    book.create_sheet("Notes").append(["Nothing to add"])
    return _saved(book)


def pptx() -> bytes:
    """Two slides: a title with a bullet and notes, and a table."""
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[1])
    slide.shapes.title.text = "The new ship"
    slide.placeholders[1].text = "Delivery in May 2027"
    slide.notes_slide.notes_text_frame.text = "Say thanks to the yard"
    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.shapes.title.text = "Costs"
    table = slide.shapes.add_table(2, 2, Inches(1), Inches(1), Inches(4), Inches(2)).table
    for number, text in enumerate(["Item", "EUR", "Hull", "9000"]):
        table.cell(number // 2, number % 2).text = text
    return _saved(show)


def rezipped(content: bytes, members: dict[str, bytes]) -> bytes:
    """The Office file *content* with *members* put in place of, or beside, its own."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in members:
                new.writestr(name, old.read(name))
        for name, body in members.items():
            new.writestr(name, body)
    return written.getvalue()


def billion_laughs_docx() -> bytes:
    """Entities within entities: 815 KB of such a file have become 1.7 GB in other systems."""
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    body = f'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY l0 "ha">{levels}]><z>&l9;</z>'
    return rezipped(docx(), {"word/document.xml": body.encode()})


def zip_bomb_docx() -> bytes:
    """A part of 150 MB of zeros in 150 KB."""
    return rezipped(docx(), {"word/media/image1.png": bytes(150_000_000)})


def _saved(file: object) -> bytes:
    written = io.BytesIO()
    file.save(written)  # type: ignore[attr-defined]
    return written.getvalue()
