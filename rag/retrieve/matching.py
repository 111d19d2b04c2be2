"""Which of the passages found are about all that is listed or counted, and which are only near."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, zip_longest

from rag.answer.common import content
from rag.retrieve.words import endings_of, words
from rag.types import Hit

HELD = 0.6
"""Share of the topic's words that a passage must hold, in its text or in what it stands under:
both of two, two of three, three of five."""
NEAR = 0.6
"""Cosine from which a passage matches whatever its words; of ours, paraphrases have about so
much. Not where documents are asked for that mention something: these hold its words."""
_DENSE = "dense"
_WORD = re.compile(r"[\w'’-]+")


def matching(topic: str, hits: Sequence[Hit], *, by_words: bool) -> list[Hit]:
    """Return those of *hits* that hold the words of *topic*, or are near it, in their order.

    At least one word must be in the passage itself, not only in its title. *by_words* leaves out
    those that are merely near. A topic without words of its own matches nothing by words.
    """
    asked = sought(topic)
    return [hit for hit in hits if _holds(hit, asked) or (not by_words and _is_near(hit))]


def sought(topic: str) -> str:
    """Return the words of *topic* that a passage can hold: not those that any question has."""
    return " ".join(word for word in _WORD.findall(topic) if content(word))


def _holds(hit: Hit, asked: str) -> bool:
    """Compare words without the endings of the passage's own language."""
    language = endings_of(hit.passage.text)
    wanted = _wanted(asked, language)
    inside = wanted.intersection(words(hit.passage.text, language))
    if not inside:
        return False
    above = wanted.intersection(words(hit.passage.context, language))
    return len(inside | above) >= HELD * len(wanted)


@lru_cache(maxsize=64)
def _wanted(asked: str, language: str) -> frozenset[str]:
    return frozenset(words(asked, language))


def _is_near(hit: Hit) -> bool:
    return hit.signals.get(_DENSE, 0.0) >= NEAR


def by_documents(hits: Sequence[Hit]) -> list[Hit]:
    """Return *hits* so that each document gives its best before any gives a second."""
    own: dict[str, list[Hit]] = {}
    for hit in hits:
        own.setdefault(hit.passage.source.document_id, []).append(hit)
    return [hit for hit in chain.from_iterable(zip_longest(*own.values())) if hit is not None]


def documents(hits: Sequence[Hit]) -> int:
    """Count the documents that *hits* are of."""
    return len({hit.passage.source.document_id for hit in hits})
