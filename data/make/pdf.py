"""Draw a page source as a PDF whose bytes are the same in every run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Frame, Paragraph, Spacer, Table, TableStyle

from data.make.source import Page, Source, read_source, rows

WIDTH, HEIGHT = PAGE = (444.0, 540.0)
SIDE, FOOT, GUTTER, HEADLINE = 46, 52, 18, 34
COLUMN_BREAK = "<<<"
Box = tuple[float, float, float, float]
INK = colors.HexColor("#12343b")
BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=11.5, leading=16.5, spaceAfter=8)
NOTE = ParagraphStyle("note", parent=BODY, fontSize=8, leading=10, spaceAfter=2)
CAPTION = ParagraphStyle("caption", parent=BODY, fontName="Times-Italic", fontSize=9, leading=12)
ITEM = ParagraphStyle("item", parent=BODY, leftIndent=14, bulletIndent=2, spaceAfter=3)
BOX = ParagraphStyle(
    "box", parent=BODY, backColor=colors.HexColor("#eef4f2"), borderPadding=5, spaceBefore=6
)
HEADINGS = {
    "# ": ParagraphStyle(
        "h1", fontName="Helvetica-Bold", fontSize=17, leading=21, spaceAfter=10, textColor=INK
    ),
    "## ": ParagraphStyle(
        "h2", fontName="Helvetica-Bold", fontSize=12, leading=16, spaceAfter=5, textColor=INK
    ),
}
CELL = ("Helvetica", 8.3)
NUMBER = re.compile(r"^[-+]?[\d,.]+( ?%)?$|^[-\u2013]$")


def write_pdf(source_path: Path, target: Path) -> None:
    """Draw *source_path* to *target*; a page that does not fit is a `ValueError`."""
    source = read_source(source_path)
    canvas = Canvas(str(target), pagesize=PAGE, invariant=1, pageCompression=1)
    canvas.setTitle(source.header["title"])
    canvas.setAuthor(source.header["author"])
    canvas.setSubject(source.header["subject"])
    if source.roman_pages:
        canvas.addPageLabel(0, style="ROMAN_LOWER", start=1)
        canvas.addPageLabel(source.roman_pages, style="ARABIC", start=1)
    for number, page in enumerate(source.pages, start=1):
        _draw(canvas, source, page, number)
        canvas.showPage()
    canvas.save()


def _draw(canvas: Canvas, source: Source, page: Page, number: int) -> None:
    notes = _measured_footnotes(page)
    top = FOOT + sum(note.height + 2 for note in notes)
    bottom = top + 10
    for box, blocks in _boxes(page, bottom):
        story = [item for block in blocks for item in _flow(block, box[2])]
        Frame(*box, 0, 0, 0, 0).addFromList(story, canvas)
        if story:
            msg = f"{source.header['title']}, page {number}: {len(story)} blocks do not fit."
            raise ValueError(msg)
    _draw_footnotes(canvas, notes, top)
    _outline(canvas, page, number)
    if page.layout != "cover":
        _draw_foot(canvas, source, number)


def _boxes(page: Page, bottom: float) -> Iterator[tuple[Box, tuple[str, ...]]]:
    """Give each frame of *page* (left, bottom, width, height) with the blocks that go in it."""
    whole, height = WIDTH - 2 * SIDE, HEIGHT - 42 - bottom
    if page.layout != "columns":
        yield (SIDE, bottom, whole, height), page.blocks
        return
    yield (SIDE, HEIGHT - 42 - HEADLINE, whole, HEADLINE), page.blocks[:1]
    cut, width = page.blocks.index(COLUMN_BREAK), (whole - GUTTER) / 2
    yield (SIDE, bottom, width, height - HEADLINE), page.blocks[1:cut]
    right = SIDE + width + GUTTER
    yield (right, bottom, width, height - HEADLINE), page.blocks[cut + 1 :]


def _flow(block: str, width: float) -> Iterator[Flowable]:
    for mark, style in HEADINGS.items():
        if block.startswith(mark):
            yield Paragraph(_inline(block.removeprefix(mark)), style)
            return
    if block.startswith("| "):
        yield _table(block, width)
        yield Spacer(1, 9)
    elif block.startswith("- "):
        for line in block.splitlines():
            yield Paragraph(_inline(line[2:]), ITEM, bulletText="\u2022")
    elif block.startswith("> "):
        yield Paragraph(_inline(block[2:]), BOX)
        yield Spacer(1, 9)
    elif re.match(r"(Table|Tabelle) \d", block):
        yield Paragraph(_inline(block), CAPTION)
    else:
        yield Paragraph(_inline(block), BODY)


def _inline(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace("\\\n", "<br/>")
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)
    return re.sub(r"\[\^(\d+)\]", r"<super size=7>\1</super>", text)


def _table(block: str, width: float) -> Table:
    cells = rows(block)
    widths = [
        max(stringWidth(text, "Helvetica-Bold", CELL[1]) for text in column) + 9
        for column in zip(*cells, strict=True)
    ]
    if sum(widths) > width:
        msg = f"A table is {sum(widths):.0f} points wide, the page {width:.0f}: {cells[0]}"
        raise ValueError(msg)
    spare = (width - sum(widths)) / len(widths)
    table = Table(cells, colWidths=[one + spare for one in widths], rowHeights=17)
    table.setStyle(TableStyle(_table_style(cells)))
    return table


def _table_style(cells: list[list[str]]) -> list[Any]:
    style: list[Any] = [
        ("FONT", (0, 0), (-1, -1), *CELL),
        ("FONT", (0, 0), (-1, 0), "Helvetica-Bold", CELL[1]),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, INK),
        ("LINEBELOW", (0, 1), (-1, -1), 0.2, colors.grey),
        ("PADDING", (0, 0), (-1, -1), 2),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ]
    for index, column in enumerate(zip(*cells, strict=True)):
        if all(NUMBER.match(cell) for cell in column[1:]):
            style.append(("ALIGN", (index, 0), (index, -1), "RIGHT"))
    style += [
        ("FONT", (0, index), (-1, index), "Helvetica-Bold", CELL[1])
        for index, row in enumerate(cells)
        if row[0].startswith(("Total", "Surplus", "Summe"))
    ]
    return style


def _measured_footnotes(page: Page) -> list[Paragraph]:
    notes = [Paragraph(_inline(note), NOTE) for note in page.footnotes]
    for note in notes:
        note.wrap(WIDTH - 2 * SIDE, HEIGHT)
    return notes


def _draw_footnotes(canvas: Canvas, notes: list[Paragraph], top: float) -> None:
    if notes:
        canvas.setLineWidth(0.4)
        canvas.line(SIDE, top + 4, SIDE + 90, top + 4)
    for note in notes:
        top -= note.height + 2
        note.drawOn(canvas, SIDE, top)


def _outline(canvas: Canvas, page: Page, number: int) -> None:
    for index, block in enumerate(page.blocks):
        for level, mark in enumerate(HEADINGS):
            if block.startswith(mark):
                key = f"p{number}-{index}"
                canvas.bookmarkPage(key)
                canvas.addOutlineEntry(block.removeprefix(mark), key, level)


def _draw_foot(canvas: Canvas, source: Source, number: int) -> None:
    front = source.roman_pages
    numerals = ("", "i", "ii", "iii", "iv", "v", "vi")
    label = numerals[number] if number <= front else str(number - front)
    canvas.setFont("Helvetica", 7.5)
    canvas.drawString(SIDE, 30, source.header["running"])
    canvas.drawRightString(WIDTH - SIDE, 30, label)
