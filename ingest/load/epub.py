"""EPUB: a page for each chapter in reading order, labelled with its title."""

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from ingest.load.html import Walk, decoded, tree_of
from ingest.load.loaded import Limits, Loaded, Pages, one_line
from ingest.load.zipped import checked
from rag.errors import DocumentError, SkippedError

_OPF, _DC = "{http://www.idpf.org/2007/opf}", "{http://purl.org/dc/elements/1.1/}"
_NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
_BOOK = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_HTML = "{http://www.w3.org/1999/xhtml}"
_FONTS = frozenset(("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"))
_PROPERTIES = {"creator": "author", "date": "created", "subject": "subject"}


def load(content: bytes, media_type: str, limits: Limits) -> Loaded:
    """Read the chapters that the book's spine names, in its order."""
    book = _Book(content)
    titles = book.titles()
    pages, labels, notes = Pages(), [], []
    for name in book.spine():
        if pages.count == limits.pages:
            break
        chapter = book.member(name)
        if chapter is None:
            notes.append(f"chapter {name} is named by the book but is not in it")
            continue
        pages.turn()
        start = pages.length
        tree, cut_off = tree_of(decoded(chapter)[0])
        if tree is not None:
            Walk(pages).over(tree)
        if cut_off:
            notes.append(f"chapter {name} nests too deeply: a part of it was left out")
        first = one_line(pages.since(start).strip().partition("\n")[0])
        labels.append(titles.get(name) or first[:80] or name)
    given = book.metadata()
    return pages.loaded(media_type, page_labels=tuple(labels), notes=tuple(notes), **given)


class _Book:
    """The zip, and the package file in it."""

    def __init__(self, content: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(checked(content, doctypes=True)))
        self._names = set(self._archive.namelist())
        self._refuse_locked()
        root = self._tree("META-INF/container.xml").find(f".//{_BOOK}rootfile")
        self._file = unquote(root.get("full-path") or "") if root is not None else ""
        self._package = self._tree(self._file)
        items = self._package.iterfind(f"{_OPF}manifest/{_OPF}item")
        self._items: Mapping[str, Any] = {one.get("id"): one for one in items}

    def spine(self) -> Iterator[str]:
        """Yield the names of the chapters' files, none twice."""
        found: dict[str, None] = {}
        for one in self._package.iterfind(f"{_OPF}spine/{_OPF}itemref"):
            item = self._items.get(one.get("idref"))
            if item is not None:
                found[self._beside(self._file, item.get("href") or "")] = None
        yield from found

    def member(self, name: str) -> bytes | None:
        """Return a file of the book; nothing where it has none."""
        return self._archive.read(name) if name in self._names else None

    def metadata(self) -> dict[str, Any]:
        """Return what `Pages.loaded` takes of it."""
        found: dict[str, Any] = {"properties": {}}
        for element in self._package.iterfind(f"{_OPF}metadata/*"):
            name = str(element.tag).removeprefix(_DC)
            said = one_line(element.text or "")
            if said and name in {"title", "language"} and name not in found:
                found[name] = said if name == "title" else said[:2].lower()
            elif said and name in _PROPERTIES:
                found["properties"].setdefault(_PROPERTIES[name], said)
        return found

    def titles(self) -> dict[str, str]:
        """Return the title of each chapter's file, as the table of contents has it."""
        titles: dict[str, str] = {}
        for item in self._items.values():
            name = self._beside(self._file, item.get("href") or "")
            if name not in self._names:
                continue
            if "nav" in (item.get("properties") or "").split():
                links = self._tree(name).iterfind(f".//{_HTML}nav//{_HTML}a")
                found = [(one.get("href"), "".join(one.itertext())) for one in links]
            elif "ncx" in (item.get("media-type") or ""):
                found = [_point(one) for one in self._tree(name).iterfind(f".//{_NCX}navPoint")]
            else:
                continue
            for href, title in found:
                where = self._beside(name, (href or "").partition("#")[0])
                titles.setdefault(where, one_line(title)[:300])
        return titles

    def _refuse_locked(self) -> None:
        if "META-INF/encryption.xml" not in self._names:
            return
        methods = self._tree("META-INF/encryption.xml").iter("{*}EncryptionMethod")
        if any(one.get("Algorithm") not in _FONTS for one in methods):
            raise SkippedError(
                "The book is locked by its publisher (DRM).", "Get a copy of it without a lock."
            )

    def _beside(self, name: str, href: str) -> str:
        return posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(href)))

    def _tree(self, name: str) -> Any:
        from lxml import etree

        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        content = self.member(name)
        if content is None:
            raise DocumentError(f"The book is damaged: it has no {name!r}.", "Fetch it again.")
        try:
            return etree.fromstring(content, parser)
        except etree.XMLSyntaxError as error:
            problem = f"The book is damaged: {name}: {error}."
            raise DocumentError(problem, "Fetch it again.") from error


def _point(point: Any) -> tuple[str, str]:
    content = point.find(f"{_NCX}content")
    label = point.find(f"{_NCX}navLabel")
    said = "".join(label.itertext()) if label is not None else ""
    return (content.get("src") or "") if content is not None else "", said
