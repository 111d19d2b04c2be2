"""Write a page source as a DOCX: headings, paragraphs and tables, one after the other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import docx

from data.make.settle import WRITTEN_ON, settle
from data.make.source import read_source, rows


def write_docx(source_path: Path, target: Path) -> None:
    """Write all pages of *source_path* to *target* without page breaks."""
    source = read_source(source_path)
    paper = docx.Document()
    properties = paper.core_properties
    properties.title, properties.author = source.header["title"], source.header["author"]
    properties.subject = source.header["subject"]
    properties.created = properties.modified = WRITTEN_ON
    for page in source.pages:
        for block in page.blocks:
            _add(paper, block)
    paper.save(str(target))
    settle(target)


def _add(paper: Any, block: str) -> None:
    if heading := re.match(r"(#+) (.*)", block):
        paper.add_heading(heading[2], level=len(heading[1]))
    elif block.startswith("| "):
        _add_table(paper, rows(block))
    else:
        paper.add_paragraph(block)


def _add_table(paper: Any, cells: list[list[str]]) -> None:
    table = paper.add_table(rows=0, cols=len(cells[0]), style="Light List")
    for row in cells:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
