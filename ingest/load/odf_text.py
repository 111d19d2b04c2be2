"""What the three OpenDocument loaders share: members, metadata, the text of a paragraph."""

import io
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from ingest.load.loaded import one_line
from ingest.load.zipped import checked
from rag.errors import DocumentError, SkippedError

OFFICE, TEXT, TABLE, DRAW, SHOW, STYLE, FO = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}"
    for name in ("office", "text", "table", "drawing", "presentation", "style", "xsl-fo-compatible")
)
_DC, _META = "{http://purl.org/dc/elements/1.1/}", OFFICE.replace("office", "meta")
_UNSEEN = frozenset(
    (OFFICE + "annotation", TEXT + "note", TEXT + "tracked-changes", TEXT + "ruby-text")
)
_PROPERTIES = {
    _META + "initial-creator": "author",
    _DC + "creator": "author",
    _META + "creation-date": "created",
    _DC + "date": "modified",
    _DC + "subject": "subject",
}
_MOST_SPACES = 1000


class Odf:
    """An OpenDocument file that is safe to read."""

    def __init__(self, content: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(checked(content)))
        manifest = self._read("META-INF/manifest.xml")
        if b"encryption-data" in manifest:
            remedy = "Save it without a password, then ingest it again."
            raise SkippedError("The file is encrypted and opens only with a password.", remedy)

    def has(self, member: str) -> bool:
        """Say whether there is such a member."""
        return member in self._archive.namelist()

    def body(self, kind: str) -> Any:
        """Return the element of ``content.xml`` that holds the text, sheets or slides."""
        found = self.tree("content.xml").find(f"{OFFICE}body/{OFFICE}{kind}")
        if found is None:
            raise DocumentError("The file is damaged: it has no content.", "Save it again.")
        return found

    def tree(self, member: str) -> Any:
        """Return a member parsed; entities stay unread."""
        from lxml import etree

        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            return etree.fromstring(self._read(member), parser)
        except etree.XMLSyntaxError as error:
            raise DocumentError(
                f"The file is damaged: {member}: {error}.", "Save it again."
            ) from error

    def metadata(self) -> dict[str, Any]:
        """Return what `Pages.loaded` takes of it: title, language, properties, tags."""
        found: dict[str, Any] = {"properties": {}, "tags": ()}
        here = self.has("meta.xml")
        for element in self.tree("meta.xml").iterfind(f"{OFFICE}meta/*") if here else ():
            said = one_line(element.text or "")
            if said and element.tag in _PROPERTIES:
                dated = element.tag in {_META + "creation-date", _DC + "date"}
                found["properties"][_PROPERTIES[element.tag]] = said[:10] if dated else said
            elif said and element.tag == _DC + "title":
                found["title"] = said
            elif element.tag == _DC + "language":
                found["language"] = said[:2].lower()
            elif said and element.tag == _META + "keyword":
                found["tags"] += tagged(said)
        return found

    def _read(self, member: str) -> bytes:
        try:
            return self._archive.read(member)
        except KeyError as error:
            raise DocumentError(
                f"The file is damaged: it has no {member}.", "Save it again."
            ) from error


def tagged(keywords: str) -> tuple[str, ...]:
    """Part keywords as people write them: ``"costs; 2024, plan"`` are three."""
    parts = keywords.replace(";", ",").split(",")
    return tuple(filter(None, (one_line(part)[:100] for part in parts)))


def text_of(parent: Any, *, beside: Callable[[Any], bool] = lambda _: False) -> str:
    """Return the text under *parent*, in order, without notes and comments.

    What is inside of elements that are *beside* the text (tables in a frame, say) is left out.
    """
    from lxml import etree

    pieces: list[str] = [parent.text or ""]
    events = etree.iterwalk(parent, events=("start", "end"))
    for event, element in events:
        if element is parent:
            continue
        if event == "start":
            if element.tag in _UNSEEN or beside(element) or not isinstance(element.tag, str):
                events.skip_subtree()
                pieces.append(element.tail or "")
                continue
            pieces.append(_mark(element) + (element.text or ""))
        elif element.tag not in _UNSEEN and not beside(element):
            ends = "\n" if element.tag in {TEXT + "p", TEXT + "h"} else ""
            pieces.append(ends + (element.tail or ""))
    return "".join(pieces)


def _mark(element: Any) -> str:
    if element.tag == TEXT + "s":
        return " " * min(_MOST_SPACES, int(element.get(TEXT + "c") or 1))
    return {TEXT + "tab": "\t", TEXT + "line-break": "\n"}.get(element.tag, "")


def rows_of(table: Any) -> Iterator[Any]:
    """Yield the rows of *table*, those in header rows and groups too, but no inner table's."""
    inner = {TABLE + name for name in ("table-header-rows", "table-rows", "table-row-group")}
    waiting = [iter(table)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
        elif element.tag == TABLE + "table-row":
            yield element
        elif element.tag in inner:
            waiting.append(iter(element))


def cells_of(row: Any, *, beside: Callable[[Any], bool] = lambda _: False) -> list[str]:
    """Return the text of a row's cells, covered ones empty; repeated ones are not repeated."""
    tags = {TABLE + "table-cell", TABLE + "covered-table-cell"}
    return [one_line(text_of(cell, beside=beside)) for cell in row if cell.tag in tags]
