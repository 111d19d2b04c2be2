"""Text with everything ironed out that a copyist gets wrong, and the way back to where it stood."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_DASHES = "‐‑‒–—―−﹘﹣－"
_DROPPED = frozenset("\"'`´‘’‚‛“”„‟′″«»「」『』*")
_SAME = str.maketrans({**dict.fromkeys(_DASHES, "-"), "‹": "<", "›": ">", "⁄": "/"})
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
_UNSEEN = frozenset(("Cf", "Cc", "Zs", "Zl", "Zp"))


@dataclass(frozen=True, slots=True)
class Folded:
    """A text folded, and for each of its characters the offset it came from."""

    text: str
    origins: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where ``text[start:end]`` (not empty) stood before folding."""
        return self.origins[start], self.origins[end - 1] + 1


@lru_cache(maxsize=4096)
def _letter(character: str) -> str:
    if character in _DROPPED or character.isspace():
        return ""
    same = character.translate(_SAME)
    if unicodedata.category(same) in _UNSEEN:
        return ""
    # Upper and lower again: dotless i, long s and the like meet only on the way through capitals.
    plain = unicodedata.normalize("NFKD", same.casefold().upper().casefold())
    plain = plain.casefold().translate(_SAME)
    return "".join(part for part in plain if not part.isspace() and part not in _DROPPED)


@lru_cache(maxsize=512)
def folded(text: str) -> Folded:
    """Fold case, width, ligatures, quotes, dashes, soft hyphens and all space out of *text*.

    A hyphen between two letters goes too, so that a word broken over two lines is whole again.
    """
    letters: list[str] = []
    origins: list[int] = []
    for offset, character in enumerate(text):
        letter = _letter(character)
        letters.append(letter)
        origins += [offset] * len(letter)
    return _joined("".join(letters), origins)


def _joined(plain: str, origins: list[int]) -> Folded:
    gone = {match.start() for match in _BROKEN_WORD.finditer(plain)}
    if gone:
        origins = [origin for place, origin in enumerate(origins) if place not in gone]
        plain = _BROKEN_WORD.sub("", plain)
    return Folded(plain, tuple(origins))
