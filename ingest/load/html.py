"""HTML: what a reader of the page would see, tables as rows, headings as sections."""

import re
from collections.abc import Iterator
from typing import Any

from ingest.load.charset import decode
from ingest.load.concealed import is_concealed
from ingest.load.described import described, iso_639
from ingest.load.html_plain import words_of
from ingest.load.loaded import Limits, Loaded, Pages, one_line
from rag.errors import DocumentError

_UNSEEN = frozenset(
    [
        "script", "style", "template", "noscript", "head", "iframe", "object", "embed",
        "svg", "math", "canvas", "select", "textarea", "audio", "video"
    ]
)  # fmt: skip
_BLOCKS = frozenset(
    [
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd",
        "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure",
        "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html",
        "legend", "li", "main", "menu", "nav", "ol", "option", "p", "pre", "section",
        "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"
    ]
)  # fmt: skip
_PARTED = frozenset(("p", "table", "ul", "ol", "dl", "pre", "blockquote"))
_CELLS = frozenset(("td", "th"))
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?([\w-]+)""", re.IGNORECASE
)
_META = frozenset(
    [
        "author", "date", "description", "keywords", "language", "last-modified", "pubdate",
        "article:author", "article:published_time", "article:modified_time", "article:tag",
        "content-language", "dc.creator", "dc.date", "dc.language", "dc.subject",
        "dcterms.created", "dcterms.creator", "dcterms.modified", "og:description", "og:title"
    ]
)  # fmt: skip
_MOST_META = 500
_DECLARED = re.compile(r"\A\s*<\?xml[^>]*\?>")


def load(content: bytes, media_type: str, _: Limits) -> Loaded:
    """Read a page of HTML, or a part of one."""
    text, note = decoded(content)
    pages = Pages()
    pages.turn()
    tree, cut_off = tree_of(text)
    if tree is None:
        return pages.loaded(media_type)
    notes = [note] if note else []
    if cut_off:
        notes.append(_as_words(text, pages))
    else:
        walk = Walk(pages)
        walk.over(tree)
        if walk.hidden:
            notes.append(f"hidden parts of the page left out: {walk.hidden}")
    title = one_line("".join(tree.xpath("(//title)[1]//text()")))[:300]
    said = described(_meta(tree))
    return pages.loaded(
        media_type,
        title=title or said.title,
        language=iso_639(tree.get("lang") or tree.get("xml:lang") or "") or said.language,
        properties=said.properties,
        tags=said.tags,
        notes=tuple(notes),
    )


def _as_words(text: str, pages: Pages) -> str:
    """Put the words of a page that nests too deeply on *pages*; return what is to be said of it."""
    pages.add(words_of(text, unseen=_UNSEEN, blocks=_BLOCKS))
    if not pages.length:
        problem = "The page nests too deeply, and no text was found in it."
        raise DocumentError(problem, "Save it in a simpler form: as text, say, or as a PDF.")
    return "it nests too deeply: its words were read, hidden ones too, without headings and tables"


def _meta(tree: Any) -> Iterator[tuple[str, str]]:
    """Yield what the page says of itself, of which only what we know is taken."""
    found = tree.xpath("//meta[@content][@name or @property or @http-equiv]")
    for element in found[:_MOST_META]:
        names = (element.get(name) for name in ("name", "property", "http-equiv"))
        name = next(filter(None, names), "").strip().lower()
        if name in _META:
            yield name.replace("og:title", "title"), element.get("content")


def decoded(content: bytes) -> tuple[str, str]:
    """Decode by what the page says of itself, where that works."""
    declared = _CHARSET.search(content[:4096])
    if declared:
        try:
            return content.decode(declared.group(1).decode("ascii")), ""
        except (LookupError, UnicodeDecodeError):
            pass
    decoded = decode(content)
    return decoded.text, decoded.note


def tree_of(text: str) -> tuple[Any, bool]:
    """Return the page's tree, and whether it stopped where the page nests too deeply."""
    from lxml import etree

    bare = _DECLARED.sub("", text.lstrip("\ufeff")).replace("\0", "")
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    written = bare.encode("utf-8", "replace")
    tree = etree.fromstring(written, parser) if written.strip() else None
    return tree, any("depth" in entry.message for entry in parser.error_log)


class Walk:
    """One pass over a tree, without recursion: pages may nest as deep as they like."""

    def __init__(self, pages: Pages) -> None:
        self.hidden = 0
        self._pages = pages
        self._lines: list[list[str]] = [[]]
        """What is being written, the innermost table cell last."""
        self._rows: list[list[str]] = []
        """Finished cells of the rows that are open, the innermost row last."""

    def over(self, tree: Any) -> None:
        """Put all of *tree* on the pages; may be called again for the next tree."""
        from lxml import etree

        events: Any = etree.iterwalk(tree, events=("start", "end"))
        skipped: Any = None
        for event, element in events:
            if event == "start" and self._unseen(element):
                skipped = element
                events.skip_subtree()
            elif event == "start":
                self._opened(element.tag)
                self._keep(element)
            elif element is skipped:
                self._lines[-1].append(element.tail or "")
            else:
                self._closed(element.tag)
                self._lines[-1].append(element.tail or "")
        self._break()

    def _unseen(self, element: Any) -> bool:
        if not isinstance(element.tag, str) or element.tag in _UNSEEN:
            return True
        hidden = is_concealed(element)
        self.hidden += hidden
        return hidden

    def _opened(self, tag: str) -> None:
        if tag in _BLOCKS or tag == "br":
            self._break()
        if tag == "tr":
            self._rows.append([])
        elif tag in _CELLS:
            self._lines.append([])
        elif tag == "li":
            self._lines[-1].append("- ")

    def _keep(self, element: Any) -> None:
        if element.tag == "pre" and element.text and not self._rows:
            self._pages.add(element.text)
        else:
            self._lines[-1].append(element.text or "")

    def _closed(self, tag: str) -> None:
        if tag in _CELLS:
            cell = one_line("".join(self._lines.pop()))
            (self._rows[-1] if self._rows else self._lines[-1]).append(cell)
        elif tag == "tr":
            self._end_row()
        elif tag in _HEADINGS and not self._rows:
            self._pages.heading("".join(self._lines[-1]), _HEADINGS[tag])
            self._lines[-1].clear()
        elif tag in _BLOCKS:
            self._break()
            if tag in _PARTED and not self._rows:
                self._pages.blank_line()

    def _end_row(self) -> None:
        row = self._rows.pop()
        if not any(row):
            return
        if self._rows:
            self._lines[-1].append(" | ".join(row) + " ")
        else:
            self._pages.add(" | ".join(row))

    def _break(self) -> None:
        """End the line; inside a table a line is a cell, and goes on."""
        if self._rows:
            self._lines[-1].append(" ")
            return
        line = one_line("".join(self._lines[-1]))
        self._lines[-1].clear()
        if line not in {"", "-"}:
            self._pages.add(line)
