"""PDF: pdfium reads the text; what it leaves open is asked of pypdf (`ingest.load.pdf_extra`).

pdfium reads about 200 pages a second where pypdf reads 8, and opens files that are encrypted
without a password.
"""

import re
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from ingest.load.attached import Attached
from ingest.load.furniture import without_furniture
from ingest.load.garbled import is_garbled
from ingest.load.loaded import Limits, Loaded, Pages
from ingest.load.pdf_extra import Extra, extra, page_texts
from ingest.load.pdf_files import Carried, attached
from ingest.load.pdf_unseen import has_unseen, unseen_note
from rag.errors import DocumentError, SkippedError

_PASSWORD = 4
"""``FPDF_ERR_PASSWORD``, https://pdfium.googlesource.com/pdfium/+/main/public/fpdfview.h"""
_LINE_HYPHEN = re.compile("(\\w*)\ufffe(\\w*)")
_LEADER = re.compile(r"[ \t]*(?:\.[ \t]?){4,}")
_WORD_PER_LINE = re.compile(r"^(?:[^\s]+[ \t]*\n){4,}", re.MULTILINE)
_OUTLINES = 20
"""A page without text that draws more shapes than a frame and some rules may draw letters."""
_SECOND_OPINIONS = 50
"""Pages without text that pypdf is asked about: it is slow, and pictures have none either."""


def load(content: bytes, media_type: str, limits: Limits) -> Loaded:
    """Read every page's text, and the outline, labels, metadata and the files it carries."""
    read = _read(content, limits)
    texts = read.texts
    found = extra(content, seconds=limits.seconds / 4)
    notes = list(found.notes)
    if read.total > len(texts):
        notes.append(f"only the first {len(texts)} of {read.total} pages were read")
    empty = [number for number, text in enumerate(texts) if not text.strip()]
    for number, text in page_texts(content, empty[:_SECOND_OPINIONS], seconds=limits.seconds / 4):
        texts[number] = text
    files = attached(content, read.carried.pages, limits) if read.carried else Attached(limits)
    empty = [number for number in empty if not texts[number].strip()]
    if len(empty) == len(texts) and not read.pictures:
        texts[:1] = [_named(files, len(texts))]
    scans = _to_recognise(texts, read.pictures)
    bare = without_furniture([_mended(text) for text in _hyphens_mended(texts)])
    notes += [*([bare.note] if bare.note else []), *unseen_note(read.unseen), *files.notes()]
    joined = _joined(bare.texts, media_type, found, tuple(notes))
    return replace(joined, scans=scans, attachments=files.all())


def _to_recognise(texts: list[str], pictures: set[int]) -> tuple[int, ...]:
    """Return the pages, from 1, that OCR has to read: garbled ones, and pictures without text."""
    return tuple(
        number
        for number, text in enumerate(texts, start=1)
        if is_garbled(text) or (number - 1 in pictures and not text.strip())
    )


@dataclass(slots=True)
class _Read:
    """What pdfium found."""

    carried: Carried
    total: int
    """Pages of the file, which may be more than were read."""
    texts: list[str] = field(default_factory=list)
    pictures: set[int] = field(default_factory=set)
    """Pages from 0 that have no text and show pictures."""
    unseen: list[int] = field(default_factory=list)
    """Pages from 1 with text that nobody sees."""


def _read(content: bytes, limits: Limits) -> _Read:
    with _opened(content) as document:
        read = _Read(Carried(document), len(document))
        length = 0
        for number in range(min(read.total, limits.pages)):
            text, pictured = _page(document, number, read)
            read.texts.append(text)
            length += len(text)
            if pictured:
                read.pictures.add(number)
            if length > limits.characters:
                break
        return read


def _opened(content: bytes) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            problem = "The file is encrypted and opens only with a password."
            remedy = "Save it without a password, then ingest it again."
            raise SkippedError(problem, remedy) from error
        problem = f"The PDF is damaged: {error}"
        raise DocumentError(problem, "Fetch or export the file again.") from error


