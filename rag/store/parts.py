"""Parts of documents: pages, or sections where there are none; the coarser grain of retrieval.

A table of figures says little of what it is: the head of its page does. So the first words of each
part are searched beside the passages, and so are the names of documents. All three are told apart
by keys, and their entries are called by the first passage of what they stand for: what an index
remembers wrongly is then dropped like any other passage that is not live.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain, groupby, islice
from pathlib import PurePosixPath

from rag.indexes import Entry
from rag.types import Passage

HEADS, NAMES = "heads-", "names-"
"""Before a collection's key: where the keyword index keeps heads of parts, and names."""
MOST = 8
"""Passages of a part: a page has about four, and a book without headings is not one part."""
WORDS = 150
"""Of a part's beginning. On the 29 filings 30, 60, 100 and 150 differ by less than chance."""
_JOINT = re.compile(r"[\W_]+|(?<=[a-z])(?=[A-Z])|(?<=\d{4})(?=[A-Za-z])")
"""Between words of a name: ``AnnualReport``, ``2023Q2``."""
_PIECE = re.compile(r"[^\W_]+")
LONG = 6
"""Letters of a word that may be several, run together."""


def parted(passages: Sequence[Passage], *, paged: bool) -> tuple[Passage, ...]:
    """Return a document's *passages*, in order, each told which part it lies in.

    A part ends with its page or, in a document without pages, with its section.
    """
    found: list[Passage] = []
    start, before = 0, None
    for number, passage in enumerate(passages):
        within = passage.first_page if paged else passage.heading
        if within != before or number - start == MOST:
            start, before = number, within
        found.append(replace(passage, part=start))
    return tuple(found)


def heads(passages: Iterable[Passage]) -> Iterator[Entry]:
    """Yield an entry for each part of *passages*: documents one after the other, in order."""
    for _, part in groupby(passages, key=lambda one: (one.source.document_id, one.part)):
        first = next(part)
        if first.part >= 0:
            words = chain.from_iterable(one.text.split() for one in chain([first], part))
            text = " ".join((*naming(first), *islice(words, WORDS)))
            yield Entry(first.id, text, " > ".join(first.heading), first.source.document_id)


def names(passages: Iterable[Passage]) -> Iterator[Entry]:
    """Yield an entry for each document of *passages*, in that order."""
    for _, part in groupby(passages, key=lambda one: one.source.document_id):
        first = next(part)
        if first.part >= 0:
            yield Entry(first.id, " ".join(naming(first)), "", first.source.document_id)


def naming(passage: Passage) -> list[str]:
    """Return the words that name the document: of its file's name, and of its title.

    Of a document's first passage also those that a name runs together and the text does not:
    ``GREATLAKES`` where it says Great Lakes.
    """
    opening = passage.text if passage.part == 0 else ""
    return list(_naming(passage.source.path, passage.source.title, opening))


@lru_cache(maxsize=16_384)
def _naming(path: str, title: str, opening: str) -> tuple[str, ...]:
    file = PurePosixPath(path)
    said = [word for word in _JOINT.split(f"{file.parent.name} {file.stem} {title}") if word]
    plain = [word.lower() for word in _PIECE.findall(opening)]
    long = dict.fromkeys(word.lower() for word in said if word.isalpha() and len(word) >= LONG)
    return (*said, *chain.from_iterable(_apart(word, plain) for word in long))


def _apart(word: str, text: Sequence[str]) -> Sequence[str]:
    """Return the first neighbours in *text* that *word* runs together; else nothing."""
    if word not in "".join([one for one in text if one != word]):
        return ()  # as nearly always, and found out at once
    for start, first in enumerate(text):
        if first != word and word.startswith(first):
            joined, end = first, start + 1
            while end < len(text) and len(joined) < len(word):
                joined, end = joined + text[end], end + 1
            if joined == word:
                return text[start:end]
    return ()
