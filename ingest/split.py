"""Cuts a document into passages: spans of its text, whole sentences and rows, within a budget.

Every character of the text that is not blank is in exactly one passage. No passage crosses from one
top-level section to the next; crossing a page is avoided, not forbidden.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.tables import Tables, worded
from ingest.units import BLOCK, INSIDE, SECTION, Unit, first_from, strongest, units
from rag.ports import Counter
from rag.types import Document, Passage

VERSION = "2"
"""Raise it whenever the same text would be cut elsewhere."""
_CHARACTERS = 10
"""Of text for each token of the budget, at most: a model that reads a whole blob as one unknown
word must not make it one passage."""
_FILLED = 0.5
"""A passage is at least this full before a good place to end it is looked for."""
_STRETCH = 8
"""Of a word over the budget, so many characters for each token of it are looked at together: the
time that takes grows faster than the length."""
_WORD = re.compile(r"\S+\s*|\s+")
_AT_ONCE = 2048
"""Texts counted in one call."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A passage, and what is embedded for it."""

    passage: Passage
    embedded: str
    """Title, headings and what is told of a table as far as the model's window goes, a line end,
    and the passage; without its figures where it is mostly figures."""


def split(document: Document, *, counter: Counter, passage_tokens: int) -> list[Cut]:
    """Cut *document* into passages of at most *passage_tokens*, in order.

    With what is embedded beside it, each fits the window of the embedder that *counter* counts
    for; where that is too small for *passage_tokens* and some context, passages are smaller.
    """
    sizing = Sizing(counter)
    budget = max(1, min(passage_tokens, (counter.window - sizing.special) * 7 // 8))
    return list(_with_context(document, list(_spans(document, sizing, budget)), sizing))


@dataclass(frozen=True, slots=True)
class _Span:
    """Where a passage will be, and how long it is."""

    start: int
    end: int
    tokens: int
    """At most, as the sum of its units."""
    pieces: int
    """Units it is made of: where two meet, a tokenizer may count one more than it did of each."""
    broken: bool
    """A unit was cut inside: the sum may be too low by a few."""


class Sizing:
    """Counts tokens, the special ones apart, by the embedder's own tokenizer."""

    def __init__(self, counter: Counter) -> None:
        self._count = counter.count
        self.special = counter.count([""])[0]
        self.window = counter.window

    def tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has."""
        counted: list[int] = []
        for start in range(0, len(texts), _AT_ONCE):
            counted += self._count(texts[start : start + _AT_ONCE])
        return [count - self.special for count in counted]

    def sizes(self, texts: Sequence[str]) -> list[int]:
        """Return tokens, or characters over `_CHARACTERS` where that is more."""
        counted = zip(self.tokens(texts), texts, strict=True)
        return [max(tokens, -(-len(text) // _CHARACTERS)) for tokens, text in counted]


def _spans(document: Document, sizing: Sizing, budget: int) -> Iterator[_Span]:
    text = document.text
    whole = units(document)
    sizes = sizing.sizes([text[unit.start : unit.end] for unit in whole])
    found: list[Unit] = []
    found_sizes: list[int] = []
    for unit, size in zip(whole, sizes, strict=True):
        pieces = [(unit, size)] if size <= budget else _pieces(text, unit, sizing, budget)
        found += [piece for piece, _ in pieces]
        found_sizes += [piece_size for _, piece_size in pieces]
    for first, last in _packed(found, found_sizes, budget):
        start, end = _stripped(text, found[first].start, found[last].end)
        if start < end:
            tokens = sum(found_sizes[first : last + 1])
            broken = any(unit.strength == INSIDE for unit in found[max(0, first - 1) : last + 1])
            yield _Span(start, end, tokens, last + 1 - first, broken)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out the blanks at both ends."""
    inner = text[start:end]
    return start + len(inner) - len(inner.lstrip()), start + len(inner.rstrip())


def _pieces(text: str, unit: Unit, sizing: Sizing, budget: int) -> list[tuple[Unit, int]]:
    """Part a unit over the budget between words, and words over it between characters."""
    words = [match.group() for match in _WORD.finditer(text, unit.start, unit.end)]
    pieces, place = [], unit.start
    for word, size in zip(words, sizing.sizes(words), strict=True):
        parts = [word] if size <= budget else list(_parts(word, sizing, budget))
        sizes = [size] if size <= budget else sizing.sizes(parts)
        for part, part_size in zip(parts, sizes, strict=True):
            pieces.append((Unit(place, place + len(part), INSIDE), part_size))
            place += len(part)
    last, size = pieces[-1]
    pieces[-1] = Unit(last.start, unit.end, unit.strength), size
    return pieces


def _parts(word: str, sizing: Sizing, budget: int) -> Iterator[str]:
    """Part a word over the budget between characters as readers see them, accents and all."""
    from semantic_text_splitter import TextSplitter

    def size(piece: str) -> int:
        return sizing.sizes([piece])[0]

    splitter = TextSplitter.from_callback(size, budget, trim=False)
    for start in range(0, len(word), budget * _STRETCH):
        yield from splitter.chunks(word[start : start + budget * _STRETCH])


def _packed(found: list[Unit], sizes: list[int], budget: int) -> Iterator[tuple[int, int]]:
    """Yield the first and last unit of each passage, ended at the best place of its second half."""
    first = 0
    while first < len(found):
        last, total = first, sizes[first]
        while found[last].strength < SECTION and total + sizes[last + 1] <= budget:
            last += 1
            total += sizes[last]
        if found[last].strength < BLOCK and last > first:
            least = first_from(sizes[first : last + 1], int(budget * _FILLED))
            last = first + strongest(found[first : last + 1], least)
        yield first, last
        first = last + 1


def _with_context(document: Document, spans: list[_Span], sizing: Sizing) -> Iterator[Cut]:
    room = sizing.window - sizing.special
    contexts = _Contexts(sizing)
    tables = Tables(document)
    cuts, unsure = [], []
    for span in spans:
        told = tables.told(span.start, span.end)
        passage = Passage.cut(document, span.start, span.end, table=told)
        context = contexts.fitting(passage, room - span.tokens)
        cuts.append(Cut(passage, context + worded(passage.text)))
        # Tokenizers that merge over a cut may count the whole higher than its parts: look at
        # those that may then be over the window.
        most = contexts.tokens(context) + span.tokens + span.pieces + 1
        unsure += [cuts[-1]] if span.broken or most > room else []
    wholes = dict(
        zip(map(id, unsure), sizing.tokens([cut.embedded for cut in unsure]), strict=True)
    )
    for cut in cuts:
        if wholes.get(id(cut), 0) <= room:
            yield cut
        else:
            yield from _bare(document, cut.passage, sizing, room)


class _Contexts:
    """Writes passages' contexts, remembering how long each is."""

    def __init__(self, sizing: Sizing) -> None:
        self._sizing = sizing
        self._known: dict[str, int] = {"": 0}

    def tokens(self, context: str) -> int:
        """Return how many tokens *context* has."""
        if context not in self._known:
            self._known[context] = self._sizing.tokens([context])[0]
        return self._known[context]

    def fitting(self, passage: Passage, room: int) -> str:
        """Return as much of the context, a line end after it, as has at most *room* tokens."""
        tried = (f"{context}\n" for context in _contexts(passage))
        return next((one for one in tried if self.tokens(one) <= room), "")


def _contexts(passage: Passage) -> Iterator[str]:
    """Yield the context, ever shorter.

    Outermost headings go first, then what is told of the table, then the title's last words.
    """
    told = (passage.table,) if passage.table else ()
    for dropped in range(len(passage.heading) + 1):
        yield " > ".join((passage.source.title, *passage.heading[dropped:], *told))
    if told:
        yield passage.source.title
    words = passage.source.title.split()[:60]
    for kept in range(len(words) - 1, 0, -1):
        yield " ".join(words[:kept])


def _bare(document: Document, passage: Passage, sizing: Sizing, room: int) -> Iterator[Cut]:
    """Do without context; halve what is still too long."""
    if sizing.tokens([passage.text])[0] <= room or len(passage.text) == 1:
        yield Cut(passage, worded(passage.text))
        return
    middle = passage.start + len(passage.text) // 2
    for start, end in ((passage.start, middle), (middle, passage.end)):
        if document.text[start:end].strip():
            half = Passage.cut(document, start, end, table=passage.table)
            yield from _bare(document, half, sizing, room)
