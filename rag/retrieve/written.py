"""Other ways in which pages may write what a question says: quarters, sums, short forms."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.retrieve.abbreviations import WRITTEN
from rag.retrieve.figures import sums
from rag.retrieve.tongue import ENGLISH

_NTH = ("first", "second", "third", "fourth")
_STRETCHES = {"Q": "quarter", "H": "half"}
_STRETCH = re.compile(
    r"(?<![^\W\d])(?:([QH])([1-4])(?!\d)|(?<!\d)([1-4])([QH])(?=\b|\d)"
    r"|(first|second|third|fourth)[ -](quarter|half))(?:[ -]?'?(\d{4}|\d{2})\b)?",
    re.IGNORECASE,
)
"""A quarter or half, and the year where it follows."""
_PIECE = re.compile(r"[^\W_]+")
_SHORT = re.compile(
    "|".join(rf"(?<![\w&/]){re.escape(one)}(?:s|'s|’s)?(?![\w&/])" for one in WRITTEN),
    re.IGNORECASE,
)
_UNMISTAKABLE = 4
"""Letters from which a short form is one in small letters, too: "opex", but "ar" and "roi" not."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a question says, and how else it is written."""

    said: str
    other: str
    """Words that say something, in the order written."""


def forms(question: str) -> list[Form]:
    """Return the other forms of what *question* says, in the order of the kinds above.

    >>> [form.other for form in forms("NPV in 2Q22, and sales of 40 million")]
    ['second quarter Q2 2022', '40 million', '40000 thousand', 'net present value']
    """
    return [*_stretches(question), *_sums(question), *_short(question), *_long(question)]


def _stretches(question: str) -> Iterator[Form]:
    """Yield quarters and halves: Q2, 2Q and "second quarter" are one."""
    for match in _STRETCH.finditer(question):
        letter, number = match[1] or match[4], match[2] or match[3]
        if match[5]:
            letter, number = match[6][0], str(_NTH.index(match[5].lower()) + 1)
        letter, nth = letter.upper(), _NTH[int(number) - 1]
        if letter == "Q" or int(number) < 3:
            other = f"{nth} {_STRETCHES[letter]} {letter}{number}"
            year = f" 20{match[7]}" if match[7] and len(match[7]) == 2 else ""
            yield Form(match[0], other + year)


def _sums(question: str) -> Iterator[Form]:
    for said, other in sums(question):
        yield Form(said, other)


def _short(question: str) -> Iterator[Form]:
    """Yield what short forms stand for; those of few letters must be written as they are."""
    for match in _SHORT.finditer(question):
        short = re.sub(r"['’]?s$", "", match[0]) if match[0] not in WRITTEN else match[0]
        written = WRITTEN.get(short)
        if written is None and len(short) >= _UNMISTAKABLE:
            written = WRITTEN.get(short.upper())
        if written:
            yield Form(short, plain(written))


def _long(question: str) -> Iterator[Form]:
    """Yield the short forms of what is written out."""
    folded = f" {plain(question.lower())} "
    for short, written in WRITTEN.items():
        if f" {plain(written)} " in folded:
            yield Form(written, short)


def plain(text: str) -> str:
    """Return the words of *text* that say something, as they are written."""
    return " ".join(word for word in _PIECE.findall(text) if word.lower() not in ENGLISH)
