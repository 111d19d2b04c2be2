"""Names that somebody else gave a file, made safe for every system."""

import re
import unicodedata
from pathlib import PurePosixPath

from rag.errors import InputError

_LONGEST_PART, LONGEST = 120, 255
_UNSAFE = re.compile(r'[\\:*?"<>|]')
_DRIVE = re.compile(r"^[A-Za-z]:(?=/)")
_RESERVED = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def safe_path(path: str) -> str:
    """Return *path* as a relative one without anything that any system could take for more.

    What is taken out leaves ``_``, so that no name becomes another one that is sound.
    Raises `InputError` where nothing is left of it.
    """
    parts = []
    for part in _DRIVE.sub("", path.replace("\\", "/")).split("/"):
        plain = "".join("_" if _unseen(letter) else letter for letter in part)
        plain = _UNSAFE.sub("_", plain).strip(" .")
        if plain and not all(_unseen(letter) or letter in " ." for letter in part):
            parts.append(_short(f"_{plain}" if _RESERVED.match(plain) else plain))
    while len(parts) > 1 and len("/".join(parts)) > LONGEST:
        parts.pop(0)
    if not parts:
        raise InputError("The file has no usable name.", "Name it, with letters or digits.")
    return "/".join(parts)


def _unseen(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _short(part: str) -> str:
    """Keep the ending of a name that is too long: it may say what the file is."""
    if len(part) <= _LONGEST_PART:
        return part
    ending = PurePosixPath(part).suffix[:12]
    return part[: _LONGEST_PART - len(ending)] + ending
