"""Parts of documents: pages, or sections where there are none; the coarser grain of retrieval.

A table of figures says little of what it is: the head of its page does. So the first words of each
part are searched beside the passages, and so are the names of documents. All three are told apart
by keys, and their entries are called by the first passage of what they stand for: what an index
remembers wrongly is then dropped like any other passage that is not live.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, groupby, islice
from pathlib import PurePosixPath

from rag.ports import Entry
from rag.types import Passage

HEADS, NAMES = "heads-", "names-"
"""Before a collection's key: where the keyword index keeps heads of parts, and names."""
MOST = 8
"""Passages of a part: a page has about four, and a book without headings is not one part."""
WORDS = 150
"""Of a part's beginning. On the 29 filings 30, 60, 100 and 150 differ by less than chance."""
_JOINT = re.compile(r"[\W_]+|(?<=[a-z])(?=[A-Z])")


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
            yield Entry(first.id, text, " > ".join(first.heading))


def names(passages: Iterable[Passage]) -> Iterator[Entry]:
    """Yield an entry for each document of *passages*, in that order."""
    for _, part in groupby(passages, key=lambda one: one.source.document_id):
        first = next(part)
        if first.part >= 0:
            yield Entry(first.id, " ".join(naming(first)), "")


def naming(passage: Passage) -> list[str]:
    """Return the words that name the document: of its file's name, and of its title."""
    path = PurePosixPath(passage.source.path)
    title = f"{path.parent.name} {path.stem} {passage.source.title}"
    return [word for word in _JOINT.split(title) if word]
