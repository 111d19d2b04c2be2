"""Jupyter notebooks (format 3 and 4): cell by cell, each a place, with what it printed."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ingest.load import html
from ingest.load.charset import decode
from ingest.load.described import described
from ingest.load.loaded import Limits, Loaded, Pages, clean
from ingest.load.markdown import headings_in, without_comments
from rag.errors import DocumentError

_LONGEST = 10_000
"""Characters of one output that are kept."""
_MOST_CELLS = 100_000
_ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_TEXTS = ("text/plain", "text/markdown", "text/latex", "text", "latex")
"""What an output is taken from, first of all; the last two are what format 3 calls them."""
_PICTURE = re.compile(r"(?:image/)?(?:png|jpeg|gif|svg|svg\+xml)")


def load(content: bytes, media_type: str, limits: Limits) -> Loaded:
    """Read cells and their textual outputs; pictures are counted.

    Raises `DocumentError` for what is no notebook.
    """
    decoded = decode(content)
    book = _parsed(decoded.text)
    pages = Pages()
    pages.turn()
    reading = _Reading(pages)
    for number, cell in enumerate(_cells(book), 1):
        if pages.length > limits.characters:
            break
        reading.cell(cell, number)
    said = described(_given(book))
    loaded = pages.loaded(
        media_type,
        language=said.language,
        properties=said.properties,
        tags=said.tags,
        notes=tuple(filter(None, (decoded.note, *reading.notes()))),
    )
    first = next((heading.title for heading in loaded.headings), "")
    return replace(loaded, title=said.title or first)


def _parsed(text: str) -> dict[str, Any]:
    try:
        book = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        why = str(error) if isinstance(error, ValueError) else "it nests too deeply"
        problem = f"The notebook is damaged: it does not read as JSON ({why})."
        raise DocumentError(problem, "Open it in Jupyter and save it again.") from error
    if not isinstance(book, dict) or not any(isinstance(cell, dict) for cell in _cells(book)):
        raise DocumentError("The notebook has no cells.", "Open it in Jupyter and look.")
    return book


def _cells(book: dict[str, Any]) -> Iterator[Any]:
    """Yield the cells: of format 4, or of the worksheets of format 3."""
    sheets = [book, *_list(book.get("worksheets"))]
    for sheet in sheets:
        if isinstance(sheet, dict):
            yield from _list(sheet.get("cells"))[:_MOST_CELLS]


def _given(book: dict[str, Any]) -> Iterator[tuple[str, str]]:
    about = _dict(book.get("metadata"))
    for name in ("title", "name", "date", "language"):
        yield "title" if name == "name" else name, _string(about.get(name))
    for author in _list(about.get("authors")):
        yield "author", _string(_dict(author).get("name") if isinstance(author, dict) else author)
    for tag in _list(about.get("tags")):
        yield "tags", _string(tag)
    named = _dict(about.get("language_info")).get("name")
    kernel = _dict(about.get("kernelspec"))
    yield "programming_language", _string(named or kernel.get("language"))


class _Reading:
    """Cells on their way into the text."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._pictures = 0
        self._cut = 0
        self._unread = 0

    def notes(self) -> list[str]:
        """Say what was lost."""
        counted = (
            (self._pictures, "pictures were left out"),
            (self._cut, f"outputs were cut to their first {_LONGEST} characters"),
            (self._unread, "cells could not be read"),
        )
        return [f"{count} {what}" for count, what in counted if count]

    def cell(self, cell: Any, number: int) -> None:
        """Put one cell and its outputs on."""
        if not isinstance(cell, dict):
            self._unread += 1
            return
        self._pages.blank_line()
        kind, source = cell.get("cell_type"), _string(cell.get("source", cell.get("input")))
        if clean(source).strip():
            self._pages.place(f"cell {number}")
        if kind == "heading":
            level = cell.get("level")
            self._pages.heading(source, level if isinstance(level, int) and 0 < level < 7 else 1)
        elif kind == "markdown":
            self._pictures += len(_dict(cell.get("attachments")))
            self._markdown(source)
        else:
            self._pages.add(source)
        printed = [self._printed(_dict(output)) for output in _list(cell.get("outputs"))]
        printed = [text for text in printed if text.strip()]
        if printed:
            self._pages.blank_line()
            self._pages.place(f"output of cell {number}")
        for text in printed:
            self._pages.add(text)

    def _markdown(self, source: str) -> None:
        text = without_comments(clean(source).strip("\n"))
        start = self._pages.length
        for heading in headings_in(text):
            self._pages.mark(heading.title, heading.level, start + heading.start)
        self._pages.add(text)

    def _printed(self, output: dict[str, Any]) -> str:
        """Return the text of an output; empty where it has none, or is only a picture."""
        shown = {**output, **_dict(output.get("data"))}
        text = next((_string(shown[name]) for name in _TEXTS if shown.get(name)), "")
        if any(_PICTURE.fullmatch(name) for name in shown):
            self._pictures += 1
            text = "" if text.startswith("<") else text
        elif not text and "text/html" in shown:
            text = _of_html(_string(shown["text/html"]))
        traceback = "\n".join(map(_string, _list(output.get("traceback"))))
        text = clean(_ANSI.sub("", text or traceback or _error(output)))
        if len(text) <= _LONGEST:
            return text
        self._cut += 1
        return text[:_LONGEST] + "\n(output cut here)"


def _of_html(page: str) -> str:
    return html.load(page.encode("utf-8", "replace"), "text/html", Limits()).text


def _error(output: dict[str, Any]) -> str:
    return ": ".join(filter(None, (_string(output.get("ename")), _string(output.get("evalue")))))


def _string(value: Any) -> str:
    """Return what is a text, in one piece or in a list of lines; nothing for all else."""
    if isinstance(value, list):
        return "".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
