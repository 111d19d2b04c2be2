"""ODT: paragraphs, headings, lists and tables in the order of the document, then its notes."""

from typing import Any

from ingest.load.hidden import hidden_note
from ingest.load.loaded import Limits, Loaded, Pages, one_line
from ingest.load.odf_hidden import Hidden
from ingest.load.odf_text import DRAW, FO, STYLE, TABLE, TEXT, Odf, cells_of, rows_of, text_of

_INSIDE = frozenset(
    TEXT + name
    for name in ("list", "list-item", "list-header", "section", "index-body", "table-of-content")
)


def load(content: bytes, media_type: str, _: Limits) -> Loaded:
    """Read the body; a page begins where the last program that saved it began one."""
    file = Odf(content)
    tree = file.tree("content.xml")
    styles = [file.tree("styles.xml")] if file.has("styles.xml") else []
    reading = _Reading(_breaking(tree), Hidden(*styles, tree))
    body = file.body("text")
    reading.blocks(body)
    reading.notes(body)
    given = file.metadata()
    title = given.pop("title", "") or reading.title
    notes = hidden_note(reading.hidden.parts)
    return reading.pages.loaded(media_type, title=title, notes=notes, **given)


def _breaking(tree: Any) -> frozenset[str]:
    """Return the styles whose paragraphs begin a page."""
    found = tree.iterfind(f".//{STYLE}style/{STYLE}paragraph-properties[@{FO}break-before='page']")
    return frozenset(one.getparent().get(STYLE + "name") for one in found)


class _Reading:
    """The text as far as it is read."""

    def __init__(self, breaking: frozenset[str], hidden: Hidden) -> None:
        self.pages = Pages()
        self.pages.turn()
        self.title = ""
        self.hidden = hidden
        self._breaking = breaking

    def blocks(self, parent: Any) -> None:
        """Read what follows each other, without recursion."""
        waiting = [(iter(parent), 0)]
        while waiting:
            inside, depth = waiting[-1]
            element = next(inside, None)
            if element is None:
                waiting.pop()
            elif self.hidden(element):
                continue
            elif element.tag in _INSIDE:
                waiting.append((iter(element), depth + (element.tag == TEXT + "list-item")))
            else:
                self._block(element, listed=depth > 0)

    def notes(self, body: Any) -> None:
        """Put foot- and endnotes after everything else, under a heading of their own."""
        bodies = body.iterfind(f".//{TEXT}note/{TEXT}note-body")
        texts = [one_line(text_of(note, beside=self.hidden)) for note in bodies]
        if any(texts):
            self.pages.heading("Notes", 1)
            for number, text in enumerate(texts, start=1):
                self.pages.add(f"{number}. {text}")

    def _block(self, element: Any, *, listed: bool) -> None:
        if element.tag == TEXT + "soft-page-break":
            self.pages.turn()
        elif element.tag == TABLE + "table":
            self._table(element)
        elif element.tag in {TEXT + "p", TEXT + "h"}:
            self._paragraph(element, listed=listed)

    def _paragraph(self, element: Any, *, listed: bool) -> None:
        style = element.get(TEXT + "style-name") or ""
        if style in self._breaking and self.pages.length:
            self.pages.turn()
        text = text_of(element, beside=self._beside)
        if element.tag == TEXT + "h":
            level = element.get(TEXT + "outline-level") or "1"
            self.pages.heading(text, min(9, int(level)) if level.isdigit() else 1)
        elif text.strip():
            if style == "Title" and not self.title:
                self.title = one_line(text)
            self.pages.add(("- " if listed else "") + text.strip(), "\n" if listed else "\n\n")
        if element.find(f".//{TEXT}soft-page-break") is not None:
            self.pages.turn()
        for table in element.iterfind(f".//{DRAW}text-box/{TABLE}table"):
            self._table(table)

    def _table(self, table: Any) -> None:
        self.pages.blank_line()
        for row in rows_of(table):
            cells = cells_of(row, beside=self.hidden)
            if any(cells):
                self.pages.add(" | ".join(cells))
        self.pages.blank_line()

    def _beside(self, element: Any) -> bool:
        return bool(element.tag == TABLE + "table") or self.hidden(element)
