"""Where exactly a passage says what a writer relied on, whatever the writer made of it."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from rag.answer.fold import Folded, folded
from rag.answer.sentences import Span
from rag.errors import NotFoundError
from rag.ports import Quote
from rag.reply import Citation
from rag.types import Document, Hit, Passage

SHORTEST = 12
"""Characters of a quote, wide ones (CJK) counted twice. Fewer words are found anywhere."""
CONTIGUOUS = 0.9
"""Least part of a quote that must be in the passage in one piece."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A span of a passage that a writer relied on, found, but not numbered yet."""

    hit: Hit
    start: int
    """Of the document, as is `end`."""
    end: int

    @property
    def quote(self) -> str:
        """The words themselves, as the document has them."""
        passage = self.hit.passage
        return passage.text[self.start - passage.start : self.end - passage.start]


def locate(words: str, text: str) -> Span | None:
    """Return where *text* holds *words*, or nothing.

    Letter for letter; else folded (`rag.answer.fold`); else at least 90 % of them in one piece, cut
    back to whole words. Fewer than `SHORTEST` characters are never found.
    """
    bare = words.strip()
    if _width(bare) < SHORTEST:
        return None
    start = text.find(bare)
    if start >= 0:
        return Span(start, start + len(bare))
    sought, there = folded(bare), folded(text)
    if _width(sought.text) < SHORTEST - bare.count(" "):
        return None
    start = there.text.find(sought.text)
    if start >= 0:
        return Span(*there.span(start, start + len(sought.text)))
    return _most_of(sought, there, text)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _most_of(sought: Folded, there: Folded, text: str) -> Span | None:
    """Find the longest common run; one long enough must hold the middle of *sought*."""
    size = len(sought.text)
    spare = int(size * (1 - CONTIGUOUS) + 1e-9)
    core = sought.text[spare : size - spare]
    best = Span(0, 0)
    place = there.text.find(core) if core else -1
    while place >= 0:
        best = max(best, _grown(sought.text, there.text, spare, place), key=_length)
        place = there.text.find(core, place + 1)
    if best.end - best.start < size - spare:
        return None
    return _whole_words(text, *there.span(*best))


def _length(span: Span) -> int:
    return span.end - span.start


def _grown(sought: str, there: str, spare: int, place: int) -> Span:
    before = 0
    while before < spare and place > before:
        if sought[spare - before - 1] != there[place - before - 1]:
            break
        before += 1
    end, after = place + len(sought) - 2 * spare, len(sought) - spare
    while after < len(sought) and end < len(there) and sought[after] == there[end]:
        end, after = end + 1, after + 1
    return Span(place - before, end)


def _whole_words(text: str, start: int, end: int) -> Span | None:
    while 0 < start < end and _inside_word(text, start):
        start += 1
    while start < end < len(text) and _inside_word(text, end):
        end -= 1
    piece = text[start:end]
    start, end = end - len(piece.lstrip()), start + len(piece.rstrip())
    return Span(start, end) if _width(text[start:end]) >= SHORTEST else None


def _inside_word(text: str, offset: int) -> bool:
    left, right = text[offset - 1], text[offset]
    return left.isalnum() and right.isalnum() and left.isascii() and right.isascii()


def find(quote: Quote, hits: Sequence[Hit]) -> Cited | None:
    """Return what *quote* points at: in the passage it names, else in any that was shown."""
    named = hits[quote.shown - 1 : quote.shown] if quote.shown >= 1 else ()
    for hit in (*named, *hits):
        span = locate(quote.words, hit.passage.text)
        if span:
            return Cited(hit, hit.passage.start + span.start, hit.passage.start + span.end)
    return None


def whole(passage: Passage, hit: Hit, span: Span) -> Cited:
    """Cite *span*, offsets into the text of *passage*."""
    return Cited(hit, passage.start + span.start, passage.start + span.end)


@dataclass(slots=True)
class Numbering:
    """Gives citations their numbers: in order of first use, the same span the same number."""

    document: Callable[[str], Document]
    """By id; `NotFoundError` where it is gone."""
    citations: list[Citation] = field(default_factory=list)

    def prepare(self, cited: Cited) -> Citation | None:
        """Return *cited* checked against its document, number 0; nothing if it does not hold.

        A document that was removed or changed since it was searched no longer says what was read.
        """
        source = cited.hit.passage.source
        try:
            document = self.document(source.document_id)
        except NotFoundError:
            return None
        start, end = cited.start, cited.end
        same = document.source.version == source.version
        if not same or not cited.quote.strip() or document.text[start:end] != cited.quote:
            return None
        pages = document.page_at(start), document.page_at(end - 1)
        passage_id = cited.hit.passage.id
        place = document.place(start, end)
        return Citation(0, document.source, *pages, start, end, cited.quote, passage_id, place)

    def number(self, prepared: Citation) -> tuple[Citation, bool]:
        """Give *prepared* its number, and say whether it is new to the reader."""
        for known in self.citations:
            if _place(known) == _place(prepared):
                return known, False
        numbered = replace(prepared, number=len(self.citations) + 1)
        self.citations.append(numbered)
        return numbered, True


def _place(citation: Citation) -> tuple[str, int, int]:
    return citation.source.document_id, citation.start, citation.end
