"""DOCX: paragraphs, headings and tables in the order of the document, then its footnotes.

python-docx opens the package and knows the styles; the body is walked here, because its own walk
leaves out content controls, text boxes and insertions that are being reviewed.
"""

import io
from collections.abc import Iterator
from typing import Any

from ingest.load.core import core_properties
from ingest.load.hidden import hidden_note
from ingest.load.loaded import Limits, Loaded, Pages, one_line
from ingest.load.odf_text import tagged
from ingest.load.word_hidden import Hidden
from ingest.load.zipped import checked

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = frozenset(
    _W + name for name in ("del", "moveFrom", "instrText", "pPr", "rPr", "tblPr", "sectPr")
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_ENDS = {_W + "tab": "\t", _W + "br": "\n", _W + "cr": "\n", _W + "noBreakHyphen": "-"}
_NOTES = ("footnotes", "endnotes")


def load(content: bytes, media_type: str, _: Limits) -> Loaded:
    """Read the body and the notes; a page begins where Word last broke one."""
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    from rag.errors import DocumentError

    try:
        document = Document(io.BytesIO(checked(content)))
    except (PackageNotFoundError, KeyError, ValueError) as error:
        raise DocumentError(f"The DOCX is damaged: {error}.", "Save it again in Word.") from error
    body = document.element.body
    reading = _Reading(document, _page_break(body))
    reading.blocks(body)
    for name, notes in _notes(document):
        reading.note_texts(name, notes)
    core = document.core_properties
    title = one_line(core.title or reading.title)
    title = "" if title.lower() in {"word document", "document"} else title
    return reading.pages.loaded(
        media_type,
        title=title,
        language=(core.language or "")[:2].lower(),
        tags=tagged(core.keywords or ""),
        properties=core_properties(core),
        notes=hidden_note(reading.hidden.parts),
    )


def _heading_levels(document: Any) -> dict[str, int]:
    """Return each style's level: 0 for a title, 1 to 9 for headings, whatever their language."""
    levels = {}
    for style in document.styles.element.findall(_W + "style"):
        named = style.find(_W + "name")
        name = (named.get(_W + "val") if named is not None else "").lower()
        outline = style.find(f"{_W}pPr/{_W}outlineLvl")
        if name == "title":
            levels[style.get(_W + "styleId")] = 0
        elif name.startswith("heading ") and name[8:].isdigit():
            levels[style.get(_W + "styleId")] = int(name[8:])
        elif outline is not None and outline.get(_W + "val", "9") < "9":
            levels[style.get(_W + "styleId")] = int(outline.get(_W + "val")) + 1
    return levels


def _list_styles(document: Any) -> set[str]:
    """Return the styles whose paragraphs are items of lists."""
    styles = document.styles.element.findall(_W + "style")
    found = f"{_W}pPr/{_W}numPr"
    return {one.get(_W + "styleId") for one in styles if one.find(found) is not None}


def _page_break(body: Any) -> str:
    """Return the element that begins a page: Word's own record, else the breaks asked for."""
    rendered = _W + "lastRenderedPageBreak"
    return rendered if next(body.iter(rendered), None) is not None else _W + "br"


def _notes(document: Any) -> Iterator[tuple[str, Any]]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    for relation in document.part.rels.values():
        name = relation.reltype.rpartition("/")[2]
        if name in _NOTES and not relation.is_external:
            yield name, etree.fromstring(relation.target_part.blob, parser)


class _Reading:
    """The text as far as it is read."""

    def __init__(self, document: Any, page_break: str) -> None:
        self.pages = Pages()
        self.pages.turn()
        self.title = ""
        self._levels = _heading_levels(document)
        self._lists = _list_styles(document)
        self._page_break = page_break
        self.hidden = Hidden(document)

    def blocks(self, parent: Any) -> None:
        """Read paragraphs and tables, in order, through whatever wraps them."""
        waiting = [iter(parent)]
        while waiting:
            element = next(waiting[-1], None)
            if element is None:
                waiting.pop()
            elif element.tag == _W + "p":
                self._paragraph(element)
            elif element.tag == _W + "tbl":
                self._table(element)
            elif element.tag not in _SKIPPED and element.tag != _FALLBACK:
                waiting.append(iter(element))

    def _paragraph(self, paragraph: Any) -> None:
        before, after = "", ""
        if any(self._begins_page(element) for element in paragraph.iter(self._page_break)):
            before, after = self._around(paragraph, self._begins_page)
        else:
            after = self._text(paragraph)
        if before.strip():
            self._put(paragraph, before)
        if any(self._begins_page(element) for element in paragraph.iter(self._page_break)):
            self.pages.turn()
        if after.strip():
            self._put(paragraph, after)

    def _begins_page(self, element: Any) -> bool:
        if element.tag != self._page_break:
            return False
        return bool(element.tag != _W + "br" or element.get(_W + "type") == "page")

    def _put(self, paragraph: Any, text: str) -> None:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        name = str(style.get(_W + "val")) if style is not None else ""
        level = self._levels.get(name)
        if level is not None and level > 0:
            self.pages.heading(text, min(level, 9))
        elif level == 0 and not self.title:
            self.title = one_line(text)
            self.pages.add(text, end="\n\n")
        else:
            numbered = paragraph.find(f"{_W}pPr/{_W}numPr") is not None
            listed = numbered or name in self._lists
            self.pages.add(("- " if listed else "") + text.strip(), end="\n" if listed else "\n\n")

    def _table(self, table: Any) -> None:
        self.pages.blank_line()
        for row in _own(table, _W + "tr"):
            shown = () if self.hidden(row) else _own(row, _W + "tc")
            cells = [one_line(self._text(cell)) for cell in shown]
            if any(cells):
                self.pages.add(" | ".join(cells))
        self.pages.blank_line()

    def note_texts(self, name: str, notes: Any) -> None:
        """Put foot- or endnotes after everything else, under a heading of their own."""
        texts = [one_line(self._text(note)) for note in notes if note.get(_W + "type") is None]
        if any(texts):
            self.pages.heading(name.capitalize(), 1)
            for number, text in enumerate(texts, start=1):
                self.pages.add(f"{number}. {text}")

    def _text(self, parent: Any) -> str:
        return self._around(parent, lambda _: False)[1]

    def _is_skipped(self, element: Any) -> bool:
        skipped = element.tag in _SKIPPED or element.tag == _FALLBACK
        return bool(skipped or self.hidden(element))

    def _around(self, parent: Any, breaks: Any) -> tuple[str, str]:
        """Return the text before and after the last element that *breaks*, or none and all."""
        from lxml import etree

        before: list[str] = []
        texts: list[str] = []
        events = etree.iterwalk(parent, events=("start", "end"))
        for event, element in events:
            if event == "end":
                if element.tag == _W + "p" and element is not parent:
                    texts.append("\n")
            elif element is not parent and self._is_skipped(element):
                events.skip_subtree()
            elif breaks(element):
                before += texts
                texts.clear()
            elif element.tag == _W + "t":
                texts.append(element.text or "")
            else:
                texts.append(_ENDS.get(element.tag, ""))
        return "".join(before), "".join(texts)


def _own(parent: Any, tag: str) -> Iterator[Any]:
    """Yield rows of a table or cells of a row, through content controls; no inner table's."""
    waiting = [iter(parent)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
        elif element.tag == tag:
            yield element
        elif element.tag in {_W + "sdt", _W + "sdtContent", _W + "ins", _W + "customXml"}:
            waiting.append(iter(element))
