"""Notebooks: text cells, code cells and what they printed, each cell a place."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ingest.load.charset import decode
from ingest.load.loaded import Limits, Loaded, Pages, clean
from ingest.load.markdown import headings_in
from rag.errors import DocumentError

_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
_MOST_PRINTED = 20_000
"""Characters of one output that are kept."""


def load(content: bytes, media_type: str, _: Limits) -> Loaded:
    """Read the cells in order, of format 3 or 4."""
    try:
        book = json.loads(decode(content).text)
    except (ValueError, RecursionError) as error:
        problem = f"The notebook is damaged: {error}."
        raise DocumentError(problem, "Open it in Jupyter and save it again.") from error
    pages, notes = Pages(), _Notes()
    pages.turn()
    for number, cell in enumerate(_cells(book), start=1):
        pages.place(f"cell {number}")
        _put(pages, cell, notes)
        pages.blank_line()
    first = next(iter(pages.loaded(media_type).headings), None)
    language = _at(book, "metadata", "kernelspec", "language") or _at(
        book, "metadata", "language_info", "name"
    )
    return pages.loaded(
        media_type,
        title=first.title if first else "",
        notes=notes.said(),
        properties={"programming_language": language} if language else {},
    )


class _Notes:
    """Counts what is left out."""

    def __init__(self) -> None:
        self.pictures = self.cut = 0

    def said(self) -> tuple[str, ...]:
        """Say it."""
        cut = f"{self.cut} outputs were cut off after {_MOST_PRINTED} characters"
        pictures = f"{self.pictures} pictures and other outputs without text were left out"
        return tuple(said for said, count in ((cut, self.cut), (pictures, self.pictures)) if count)


def _cells(book: Any) -> Iterator[Mapping[str, Any]]:
    if not isinstance(book, dict):
        raise DocumentError("The notebook has no cells.", "Open it in Jupyter and save it again.")
    sheets = [book, *(one for one in book.get("worksheets") or () if isinstance(one, dict))]
    for sheet in sheets:
        for cell in sheet.get("cells") or ():
            if isinstance(cell, dict):
                yield cell


def _put(pages: Pages, cell: Mapping[str, Any], notes: _Notes) -> None:
    source = clean(_joined(cell.get("source", cell.get("input"))))
    if cell.get("cell_type") == "markdown":
        start = pages.length
        pages.add(source)
        lead = len(source) - len(source.lstrip("\n"))
        for heading in headings_in(source):
            pages.mark(heading.title, heading.level, start + heading.start - lead)
    elif cell.get("cell_type") == "heading":
        level = cell.get("level")
        pages.heading(source, level if isinstance(level, int) and 0 < level < 7 else 1)
    else:
        pages.add(source)
        for output in cell.get("outputs") or ():
            _output(pages, output if isinstance(output, dict) else {}, notes)


def _output(pages: Pages, output: Mapping[str, Any], notes: _Notes) -> None:
    shown = output.get("data", output)
    shown = shown if isinstance(shown, dict) else {}
    printed = _joined(output.get("text")) or _joined(shown.get("text/plain"))
    if output.get("output_type") in {"error", "pyerr"}:
        printed = f"{output.get('ename')}: {output.get('evalue')}"
    notes.pictures += not printed and bool(shown)
    notes.cut += len(printed) > _MOST_PRINTED
    pages.add(_ESCAPES.sub("", printed)[:_MOST_PRINTED])


def _joined(source: Any) -> str:
    if isinstance(source, list):
        return "".join(line for line in source if isinstance(line, str))
    return source if isinstance(source, str) else ""


def _at(found: Any, *names: str) -> str:
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""
