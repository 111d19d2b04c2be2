"""XML: a line for each record, leaf and paragraph; what holds others is a heading."""

import re
from typing import Any

from ingest.load.charset import decode
from ingest.load.described import iso_639
from ingest.load.fields import MOST_FIELDS, Field, is_long, name_of, written
from ingest.load.loaded import Limits, Loaded, Pages, clean, one_line
from ingest.load.text import as_it_stands

_DECLARED = re.compile(r"\A\s*<\?xml[^>]*\?>")
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
_FLAT = 3
"""Levels within a record that is written as one line."""
_TITLES = ("title", "head", "name", "label", "heading")
_LABELS = ("title", "name", "label", "id", "key", "n")
_LONGEST_TITLE = 200
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def load(content: bytes, media_type: str, limits: Limits) -> Loaded:
    """Read elements and attributes; what is no XML is kept as plain text, and noted."""
    decoded = decode(content)
    root, why = _root(content)
    note = ""
    if root is None:
        root, why = _root(
            _DECLARED.sub("", decoded.text.lstrip("\ufeff")).encode("utf-8", "replace")
        )
        note = decoded.note
    if root is None:
        note = f"it is not valid XML ({why}): read as plain text"
        return as_it_stands(decoded, "text/plain", note)
    pages = Pages()
    pages.turn()
    walk = _Walk(pages, limits.characters)
    walk.over(root)
    notes = (note, *walk.notes(), _entities(root))
    return pages.loaded(
        media_type,
        title=_title(root),
        language=iso_639(root.get(_LANGUAGE) or ""),
        notes=tuple(filter(None, notes)),
    )


def _root(content: bytes) -> tuple[Any, str]:
    """Return the outermost element, or why there is none."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(content, parser), ""
    except etree.XMLSyntaxError as error:
        return None, one_line(str(error))[:200]


def _entities(root: Any) -> str:
    from lxml import etree

    found = next(root.iter(etree.Entity), None)
    return "" if found is None else f"entities such as {found.text} were not filled in"


class _Walk:
    """One pass over the tree, without recursion."""

    def __init__(self, pages: Pages, most: int) -> None:
        self._pages = pages
        self._most = most
        self._level = 0
        """Of the last heading."""
        self._line = 0

    def notes(self) -> list[str]:
        """Say where it ended early."""
        over = self._pages.length > self._most
        return [f"it is longer than {self._most} characters: the rest was left out"] * over

    def over(self, root: Any) -> None:
        """Write what is in *root*."""
        from lxml import etree

        depth = -1
        events: Any = etree.iterwalk(root, events=("start", "end"))
        for event, element in events:
            if self._pages.length > self._most:
                break
            if event == "end":
                depth -= 1
                continue
            depth += 1
            if isinstance(element.tag, str) and not self._opened(element, depth):
                events.skip_subtree()

    def _opened(self, element: Any, depth: int) -> bool:
        """Write *element*, or its heading and attributes; say whether to look within."""
        if _is_mixed(element):
            text = _paragraphs("".join(element.itertext()))
            self._row(element, written([*_attributes(element), ("", text)]), max(1, depth))
            return False
        fields = _flat(element) if depth else None
        if fields is None:
            if depth:
                self._heading(element, depth)
            self._row(element, written(_attributes(element)), depth + 1)
            return True
        if len(fields) > 1 and any(is_long(text) for _, text in fields):
            self._heading(element, depth)
            depth += 1
        if any(text for _, text in fields):
            self._row(element, _record(_tag(element), fields), depth)
        return False

    def _row(self, element: Any, text: str, depth: int) -> None:
        if not clean(text).strip():
            return
        if self._level >= depth:  # the heading above is of a part that ended
            self._heading(element.getparent(), depth - 1)
        # Beyond 65,535 libxml2 knows the line of text, but not of every empty element.
        line = max(self._line, element.sourceline or 1)
        if line > self._line:
            self._pages.place(f"line {line}")
        self._line = line
        self._pages.add(text)

    def _heading(self, element: Any, level: int) -> None:
        title = _title(element) or f"{_tag(element)} {_label(element)}".strip()
        self._pages.blank_line()
        self._pages.mark(title[:_LONGEST_TITLE], max(1, level), self._pages.length)
        self._level = level


def _record(tag: str, fields: list[Field]) -> str:
    """Write a record under its tag, or a leaf: its tag and text, then its attributes."""
    name, text = fields[0]
    if name:
        return written(fields, tag)
    return written([("" if is_long(text) else tag, text), *fields[1:]])


def _flat(element: Any, depth: int = 0) -> list[Field] | None:
    """Return the fields of what makes one line, its own text first, under no name."""
    if len(element) > MOST_FIELDS or depth > _FLAT or _is_mixed(element):
        return None
    own = _paragraphs(element.text or "")
    fields: list[Field] = [("", own)] if own or not len(element) else []
    fields += _attributes(element)
    for inner in element:
        found = _flat(inner, depth + 1)
        if found is None or len(fields) + len(found) > MOST_FIELDS:
            return None
        tag = _tag(inner)
        fields += [(f"{tag} > {name}" if name else tag, text) for name, text in found]
    return fields


def _is_mixed(element: Any) -> bool:
    """Say whether text, or an entity, stands beside elements in *element*, as in a paragraph."""
    return len(element) > 0 and (
        bool((element.text or "").strip())
        or any((inner.tail or "").strip() or not isinstance(inner.tag, str) for inner in element)
    )


def _attributes(element: Any) -> list[Field]:
    pairs = list(element.attrib.items())[:MOST_FIELDS]
    return [(f"@{_local(name)}", one_line(clean(value))) for name, value in pairs]


def _paragraphs(text: str) -> str:
    """Return *text* without its line ends, save those between paragraphs."""
    return "\n".join(filter(None, map(one_line, _PARAGRAPHS.split(clean(text)))))


def _title(element: Any) -> str:
    """Return what the element calls itself, in an element of its own."""
    for inner in element:
        if isinstance(inner.tag, str) and _tag(inner).lower() in _TITLES:
            text = one_line(clean("".join(inner.itertext())))
            if text and not is_long(text):
                return text[:_LONGEST_TITLE]
    return ""


def _label(element: Any) -> str:
    named = {_local(name): value for name, value in element.attrib.items()}
    return next((one_line(clean(named[name])) for name in _LABELS if named.get(name)), "")


def _tag(element: Any) -> str:
    return _local(element.tag)


def _local(name: str) -> str:
    """Return *name* without its namespace."""
    return name_of(name.rpartition("}")[2])
