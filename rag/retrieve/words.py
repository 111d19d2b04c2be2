"""Words as the keyword index knows them: of documents and questions alike, in any script."""

import re
import threading
import unicodedata
from functools import lru_cache

LONGEST = 100
"""Characters of a word that are kept: a megabyte without a space is no word."""
ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]")
"""Marks that readers of Latin, Greek, Cyrillic, Hebrew and Arabic leave off. Others are letters."""
INDIC = "\u0900-\u0963\u0966-\u0dff"
"""Devanagari to Sinhala, whose vowel signs Python does not count among the letters of a word."""
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff"  # Kana, old Hangul
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"  # Han, Hangul
)
"""Scripts written without spaces, or (Korean) with endings run into the words."""
WORD = re.compile(
    r"(?P<dotted>\d{1,3}(?:\.\d{3})+,\d+)"  # 1.577,5 as German writes it
    r"|(?P<number>\d{1,3}(?:[,'\u2019]\d{3})+(?:\.\d+)?(?![\d,])|\d+(?:\.\d+)*)"
    rf"|(?P<unspaced>[{UNSPACED}]+)"
    rf"|(?P<word>(?:[^\W_{UNSPACED}]|[{INDIC}])+)"
)
"""Numbers come first, so that ``"1,577.5m"`` is a number and a word."""
_DIGIT = re.compile(r"[^\D0-9]")

_local = threading.local()


def words(text: str) -> list[str]:
    """Return the words of *text* in order, in the form in which they are compared.

    Lower case, accents off, English endings off; a number whole and without its thousands marks;
    two characters at a time where a script has no spaces. Blank text gives none.

    >>> words("The Café's revenues: $1,577.5m in FY2018")
    ['the', 'cafe', 's', 'revenu', '1577.5', 'm', 'in', 'fy2018']
    >>> words("東京都の人口")
    ['東京', '京都', '都の', 'の人', '人口']
    """
    found: list[str] = []
    for match in WORD.finditer(_folded(text)):
        word, kind = match.group(), match.lastgroup
        if kind == "unspaced":
            found += _pairs(word)
        elif kind == "dotted":
            found.append(word.replace(".", "").replace(",", "."))
        elif kind == "number":
            found.append(re.sub(r"[,'\u2019]", "", word)[:LONGEST])
        else:
            found.append(_stem(word[:LONGEST]))
    return found


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKC", text).casefold()
    bare = ACCENTS.sub("", unicodedata.normalize("NFKD", plain))
    return _DIGIT.sub(_plain_digit, unicodedata.normalize("NFKC", bare))


def _plain_digit(match: re.Match[str]) -> str:
    """Write the digits of every script as 0 to 9."""
    return str(unicodedata.decimal(match.group()))


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    """Take English endings off; words with letters beyond a to z come back as they are."""
    if not word.isascii():
        return word
    # A Stemmer must not be shared between threads.
    if not hasattr(_local, "stemmer"):
        import Stemmer

        _local.stemmer = Stemmer.Stemmer("english")
    return str(_local.stemmer.stemWord(word))
