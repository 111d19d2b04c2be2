"""ODP: a page for each slide, its title as a heading, its tables as rows, then its notes."""

from typing import Any

from ingest.load.loaded import Limits, Loaded, Pages
from ingest.load.odf_text import DRAW, SHOW, TABLE, Odf, cells_of, rows_of, text_of


def load(content: bytes, media_type: str, limits: Limits) -> Loaded:
    """Read slides in order, frames as the file has them."""
    file = Odf(content)
    pages, wordless = Pages(), []
    slides = file.body("presentation").iterfind(DRAW + "page")
    for number, slide in enumerate(slides, start=1):
        if number > limits.pages:
            break
        pages.turn()
        start = pages.length
        _slide(pages, slide)
        if not pages.since(start).strip():
            wordless.append(f"slide {number} has no text; it needs OCR")
    return pages.loaded(media_type, notes=tuple(wordless), **file.metadata())


def _slide(pages: Pages, slide: Any) -> None:
    notes = slide.find(SHOW + "notes")
    frames = [one for one in slide.iter(DRAW + "frame", DRAW + "custom-shape") if _own(one, notes)]
    for frame in sorted(frames, key=lambda one: one.get(SHOW + "class") != "title"):
        if frame.get(SHOW + "class") == "title":
            pages.heading(text_of(frame), 1)
            continue
        tables = list(frame.iter(TABLE + "table"))
        for row in (row for table in tables for row in rows_of(table)):
            pages.add(" | ".join(cells_of(row)))
        if not tables:
            pages.add(text_of(frame))
        pages.blank_line()
    said = text_of(notes).strip() if notes is not None else ""
    if said:
        pages.place("notes")
        pages.add(f"Notes: {said}")


def _own(frame: Any, notes: Any) -> bool:
    """Say whether *frame* is the slide's, and not a part of its notes."""
    return notes is None or notes not in frame.iterancestors()
