"""What a writer is asked so that a document is summarised part by part."""

import re
from collections.abc import Iterator

from rag.ports import Task
from rag.summarise.plan import Stretch
from rag.types import Document, Hit, Passage

_PIECE = 1200
"""Characters of a passage shown; cut at the ends of lines or sentences where there are any."""
_MOST_PIECES = 12
"""Passages of one part that are shown: its beginning, and what is spread over the rest of it."""
_BREAK = re.compile(r"\n\s*\n|\n|(?<=[.!?])\s+|[。！？]")


def pieces(document: Document, stretch: Stretch) -> tuple[Hit, ...]:
    """Return passages of *stretch* in order: all, or evenly spread ones where they are many."""
    cut = [
        Hit(Passage.cut(document, start, end), 1.0)
        for start, end in _cuts(document.text, stretch.start, stretch.end)
        if document.text[start:end].strip()
    ]
    step = max(1.0, len(cut) / _MOST_PIECES)
    return tuple(cut[int(number * step)] for number in range(min(len(cut), _MOST_PIECES)))


def wanted(document: Document, stretch: Stretch, *, sentences: int) -> str:
    """Say what is to be written of *stretch*, and how long."""
    of = f"the section “{stretch.heading}” of " if stretch.heading else "these passages of "
    count = "one sentence" if sentences == 1 else f"at most {sentences} sentences"
    return f"Summarise {of}“{document.source.title}” in {count}: what matters most in it, first."


def task(document: Document, stretch: Stretch, *, sentences: int, language: str) -> Task:
    """Return the whole task for *stretch*."""
    question = wanted(document, stretch, sentences=sentences)
    return Task(question, pieces(document, stretch), language)


def _cuts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        stop = min(start + _PIECE, end)
        if stop < end:
            breaks = [match.end() for match in _BREAK.finditer(text, start, stop)]
            if breaks and breaks[-1] > start + _PIECE // 2:
                stop = breaks[-1]
        yield start, stop
        start = stop
