"""XML: a line for each element that has text of its own, its name and attributes before it."""

from typing import Any

from ingest.load import text as plain
from ingest.load.lines import line_marks
from ingest.load.loaded import Limits, Loaded, Pages, one_line

_TITLES = frozenset(("title", "name", "head", "heading", "caption"))


def load(content: bytes, media_type: str, limits: Limits) -> Loaded:
    """Read elements in order; entities stay unread, and nothing is fetched."""
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
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        kept = plain.load(content, media_type, limits)
        said = (*kept.notes, f"it is not valid XML ({one_line(str(error))}): read as plain text")
        return Loaded(kept.text, media_type, marks=line_marks(kept.text), notes=said)
    pages = Pages()
    pages.turn()
    _walk(pages, root, limits)
    first = next((one for one in root.iter("{*}title") if (one.text or "").strip()), None)
    title = one_line(first.text)[:300] if first is not None else ""
    language = (root.get("{http://www.w3.org/XML/1998/namespace}lang") or "")[:2].lower()
    return pages.loaded(media_type, title=title, language=language)


def _walk(pages: Pages, root: Any, limits: Limits) -> None:
    from lxml import etree

    events: Any = etree.iterwalk(root, events=("start",))
    last = 0
    for _, element in events:
        if not isinstance(element.tag, str):
            continue
        mixed = len(element) and _mixed(element)
        words = one_line("".join(element.itertext()) if mixed else element.text or "")
        said = " ".join((_called(element), words)).strip() if words or element.attrib else ""
        if mixed:
            events.skip_subtree()
        if not said:
            continue
        line = element.sourceline or last
        if line > last:
            pages.place(f"line {line}")
            last = line
        pages.add(said)
        if pages.length > limits.characters:
            return


def _mixed(element: Any) -> bool:
    """Say whether words stand between the element's children, as in a paragraph."""
    tails = any((child.tail or "").strip() for child in element)
    return tails or bool((element.text or "").strip() and len(element))


def _called(element: Any) -> str:
    from lxml import etree

    name = etree.QName(element).localname
    given = (f"{etree.QName(key).localname}={one_line(v)}" for key, v in element.attrib.items())
    attributes = ", ".join(one for one in given if not one.endswith("="))
    return f"{name} ({attributes}):" if attributes else f"{name}:"
