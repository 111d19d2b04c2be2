"""Read the text of each page of a sample document, as any reader of its format would."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pptx
import pypdfium2
from docx.table import Table
from lxml import html


def pages(path: Path) -> list[str]:
    """Give the text of each page of *path*; slides and sheets count as pages, other files as one.

    White space is folded to single spaces. A format that is not known is a `KeyError`.
    """
    return [" ".join(text.split()) for text in READERS[path.suffix](path)]


def _pdf(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def _docx(path: Path) -> list[str]:
    return ["\n".join(_docx_lines(docx.Document(str(path))))]


def _docx_lines(document: Any) -> Iterator[str]:
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from (" ".join(cell.text for cell in row.cells) for row in block.rows)
        else:
            yield block.text


def _html(path: Path) -> list[str]:
    body = html.fromstring(path.read_bytes()).body
    return [" ".join(body.itertext())]


def _xlsx(path: Path) -> list[str]:
    book = openpyxl.load_workbook(path, read_only=True)
    found = [_sheet(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]
    book.close()
    return found


def _sheet(rows: Any) -> str:
    return "\n".join(" ".join(str(cell) for cell in row if cell is not None) for row in rows)


def _pptx(path: Path) -> list[str]:
    return ["\n".join(_slide_lines(slide)) for slide in pptx.Presentation(str(path)).slides]


def _slide_lines(slide: Any) -> Iterator[str]:
    for shape in slide.shapes:
        if shape.has_text_frame:
            yield shape.text_frame.text
        if shape.has_table:
            yield from (" ".join(cell.text for cell in row.cells) for row in shape.table.rows)


def _eml(path: Path) -> list[str]:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    body = message.get_body(("plain",))
    return [f"{message['subject']}\n{body.get_content() if body else ''}"]


def _text(path: Path) -> list[str]:
    return [path.read_text(encoding="utf-8")]


READERS: dict[str, Callable[[Path], list[str]]] = {
    ".pdf": _pdf,
    ".docx": _docx,
    ".html": _html,
    ".xlsx": _xlsx,
    ".pptx": _pptx,
    ".eml": _eml,
    ".md": _text,
    ".txt": _text,
    ".csv": _text,
}
