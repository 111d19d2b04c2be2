"""Write a page source as an XLSX: one sheet a page, its heading the sheet's name."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font

from data.make.settle import settle
from data.make.source import Page, read_source, rows


def write_xlsx(source_path: Path, target: Path) -> None:
    """Write each page's table to a sheet; whole numbers become numbers."""
    source = read_source(source_path)
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title, book.properties.creator = source.header["title"], source.header["author"]
    book.properties.subject = source.header["subject"]
    for page in source.pages:
        _add_sheet(book, page)
    book.save(target)
    settle(target)


def _add_sheet(book: Workbook, page: Page) -> None:
    sheet = book.create_sheet(page.blocks[0].removeprefix("# "))
    for row in rows(page.blocks[1]):
        sheet.append([int(cell) if cell.isdigit() else cell or None for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, width in zip("ABCD", (34, 14, 14, 40), strict=True):
        sheet.column_dimensions[column].width = width
