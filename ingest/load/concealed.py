"""Says which parts of a page of HTML are there but not for its readers, by their own style.

A style sheet can hide as well, but so do pages that show a part at a click: what classes hide is
read.
"""

import re
from typing import Any

_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|content-visibility\s*:\s*hidden"
    r"|(?:font-size|(?<![\w-])opacity|(?<![\w-])(?:max-)?(?:width|height))\s*:\s*"
    r"(?:0|[01]px|0?\.\d+(?:px|pt)|0?\.0\d*)(?=[\s;%!a-z]|$)"
    r"|(?:left|right|top|bottom|text-indent|margin-left|margin-top)\s*:\s*-\d{3,}"
    r"|(?:translate[XY]?)\(\s*-\d{3,}"
    r"|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?"
    r"|clip-path\s*:\s*(?:inset\(\s*(?:50|100)%|circle\(\s*0)",
    re.IGNORECASE,
)
_COLOUR = re.compile(r"(?<![\w-])color\s*:\s*([^;!]+)", re.IGNORECASE)
_BACKGROUND = re.compile(r"background(?:-color)?\s*:\s*([^;!]+)", re.IGNORECASE)
_WHITE = frozenset(("white", "#fff", "#ffffff", "rgb(255,255,255)", "rgba(255,255,255,1)"))
_CLEAR = re.compile(r"transparent|rgba\(.*,0(?:\.0+)?\)|#(?:...0|......00)")


def is_concealed(element: Any) -> bool:
    """Say whether *element* hides itself: not shown, no size, off the page, or like its ground.

    White letters are hidden where nothing says that the ground under them is another.
    """
    if "hidden" in element.attrib:
        return True
    style = element.get("style") or ""
    return bool(style) and bool(_HIDDEN.search(style) or _blends(element, style))


def _blends(element: Any, style: str) -> bool:
    colour, ground = _value(_COLOUR, style), _value(_BACKGROUND, style)
    if not colour:
        return False
    if _CLEAR.fullmatch(colour) or colour == ground:
        return True
    return colour in _WHITE and (ground in _WHITE or (not ground and not _dressed(element)))


def _value(which: re.Pattern[str], style: str) -> str:
    found = which.findall(style)
    return "".join(found[-1].lower().split()) if found else ""


def _dressed(element: Any) -> bool:
    """Say whether anything around *element* may give it a ground: style, class, attribute."""
    around = [element, *element.iterancestors()]
    return any(
        one.get("class") or one.get("bgcolor") or _BACKGROUND.search(one.get("style") or "")
        for one in around
    )
