"""A question for a figure is answered by a page of figures before one that only talks of them."""

from collections.abc import Sequence

from rag.retrieve.rank import Members, Part

WORTH = 0.004
"""Of a part that is full of figures, where they are asked for; a first place in a list is worth
0.016. On the filings 0.002 to 0.008 put 1 to 3 pages of 46 more in the first place."""
FULL = 0.15
"""Share of a part's words that have a digit in them: text has less, a table more."""


def figures_first(
    parts: Sequence[tuple[Part, float]], members: Members
) -> list[tuple[Part, float]]:
    """Return *parts* with their worths, those full of figures worth `WORTH` more, best first."""
    told = [
        (part, worth + WORTH * is_full([one.text for one, _ in members.get(part, ())]))
        for part, worth in parts
    ]
    return sorted(told, key=lambda one: -one[1])


def is_full(texts: Sequence[str]) -> bool:
    """Say whether *texts* together are full of figures; no text is not."""
    words = [word for text in texts for word in text.split()]
    digits = sum(any(character.isdigit() for character in word) for word in words)
    return digits > FULL * len(words)
