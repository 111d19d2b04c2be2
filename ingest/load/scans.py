"""Pages that are pictures: which of them need OCR, how they look, and their text put in place.

Tesseract is a program, and the child in which files are read may start none: it draws the pages
here, whoever asked has them read, and the text comes back to be put where it belongs.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from ingest.load.loaded import Heading, Loaded, clean
from rag.errors import DocumentError, SkippedError
from rag.types import Mark

PICTURES = frozenset(f"image/{kind}" for kind in ("png", "jpeg", "tiff", "gif", "bmp", "webp"))
_DPI = 300
"""What Tesseract's own documentation asks for, at least."""
_MOST_PIXELS = 25_000_000
INSTALL = "Install Tesseract (apt-get install tesseract-ocr, or brew install tesseract)"


@dataclass(frozen=True, slots=True)
class Scanned:
    """What OCR gave for a page."""

    text: str
    confidence: float
    """0 to 100, the mean over its words."""


def unread(loaded: Loaded, pages: Sequence[int]) -> Loaded:
    """Note that nobody read *pages*; `SkippedError` where there is no other text."""
    if loaded.text.strip():
        return replace(loaded, scans=(), notes=(*loaded.notes, *_needing(pages)))
    count = len(loaded.page_starts)
    what = "its only page is a picture" if count == 1 else f"its {count} pages are pictures"
    problem = f"The file has no text: {what} that nobody has read. It needs OCR."
    raise SkippedError(problem, f"{INSTALL}, then ingest it again.")


def _needing(pages: Sequence[int]) -> Iterator[str]:
    if len(pages) == 1:
        yield f"page {pages[0]} has no legible text; it needs OCR: {INSTALL.lower()}"
    elif pages:
        shown = ", ".join(map(str, pages[:20])) + (" …" if len(pages) > 20 else "")
        yield f"{len(pages)} pages have no legible text; they need OCR: {shown}. {INSTALL}"


def needs_ocr(note: str) -> bool:
    """Say whether a document's *note* is that nobody read some pages."""
    return "; it needs OCR" in note or "; they need OCR" in note


def drawn(content: bytes, media_type: str, page: int) -> bytes:
    """Return *page*, counted from 1, of a PDF or picture as a grey PNG of at most 25 megapixels."""
    from PIL import Image

    picture = _frame(content, page) if media_type in PICTURES else _page(content, page)
    grey: Any = picture.convert("L")
    share = (_MOST_PIXELS / max(1, grey.width * grey.height)) ** 0.5
    if share < 1:
        size = int(grey.width * share) or 1, int(grey.height * share) or 1
        grey = grey.resize(size, Image.Resampling.BOX)
    written = io.BytesIO()
    grey.save(written, "PNG", compress_level=1)
    return written.getvalue()


def frames(content: bytes) -> int:
    """Return how many pictures the file holds; `DocumentError` where it is damaged."""
    return int(getattr(_opened(content), "n_frames", 1))


def _opened(content: bytes) -> Any:
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = 4 * _MOST_PIXELS
    try:
        return Image.open(io.BytesIO(content))
    except Image.DecompressionBombError as error:
        most = 2 * Image.MAX_IMAGE_PIXELS // 1_000_000
        problem = f"The picture has more than the {most} million pixels that are read at most."
        raise DocumentError(problem, "Save it smaller, or in parts.") from error
    except UnidentifiedImageError as error:
        raise DocumentError("The picture is damaged.", "Save it again.") from error
    except (OSError, ValueError) as error:
        raise DocumentError(f"The picture is damaged: {error}.", "Save it again.") from error


def _frame(content: bytes, page: int) -> Any:
    from PIL import Image, ImageOps

    picture = _opened(content)
    try:
        picture.seek(page - 1)
        flat = ImageOps.exif_transpose(picture).convert("RGBA")
    except (EOFError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise DocumentError(f"The picture is damaged: {error}.", "Save it again.") from error
    paper = Image.new("RGBA", flat.size, "white")
    paper.alpha_composite(flat)
    return paper


def _page(content: bytes, page: int) -> Any:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        shown = document[page - 1]
        width, height = shown.get_size()
        most = (_MOST_PIXELS / max(1.0, width * height)) ** 0.5
        return shown.render(scale=min(_DPI / 72, most), grayscale=True).to_pil()
    except pypdfium2.PdfiumError as error:
        raise DocumentError(f"Page {page} cannot be drawn: {error}.", "Save it again.") from error
    finally:
        document.close()


def merged(loaded: Loaded, found: Mapping[int, Scanned]) -> Loaded:
    """Put what OCR read in place of the text of its pages; everything after moves along."""
    starts = [*loaded.page_starts, len(loaded.text)]
    parts: list[str] = []
    places: list[int] = []
    moved: list[tuple[int, int, int]] = []
    length = 0
    for number, (start, end) in enumerate(pairwise(starts), start=1):
        text = loaded.text[start:end]
        if number in found:
            text = clean(found[number].text).strip("\n") + "\n\n"
        places.append(length)
        moved.append((start, length, len(text)))
        parts.append(text)
        length += len(text)

    def place(offset: int) -> int:
        start, new, most = next(one for one in reversed(moved) if one[0] <= offset)
        return new + min(offset - start, max(0, most - 1))

    return replace(
        loaded,
        text="".join(parts),
        page_starts=tuple(places),
        headings=tuple(Heading(h.title, h.level, place(h.start)) for h in loaded.headings),
        marks=tuple(Mark(place(mark.start), mark.name) for mark in loaded.marks),
        scans=(),
    )
