"""Running heads and feet of pages: what stands there for the eye, and is no part of the text."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.load.loaded import one_line

SHARE = 0.3
"""Of a document's pages, from which a line is taken for its running head or foot."""
LEAST = 3
"""Pages, whatever their share: two may well begin alike."""
_LAYERS = 4
"""Lines that may be taken off each end: a name, a title and a number, say."""
_LONGEST = 200
"""Characters; what is longer is a paragraph."""
_NUMBER = re.compile(r"(?<![\w.,/])(?:\d{1,4}|[ivxl]{1,6})(?![\w/%]|[.,]\d)")
"""What may be the number of a page; small Roman ones are those of front matter."""
_FIRST, _LAST = 0, -1
_SAID = "running heads and feet of "


@dataclass(frozen=True, slots=True)
class Bare:
    """Pages without their furniture."""

    texts: list[str]
    note: str = ""
    """What was left out; empty where nothing was."""


@dataclass(frozen=True, slots=True)
class _Look:
    """A line as it looks on other pages too: its page number, if it has one, is taken out."""

    place: int
    words: str
    ahead: int | None = None
    """By how much the number is ahead of the page's place in the file; nothing for Roman ones."""


def without_furniture(texts: Sequence[str]) -> Bare:
    """Take whole lines off *texts*, one a page: first or last ones that many pages share.

    Lines are alike that are the same, or differ only in a number that grows with the pages: a
    total at the foot of each page stays. No page loses all of its text.
    """
    pages = [text.split("\n") for text in texts]
    example, touched = "", set[int]()
    for _ in range(_LAYERS):
        found = dict(_found(pages))
        for number, lines in found.items():
            example = example or one_line(pages[number][max(lines)])
            pages[number] = [one for at, one in enumerate(pages[number]) if at not in lines]
        touched |= found.keys()
    note = f"{_SAID}{len(touched)} pages were left out: {example!r}" if touched else ""
    return Bare(["\n".join(lines) for lines in pages], note)


def is_of_furniture(note: str) -> bool:
    """Say whether *note* is of heads and feet, whose loss no reader minds."""
    return note.startswith(_SAID)


def _found(pages: Sequence[list[str]]) -> Iterator[tuple[int, set[int]]]:
    """Yield each page, from 0, that has furniture, and which of its lines that is."""
    ends = [_ends(lines) for lines in pages]
    looks = [
        {at: list(_looks(lines[at], place, number)) for place, at in ends[number].items()}
        for number, lines in enumerate(pages)
    ]
    everywhere = [look for page in looks for line in page.values() for look in line]
    alike = Counter((look.place, look.words) for look in everywhere)
    exactly = Counter(everywhere)
    least = max(LEAST, math.ceil(SHARE * len(pages)))

    def shared(look: _Look) -> bool:
        grows = look.ahead is None or exactly[look] >= LEAST
        return grows and alike[look.place, look.words] >= least

    for number, page in enumerate(looks):
        lines = {at for at, line in page.items() if any(map(shared, line))}
        rest = (one for at, one in enumerate(pages[number]) if at not in lines)
        if lines and any(one.strip() for one in rest):
            yield number, lines


def _ends(lines: Sequence[str]) -> dict[int, int]:
    """Return where the first and the last line stand that are not blank."""
    written = [at for at, line in enumerate(lines) if line.strip()]
    return {place: written[place] for place in (_FIRST, _LAST) if len(written) > 1}


def _looks(line: str, place: int, number: int) -> Iterator[_Look]:
    words = one_line(line)
    if len(words) > _LONGEST:
        return
    if any(one.isalpha() for one in words):
        yield _Look(place, words)
    for match in _NUMBER.finditer(words):
        told = match.group()
        ahead = int(told) - number if told[0].isdecimal() else None
        yield _Look(place, f"{words[: match.start()]}#{words[match.end() :]}", ahead)
