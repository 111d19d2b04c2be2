"""Which text of an ODT no reader of it sees: hidden by its author, or white on white paper.

White letters are seen wherever something may give them a ground: a background of the text, its
paragraph, cell, row or table, a frame, the page's colour, anything that lies behind the text.
"""

from collections.abc import Iterator
from typing import Any

from ingest.load.odf_text import DRAW, FO, STYLE, TABLE, TEXT

_FAMILIES = {
    TEXT + "span": "text",
    TEXT + "p": "paragraph",
    TEXT + "h": "paragraph",
    TABLE + "table-cell": "table-cell",
    TABLE + "table-row": "table-row",
    TABLE + "table": "table",
}
_SHOWN = frozenset((TEXT + "span", TEXT + "p", TEXT + "h"))
_NO_GROUND = frozenset(("transparent", "#ffffff", ""))
_LETTERS = STYLE + "text-properties"


class Hidden:
    """Tells paragraphs, spans, sections and fields that nobody sees, and counts them."""

    def __init__(self, *trees: Any) -> None:
        """Read the styles of *trees*, the content last: its styles have the last word."""
        self.parts = 0
        """Stretches with text that were found hidden."""
        self._styles = {
            (style.get(STYLE + "family"), style.get(STYLE + "name")): style
            for tree in trees
            for style in tree.iter(STYLE + "style")
        }
        self._paper = not any(_has_ground(tree) for tree in trees)
        self._last: Any = None

    def __call__(self, element: Any) -> bool:
        """Say whether *element* is hidden; asked twice in a row, it is counted once."""
        hidden = self._is_hidden(element)
        if hidden and element is not self._last and "".join(element.itertext()).strip():
            self.parts += element.getprevious() is None or element.getprevious() is not self._last
            self._last = element
        return hidden

    def _is_hidden(self, element: Any) -> bool:
        if element.get(TEXT + "display") == "none" or element.get(TEXT + "is-hidden") == "true":
            return True
        if element.tag not in _SHOWN:
            return False
        if element.find(f"{TEXT}hidden-paragraph[@{TEXT}is-hidden='true']") is not None:
            return True
        if self._said(element, TEXT + "display") == "none":
            return True
        white = self._paper and self._said(element, FO + "color").lower() == "#ffffff"
        around = (element, *element.iterancestors())
        return white and not self._recoloured(element) and not any(map(self._ground, around))

    def _recoloured(self, element: Any) -> bool:
        return any(self._said(one, FO + "color") for one in element.iter(TEXT + "span")) and (
            element.tag != TEXT + "span"
        )

    def _said(self, element: Any, name: str) -> str:
        """Return what *element*'s style says of its letters, or the style that it is made of."""
        for style in self._chain(element):
            for letters in style.iterfind(_LETTERS):
                if letters.get(name):
                    return str(letters.get(name))
        return ""

    def _ground(self, element: Any) -> bool:
        if isinstance(element.tag, str) and element.tag.startswith(DRAW):
            return True
        grounds = (
            one.get(FO + "background-color", "") for style in self._chain(element) for one in style
        )
        return any(ground.lower() not in _NO_GROUND for ground in grounds)

    def _chain(self, element: Any) -> Iterator[Any]:
        family = _FAMILIES.get(element.tag, "")
        space = TABLE if element.tag.startswith(TABLE) else TEXT
        name, seen = element.get(space + "style-name"), set[str]()
        while (style := self._styles.get((family, name))) is not None and name not in seen:
            seen.add(name)
            yield style
            name = style.get(STYLE + "parent-style-name")


def _has_ground(tree: Any) -> bool:
    """Say whether pages have a colour, or something lies behind the text."""
    pages = tree.iter(STYLE + "page-layout-properties")
    coloured = (one.get(FO + "background-color", "").lower() not in _NO_GROUND for one in pages)
    behind = (
        one.get(STYLE + "run-through") == "background"
        for one in tree.iter(STYLE + "graphic-properties")
    )
    return any(coloured) or any(behind)
