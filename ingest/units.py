"""Where a text may be cut, and how good a place each is: the first step of splitting.

A unit is what should stay whole: a sentence, a row of a table, an item of a list, a heading. Lines
that were merely wrapped, as in every PDF, are no units: a sentence goes on over them.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from rag.types import Document, Section

SECTION, BLOCK, LINE, SENTENCE, INSIDE = 4, 3, 2, 1, 0
"""Strengths. Nothing is packed across a `SECTION`; `INSIDE` is a cut that breaks a unit."""
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*|\f")
_SENTENCE = re.compile(
    r"[.!?…][\"'”’»)\]]*(?=\s+[\"'“‘«(\[]?[^\Wa-z_])|[。！？][」』”’）]*|[۔؟।](?=\s)"  # noqa: RUF001
)
_BEFORE_DOT = re.compile(r"(\w+)\.$")
_ABBREVIATIONS = frozenset(
    [
        "mr", "mrs", "ms", "dr", "prof", "st", "no", "nos", "inc", "co", "corp", "ltd",
        "vs", "etc", "fig", "figs", "sec", "art", "pp", "p", "vol", "ed", "eds", "approx",
        "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
        "bzw", "ca", "nr", "str", "abs", "u", "e", "i"
    ]
)  # fmt: skip
_ENDED = re.compile(r"[.!?:;。！？…][\"'”’»)\]]*$")  # noqa: RUF001
_ITEM = re.compile(r"(?:[-–•·●▪◦‣*☐☒]|\(?\w{1,3}[.)])\s|#")  # noqa: RUF001
_NUMBERS = re.compile(r"[$€£¥(]?-?\d[\d,.]*\s?%?\)?")
_ROW_ENDS = "0123456789%)-\u2013\u2014"
_RUNNING, _ROW, _HEADING = range(3)
_TABLE_ROW = 2
"""Numbers that make a line a row, where little else is on it."""
_LABEL = 60
"""Characters that the first half of a row's label has at most, however narrow the text is."""
_SHORT = 0.6
"""Of the usual width: a line shorter than this was ended on purpose."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of text to keep whole, and how good it is to cut after it."""

    start: int
    end: int
    strength: int


def units(document: Document) -> list[Unit]:
    """Part the whole text into units, in order and without gaps."""
    text = document.text
    strengths = dict.fromkeys(document.page_starts, BLOCK)
    strengths |= {section.start: BLOCK for section in document.sections}
    strengths |= {section.start: SECTION for section in _topmost(document.sections)}
    width = _usual_width(text)
    for block in _blocks(text):
        strengths.setdefault(block[0], BLOCK)
        for place, strength in _inside(text, *block, width):
            strengths.setdefault(place, strength)
    strengths[len(text)] = SECTION
    strengths.pop(0, None)
    places = sorted(place for place in strengths if place <= len(text))
    return [Unit(start, end, strengths[end]) for start, end in pairwise([0, *places])]


def _topmost(sections: tuple[Section, ...]) -> list[Section]:
    """Return the sections of the outermost level that has more than one: a title heads them all."""
    levels = sorted({section.level for section in sections})
    for level in levels:
        found = [section for section in sections if section.level == level]
        if len(found) > 1:
            return found
    return []


def _usual_width(text: str) -> int:
    lengths = sorted(len(line) for line in text[:500_000].split("\n") if len(line) > 2)
    return lengths[len(lengths) * 4 // 5] if lengths else 0


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _BLANK_LINES.finditer(text):
        yield start, match.end()
        start = match.end()
    yield start, len(text)


def _inside(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    """Yield (place, strength) for line ends that mean something, and for sentence ends."""
    place = start
    lines = text[start:end].split("\n")
    kinds = [_kind(line, width) for line in lines]
    for number, (line, after) in enumerate(pairwise(lines)):
        place += len(line) + 1
        here, below = kinds[number], kinds[number + 1]
        if below == _ROW and here != _ROW and _labels(line, width):
            continue
        if below == _HEADING:
            yield place, BLOCK if here != _HEADING else LINE
        elif here != _HEADING and (_ROW in {here, below} or _ends(line, after, width)):
            yield place, LINE
    for match in _SENTENCE.finditer(text, start, end):
        if not _abbreviated(text, match):
            yield _after_blanks(text, match.end(), end), SENTENCE


def _ends(line: str, after: str, width: int) -> bool:
    bare = line.strip()
    return bool(
        len(bare) < _SHORT * width or _ENDED.search(bare[-6:]) or _ITEM.match(after.lstrip())
    )


def _labels(line: str, width: int) -> bool:
    """Say whether *line*, above a row, belongs to it: the first half of a label, say."""
    bare = line.strip()
    return bool(0 < len(bare) < max(_LABEL, _SHORT * width) and not _ENDED.search(bare[-6:]))


def _kind(line: str, width: int) -> int:
    """Say whether *line* reads as a row of a table, as a heading, or as running text."""
    if _is_row(line):
        return _ROW
    bare = line.strip()
    if (
        not 3 < len(bare) < min(_SHORT * width, 100)
        or _ENDED.search(bare[-6:])
        or _ITEM.match(bare)
    ):
        return _RUNNING
    words = [word for word in bare.split() if word[0].isalpha()]
    capital = sum(not word[0].islower() for word in words)
    return (
        _HEADING if words and len(bare.split()) < 14 and capital * 3 >= len(words) * 2 else _RUNNING
    )


def _is_row(line: str) -> bool:
    if " | " in line:
        return True
    numbers = _NUMBERS.findall(line)
    return len(numbers) >= _TABLE_ROW and line.rstrip()[-1:] in _ROW_ENDS and len(line.split()) < 30


def _abbreviated(text: str, match: re.Match[str]) -> bool:
    if match.group()[0] != ".":
        return False
    word = _BEFORE_DOT.search(text[max(0, match.start() - 12) : match.start() + 1])
    return word is not None and (word.group(1).lower() in _ABBREVIATIONS or len(word.group(1)) == 1)


def _after_blanks(text: str, place: int, end: int) -> int:
    while place < end and text[place].isspace():
        place += 1
    return place


def strongest(found: list[Unit], least: int) -> int:
    """Return the index of the best unit of *found* to cut after, not before *least*; ties: last."""
    return max(range(least, len(found)), key=lambda number: (found[number].strength, number))


def first_from(sizes: list[int], least: int) -> int:
    """Return the first index at which the running sum of *sizes* is *least* or more."""
    sums, total = [], 0
    for size in sizes:
        total += size
        sums.append(total)
    return min(bisect_left(sums, least), len(sums) - 1)
