"""Which text of a DOCX no reader of it sees: hidden by its author, or white on white paper.

White letters are seen wherever something may give them a ground: shading or a highlight of the
text, its paragraph, cell or table, a box, the page's colour, a picture behind the text.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ANCHOR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}anchor"
_OFF = frozenset(("0", "false", "off"))
_BEHIND = (b'behindDoc="1"', b'behindDoc="true"', b"z-index:-")
_PROPERTIES = {
    _W + "p": _W + "pPr",
    _W + "tc": _W + "tcPr",
    _W + "tr": _W + "tblPrEx",
    _W + "tbl": _W + "tblPr",
}


@dataclass(frozen=True, slots=True)
class _Look:
    """What one set of properties says of the text."""

    vanish: bool | None = None
    colour: str | None = None
    ground: bool = False
    based_on: str = ""


class Hidden:
    """Tells runs and rows that nobody sees, and counts them."""

    def __init__(self, document: Any) -> None:
        self.parts = 0
        """Stretches with text that were found hidden."""
        styles = document.styles.element.findall(_W + "style")
        self._looks = {one.get(_W + "styleId"): _style_look(one) for one in styles}
        self._paper = not _has_ground(document)
        self._last: Any = None

    def __call__(self, element: Any) -> bool:
        """Say whether *element* is a run or a row that is hidden."""
        if element.tag == _W + "tr":
            hidden = _is_on(element.find(f"{_W}trPr/{_W}hidden"))
        else:
            hidden = element.tag == _W + "r" and self._is_hidden(element)
        if hidden and any((text.text or "").strip() for text in element.iter(_W + "t")):
            self.parts += element.getprevious() is None or element.getprevious() is not self._last
            self._last = element
        return bool(hidden)

    def _is_hidden(self, run: Any) -> bool:
        looks = [_look(run.find(_W + "rPr")), *self._inherited(run)]
        if next((one.vanish for one in looks if one.vanish is not None), False):
            return True
        colour = next((one.colour for one in looks if one.colour is not None), "")
        bare = self._paper and colour == "FFFFFF" and not any(one.ground for one in looks)
        return bare and not any(self._gives_ground(one) for one in run.iterancestors())

    def _inherited(self, run: Any) -> Iterable[_Look]:
        """Yield what the run's style says, then its paragraph's, each before its own base."""
        paragraph = next(run.iterancestors(_W + "p"), None)
        named = [run.find(f"{_W}rPr/{_W}rStyle")]
        named += [paragraph.find(f"{_W}pPr/{_W}pStyle")] if paragraph is not None else []
        for one in named:
            yield from self._chain(one.get(_W + "val") if one is not None else "")

    def _chain(self, name: str) -> Iterable[_Look]:
        seen: set[str] = set()
        while name in self._looks and name not in seen:
            seen.add(name)
            yield self._looks[name]
            name = self._looks[name].based_on

    def _gives_ground(self, element: Any) -> bool:
        if element.tag == _W + "txbxContent":
            return True
        properties = element.find(_PROPERTIES.get(element.tag, "none"))
        if properties is None:
            return False
        style = properties.find(_W + "tblStyle")
        named = style.get(_W + "val") if style is not None else ""
        return _is_shaded(properties) or any(one.ground for one in self._chain(named))


def _look(properties: Any) -> _Look:
    if properties is None:
        return _Look()
    vanish, colour = properties.find(_W + "vanish"), properties.find(_W + "color")
    return _Look(
        vanish=None if vanish is None else _is_on(vanish),
        colour=None if colour is None else colour.get(_W + "val", "").upper(),
        ground=_is_shaded(properties),
    )


def _style_look(style: Any) -> _Look:
    """Return what *style* says; a table's style that shades any part of it gives a ground."""
    own, based_on = _look(style.find(_W + "rPr")), style.find(_W + "basedOn")
    ground = own.ground or any(_is_shaded(one.getparent()) for one in style.iter(_W + "shd"))
    base = based_on.get(_W + "val", "") if based_on is not None else ""
    return _Look(own.vanish, own.colour, ground, base)


def _is_on(switch: Any) -> bool:
    return switch is not None and switch.get(_W + "val", "true") not in _OFF


def _is_shaded(properties: Any) -> bool:
    shade, highlight = properties.find(_W + "shd"), properties.find(_W + "highlight")
    if highlight is not None and highlight.get(_W + "val") not in {"none", "white"}:
        return True
    if shade is None or shade.get(_W + "val") == "nil":
        return False
    fill = shade.get(_W + "fill", "themed" if shade.get(_W + "themeFill") else "auto").upper()
    return shade.get(_W + "val") not in {"clear", None} or fill not in {"AUTO", "FFFFFF"}


def _has_ground(document: Any) -> bool:
    """Say whether pages have a colour, or something lies behind the text of any."""
    background = document.element.find(_W + "background")
    coloured = background is not None and background.get(_W + "color", "").upper() != "FFFFFF"
    behind = (one.get("behindDoc") in {"1", "true"} for one in document.element.iter(_ANCHOR))
    heads = (
        one for one in document.part.rels.values() if one.reltype.endswith(("/header", "/footer"))
    )
    blobs = (one.target_part.blob for one in heads if not one.is_external)
    return coloured or any(behind) or any(mark in blob for blob in blobs for mark in _BEHIND)