def _page(document: Any, number: int, read: _Read) -> tuple[str, bool]:
    """Return the page's text, and whether a page without text shows a picture or drawing."""
    import pypdfium2

    try:
        page = document[number]
    except pypdfium2.PdfiumError:  # one broken page: as if it had no text, and said so
        return "", True
    try:
        words = page.get_textpage()
        text = words.get_text_range()
        if has_unseen(page, words):
            read.unseen.append(number + 1)
        words.close()
        pictured = not text.strip() and _pictured(page)
        read.carried.look(page, number)
    except pypdfium2.PdfiumError:
        return "", True
    finally:
        page.close()
    return text, pictured


def _pictured(page: Any) -> bool:
    """Say whether there may be text that was not found: in a picture, or drawn as outlines."""
    import pypdfium2.raw as pdfium

    kinds = [
        shape.type for _, shape in zip(range(500), page.get_objects(max_depth=3), strict=False)
    ]
    return pdfium.FPDF_PAGEOBJ_IMAGE in kinds or kinds.count(pdfium.FPDF_PAGEOBJ_PATH) > _OUTLINES


def _hyphens_mended(texts: list[str]) -> list[str]:
    """Put back the hyphens that pdfium took out where it joined two lines, written U+FFFE.

    A word that the document also writes without the hyphen loses it ("exam-/ple"); every other
    one keeps it ("non-/GAAP").
    """
    if not any("\ufffe" in text for text in texts):
        return texts
    whole = "\n".join(texts).lower()

    @cache
    def written(word: str) -> bool:
        """Say whether *word* stands there as a whole word, hyphens counting as letters."""
        bare = re.escape(word)
        alone = rf"{bare}(?<!\w{bare})(?<!\w-{bare})(?!-?\w)"
        return bool(word) and re.search(alone, whole) is not None

    def mended(match: re.Match[str]) -> str:
        left, right = match.groups()
        joined = written((left + right).lower()) and not written(f"{left}-{right}".lower())
        return f"{left}{'' if joined and left and right else '-'}{right}"

    return [_LINE_HYPHEN.sub(mended, text) for text in texts]


def _mended(text: str) -> str:
    """Undo what only drawing needed: dot leaders, and words set one to a line."""
    return _WORD_PER_LINE.sub(_words_joined, _LEADER.sub(" ... ", text.replace("\r\n", "\n")))


def _words_joined(match: re.Match[str]) -> str:
    words = match.group().split()
    prose = sum(word.isalpha() and word.islower() for word in words)
    joined = " ".join(words).replace(" • ", "\n• ") + "\n"
    return joined if prose * 2 > len(words) else match.group()


def _joined(texts: list[str], media_type: str, found: Extra, notes: tuple[str, ...]) -> Loaded:
    pages = Pages()
    for number, text in enumerate(texts):
        pages.turn()
        start = pages.length
        pages.add(text)
        shown = pages.since(start)
        for mark in found.marks_on(number):
            pages.mark(mark.title, mark.level, start + mark.offset_in(shown))
    return pages.loaded(
        media_type,
        page_labels=found.labels[: len(texts)],
        title=found.title,
        language=found.language,
        properties=found.properties,
        notes=notes,
    )


def _named(files: Attached, pages: int) -> str:
    """Return the names of *files*, for a PDF that is but their wrapping; refuse one without."""
    names = [one.name for one in files.all()]
    if not names:
        raise _no_text(pages)
    files.say("it has no text of its own: the names of the files inside it stand in its place")
    return "\n".join(names)


def _no_text(pages: int) -> SkippedError:
    what = "its only page has" if pages == 1 else f"its {pages} pages have"
    problem = f"The PDF has no text: {what} nothing on {'it' if pages == 1 else 'them'}."
    return SkippedError(problem, "Nothing to do, unless it should have.")
