"""Sentences of the hits that may answer a question, and what each stands in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.answer.common import content
from rag.answer.facts import facts
from rag.answer.furniture import is_furniture, text_after
from rag.answer.hedges import asks
from rag.answer.orders import may_be_order
from rag.answer.sentences import Span, header_of, is_row, spans
from rag.types import Hit

MOST = 24
"""Sentences looked at for one question; those that share fewest words with it are left out."""
_LATE = 0.48
"""Taken off the shared words of a sentence for each hit before its own, divided by how many are
looked at: 0.02 where these are `MOST`."""
_SHORT = 60
"""Characters. A sentence this short is embedded with the one before it: "It lasts two years."."""
_LEAST = 12
"""Characters. Less cannot be cited."""
_RULE = re.compile(r"^[\s|:+-]+$")
_ITEM = re.compile(r"[-*•‣◦▪–·]|\(?\w{1,2}[.)]\s")
_CAPTION = re.compile(r"#+\s|(?:table|figure|tabelle|abbildung)\s*\d+\s*[:.]", re.IGNORECASE)
_HOW = re.compile(
    r"\bhow (?:long|many|much|often|old|far|high|large|big|fast|deep|soon)\b"
    r"|\bwie (?:lange|viele?|hoch|oft)\b",
    re.IGNORECASE,
)
"""Says what kind of answer is wanted; no answer repeats it."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer."""

    shown: int
    """Which hit it is in, from 1."""
    words: str
    """As the document has them."""
    text: str
    """As a reader is told them: with the header of its table before it."""
    embedded: str
    """With what it leans on: its heading, and the sentence before it if it is short."""
    shared: float
    """Share of the question's words that are in it, or half in what it stands under."""
    around: str
    """Its passage under its title, where a name may stand that it does not repeat."""
    heading: bool = False
    """Whether it only says what comes after it."""
    figure: bool = False
    """Whether it states a number or a date."""
    header: str = ""
    """First row of its table, where it is a row."""
    under: str = ""
    """Title and headings of its passage."""


def candidates(question: str, hits: Sequence[Hit], *, most: int = MOST) -> list[Candidate]:
    """Return at most *most* sentences of *hits*, in the order of the hits and of their texts."""
    asked = set(content(_HOW.sub(" ", question)))
    found = [one for number, hit in enumerate(hits, start=1) for one in _of(number, hit, asked)]
    unlike = list({" ".join(one.words.split()): one for one in reversed(found)}.values())[::-1]
    late = _LATE / most
    ranked = sorted(unlike, key=lambda one: one.shared - late * one.shown, reverse=True)[:most]
    kept = {id(one) for one in ranked}
    chosen = (one for one in unlike if id(one) in kept)
    # Last, for those that are kept: reading the figures of a sentence takes longest.
    return [replace(one, figure=_states_figure(one.words)) for one in chosen]


def _of(number: int, hit: Hit, asked: set[str]) -> Iterator[Candidate]:
    passage = hit.passage
    found = spans(passage.text)
    above = set(content(passage.context))
    for place, span in enumerate(found):
        words = passage.text[span.start : span.end]
        if (
            len(words) < _LEAST
            or _RULE.match(words)
            or not _LETTER.search(words)
            or may_be_order(words)
            or asks(words)
            or is_furniture(words, passage, text_after(passage.text, span))
        ):
            continue
        before = passage.text[found[place - 1].start : span.start] if place else ""
        embedded = f"{before}{words}" if len(words) < _SHORT else words
        around = f"{passage.context}\n{passage.text}"
        heads = _is_heading(words, passage.heading, last=place + 1 == len(found))
        plain = Candidate(number, words, words, embedded, 0.0, around, heads)
        told = _with_header(plain, passage.text, span)
        yield replace(
            told, under=passage.context, shared=_shared(asked, set(content(told.text)), above)
        )


def _states_figure(words: str) -> bool:
    return facts(words).stated


def _is_heading(words: str, headings: tuple[str, ...], *, last: bool) -> bool:
    if words in headings or words.endswith(":") or _CAPTION.match(words):
        return True
    if is_row(words) and _names_columns(words):
        return True
    stopped = words[-1] in '.!?。！？…"”)'
    short = len(words) < _SHORT and not any(one.isdigit() for one in words)
    return short and not stopped and not last and not is_row(words) and not _ITEM.match(words)


def _shared(asked: set[str], words: set[str], above: set[str]) -> float:
    if not asked:
        return 0.0
    return (len(asked & words) + 0.5 * len((asked & above) - words)) / len(asked)


def _with_header(one: Candidate, text: str, place: Span) -> Candidate:
    if not is_row(one.words) or ": " in one.words:
        return one
    span = header_of(text, place)
    header = text[span.start : span.end] if span else ""
    if len(header) < _LEAST or not _names_columns(header):
        return one
    return replace(
        one, header=header, text=_paired(header, one.words), embedded=f"{header}\n{one.words}"
    )


def _names_columns(header: str) -> bool:
    """Whether it is a header: words and years, no figures. A table cut by a page has none."""
    return bool(_LETTER.search(header)) and not re.search(r"\d", _YEAR.sub("", header))


def _paired(header: str, row: str) -> str:
    """Say of each cell what it is, where both rows have as many cells; else one after the other."""
    names, cells = _cells(header), _cells(row)
    if len(names) != len(cells) or len(cells) < 2:
        return f"{header.strip()}: {row.strip()}"
    pairs = zip(names[1:], cells[1:], strict=True)
    told = "; ".join(f"{name}: {cell}" if name else cell for name, cell in pairs)
    return f"{cells[0]}: {told}."


def _cells(row: str) -> list[str]:
    bare = row.strip().strip("|")
    return [cell.strip() for cell in re.split(r"\||\t| {3,}", bare)]
