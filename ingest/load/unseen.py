"""Characters that no reader sees: left out, and noted, for they can carry orders or hide words.

Zero-width, bidirectional and Tag characters (Unicode 16, chapters 23.2, 23.8 and 23.9). Joiners
stay where they shape letters or pictures; between Latin letters they only part a word.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

UNSEEN = re.compile(
    "[\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
    "|(?<=[A-Za-z0-9])[\u200c\u200d]+(?=[A-Za-z0-9])"
)


@dataclass(slots=True)
class Found:
    """Whether there were any in one file."""

    any: bool = False

    def notes(self) -> tuple[str, ...]:
        """Say so, if there were any."""
        note = "invisible characters (zero-width, bidirectional or tags) were left out"
        return (note,) if self.any else ()


_FOUND: ContextVar[Found | None] = ContextVar("found", default=None)


@contextmanager
def watched() -> Iterator[Found]:
    """Take note of what `seen` leaves out within."""
    found = Found()
    token = _FOUND.set(found)
    try:
        yield found
    finally:
        _FOUND.reset(token)


def seen(text: str) -> str:
    """Return *text* without what is unseen; a mark of byte order at its beginning is none."""
    if text.isascii():
        return text
    text = text.removeprefix("\ufeff")
    bare, count = UNSEEN.subn("", text)
    found = _FOUND.get()
    if found is not None:
        found.any |= bool(count)
    return bare
