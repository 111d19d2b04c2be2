"""From bytes to text, with a note wherever that took a guess."""

import codecs
import re
from dataclasses import dataclass

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 200_000
"""Bytes looked at for a guess."""
_LIKELY = ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256")
_ALIKE = 0.05
"""Difference in disorder, 0 to 1, that says nothing."""
_MULTI_BYTE = 0.3
"""Share of characters of several bytes from which a charset is taken for East Asian."""
_DAMAGED = 0.1
"""Up to this share of bad sequences among the non-ASCII ones, text is UTF-8 with damage."""
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, and what is uncertain about it."""

    text: str
    note: str = ""


def decode(content: bytes) -> Decoded:
    """Decode by byte order mark, as UTF-8, as UTF-16, or by a guess that is noted."""
    for mark, name in _BOMS:
        if content.startswith(mark):
            return _strictly(content, name)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if "\0" not in text:
            return Decoded(text)
    name = wide(content)
    return _strictly(content, name) if name else _damaged(content) or _guessed(content)


def wide(content: bytes) -> str:
    """Return ``utf-16-le`` or ``-be`` where every other byte is mostly zero, else nothing."""
    sample = content[:4096]
    half = len(sample) // 2
    if half and sample[1::2].count(0) > 0.4 * half and sample[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if half and sample[::2].count(0) > 0.4 * half and sample[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return ""


def _strictly(content: bytes, name: str) -> Decoded:
    text = content.decode(name, "replace")
    bad = text.count("\ufffd")
    return Decoded(text, f"{bad} places are not valid {name.upper()}" if bad else "")


def _damaged(content: bytes) -> Decoded | None:
    text = content.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    if not bad:
        return Decoded(text, f"NUL characters in it were left out: {text.count(chr(0))}")
    if bad > _DAMAGED * len(_BEYOND_ASCII.findall(text)):
        return None
    return Decoded(text, f"{bad} places are not valid UTF-8")


def _guessed(content: bytes) -> Decoded:
    from charset_normalizer import from_bytes

    matches = list(from_bytes(content[:_SAMPLE]))
    # Where several read equally well, what Windows wrote is far likelier than what a Macintosh did.
    clear = [one for one in matches if one.chaos <= matches[0].chaos + _ALIKE]
    possible = {name for one in clear for name in one.could_be_from_charset}
    best = matches[0].encoding if matches else _LIKELY[0]
    if not matches or not matches[0].multi_byte_usage > _MULTI_BYTE:
        best = next((name for name in _LIKELY if name in possible), best)
    note = f"its characters were read as {best}, which is a guess"
    return Decoded(content.decode(best, "replace"), note)
