"""PPTX: a page for each slide, its title as a heading, its tables as rows, then its notes."""

import io
from collections.abc import Iterator
from typing import Any

from ingest.load.core import core_properties
from ingest.load.loaded import Limits, Loaded, Pages, one_line
from ingest.load.odf_text import tagged
from ingest.load.zipped import checked
from rag.errors import DocumentError


def load(content: bytes, media_type: str, limits: Limits) -> Loaded:
    """Read slides in order, shapes from top to bottom as the file has them."""
    from pptx import Presentation
    from pptx.exc import PackageNotFoundError

    try:
        show = Presentation(io.BytesIO(checked(content)))
    except (PackageNotFoundError, KeyError, ValueError) as error:
        raise DocumentError(f"The PPTX is damaged: {error}.", "Save it again.") from error
    pages = Pages()
    wordless = []
    for number, slide in enumerate(show.slides, start=1):
        if number > limits.pages:
            break
        pages.turn()
        start = pages.length
        _slide(pages, slide)
        if not pages.since(start).strip():
            wordless.append(f"slide {number} has no text; it needs OCR")
    core = show.core_properties
    title = one_line(core.title or "")
    return pages.loaded(
        media_type,
        title="" if title in {"PowerPoint Presentation", "Presentation"} else title,
        tags=tagged(core.keywords or ""),
        language=(core.language or "")[:2].lower(),
        properties=core_properties(core),
        notes=tuple(wordless),
    )


def _slide(pages: Pages, slide: Any) -> None:
    title = slide.shapes.title
    if title is not None and title.has_text_frame:
        pages.heading(title.text_frame.text.replace("\v", " "), 1)
    for shape in _shapes(slide.shapes):
        if title is not None and shape.shape_id == title.shape_id:
            continue
        if shape.has_text_frame:
            for paragraph in shape.text_frame.paragraphs:
                pages.add("".join(run.text for run in paragraph.runs).replace("\v", "\n"))
        elif getattr(shape, "has_table", False):
            _table(pages, shape.table)
        pages.blank_line()
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        notes = slide.notes_slide.notes_text_frame.text
        if notes.strip():
            pages.place("notes")
            pages.add(f"Notes: {notes}")


def _table(pages: Pages, table: Any) -> None:
    for row in table.rows:
        cells = [one_line(cell.text) for cell in row.cells]
        if any(cells):
            pages.add(" | ".join(cells))


def _shapes(shapes: Any) -> Iterator[Any]:
    """Yield every shape, those inside groups too."""
    waiting = [iter(shapes)]
    while waiting:
        shape = next(waiting[-1], None)
        if shape is None:
            waiting.pop()
        elif hasattr(shape, "shapes"):
            waiting.append(iter(shape.shapes))
        else:
            yield shape
