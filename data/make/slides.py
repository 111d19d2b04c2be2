"""Write a page source as a PPTX: one slide a page, its heading the slide's title."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.util import Emu

from data.make.settle import WRITTEN_ON, settle
from data.make.source import Page, read_source, rows

LEFT, TOP, WIDE, ROW = Emu(600_000), Emu(1_700_000), Emu(7_900_000), 480_000
TITLE_AND_CONTENT, TITLE_ONLY = 1, 5


def write_pptx(source_path: Path, target: Path) -> None:
    """Write each page of *source_path* to a slide of lines or of one table."""
    source = read_source(source_path)
    deck = Presentation()
    properties = deck.core_properties
    properties.title, properties.author = source.header["title"], source.header["author"]
    properties.subject = source.header["subject"]
    properties.created = properties.modified = WRITTEN_ON
    for page in source.pages:
        _add_slide(deck, page)
    deck.save(str(target))
    settle(target)


def _add_slide(deck: Any, page: Page) -> None:
    title, *blocks = page.blocks
    has_table = blocks[0].startswith("| ")
    slide = deck.slides.add_slide(
        deck.slide_layouts[TITLE_ONLY if has_table else TITLE_AND_CONTENT]
    )
    slide.shapes.title.text = title.removeprefix("# ")
    if has_table:
        _add_table(slide, rows(blocks[0]))
    else:
        slide.placeholders[1].text = "\n".join(blocks)


def _add_table(slide: Any, cells: list[list[str]]) -> None:
    height = Emu(ROW * len(cells))
    frame = slide.shapes.add_table(len(cells), len(cells[0]), LEFT, TOP, WIDE, height)
    for index, row in enumerate(cells):
        for column, text in enumerate(row):
            frame.table.cell(index, column).text = text
