"""What of a passage is searched by words, and what a word weighs there."""

from collections.abc import Mapping

from rag.indexes import Entry
from rag.retrieve.words import words
from rag.types import Passage

FIELDS: Mapping[str, float] = {"text": 1.0, "title": 0.25, "heading": 0.5, "table": 0.5}
"""Fields of an entry, the text first, and the weight of a word in each (``eval/LOG.md``)."""


def entry_of(passage: Passage) -> Entry:
    """Return what the keyword index is given of *passage*."""
    return Entry(
        passage.id,
        passage.text,
        " > ".join(passage.heading),
        passage.source.document_id,
        title=passage.source.title,
        table=passage.table,
    )


def worded(entry: Entry, language: str) -> dict[str, list[str]]:
    """Return the words of each of `FIELDS`, without the endings of *language*."""
    return {name: words(getattr(entry, name), language) for name in FIELDS}
