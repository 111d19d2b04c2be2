"""A question that is longer than the embedder reads, in parts that it does read."""

from rag.ports import Embedder

SPECIAL = 8
"""Tokens that a model may add to a text: two or three. A token is a character of ASCII at least."""


def parts(question: str, embedder: Embedder) -> list[str]:
    """Return *question* in stretches within the embedder's window, in order; nothing is left out.

    Cut between words, in halves until each half fits, so that no part is a mere remainder.
    """
    if question.isascii() and len(question) + SPECIAL <= embedder.window:
        return [question]
    found: list[str] = []
    waiting = [question]
    while waiting:
        text = waiting.pop()
        if len(text) < 2 or embedder.count([text])[0] <= embedder.window:
            found.append(text)
        else:
            middle = _between_words(text)
            waiting += [text[middle:], text[:middle]]
    return [part for part in found if part.strip()]


def _between_words(text: str) -> int:
    """Return the offset after the space nearest before the middle, else the middle itself."""
    middle = len(text) // 2
    return text.rfind(" ", 1, middle) + 1 or middle
