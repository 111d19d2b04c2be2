"""Words as the keyword index knows them: of documents and questions alike, in any script."""

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.retrieve.languages import bare, language_of

if TYPE_CHECKING:
    import Stemmer

VERSION = "words-3"
"""Changes whenever a text's words could: indexes made with another are built anew."""
LONGEST = 100
"""Characters of a word that are kept: a megabyte without a space is no word."""
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
ENGLISH = "en"
STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
"""What Snowball (https://snowballstem.org) calls its stemmer of each language that we can tell."""
OWN_SCRIPT = frozenset(("ar", "el", "hi", "hy", "ru", "ta"))
"""Of these, the languages that are not written in Latin letters."""
ENDINGS = {"es": {"cion": "ción", "sion": "sión"}, "pt": {"cao": "ção", "coes": "ções"}}
"""Endings whose accents the stemmer must see, by what is left of them without."""
_DIGIT = re.compile(r"[^\D0-9]")

_local = threading.local()


def words(text: str, language: str = ENGLISH) -> list[str]:
    """Return the words of *text* in order, in the form in which they are compared.

    Lower case, accents off, endings of *language* off (ISO 639-1; one that has no stemmer counts
    as English); a number whole and without its thousands marks; two characters at a time where a
    script has no spaces. Blank text gives none.

    >>> words("The Café's revenues: $1,577.5m in FY2018")
    ['the', 'cafe', 's', 'revenu', '1577.5', 'm', 'in', 'fy2018']
    >>> words("東京都の人口")
    ['東京', '京都', '都の', 'の人', '人口']
    >>> words("Zahlungen", "de"), words("Zahlung", "de")
    (['zahlung/de'], ['zahlung/de'])
    """
    return [_stem(word, language) if ends else word for word, ends in _pieces(text)]


def endings_of(text: str) -> str:
    """Return the language whose endings come off in *text*: its own where it has a stemmer."""
    language = language_of(text)
    return language if language in STEMMERS else ENGLISH


def forms(text: str, languages: Iterable[str]) -> list[tuple[str, ...]]:
    """Return each word of *text*, in order, as passages in *languages* hold it: its forms.

    A passage holds the forms of one language only, so asking for all counts no word twice.
    """
    return list(_forms(text, tuple(languages)))


@lru_cache(maxsize=256)
def _forms(text: str, languages: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Remember what a question is made of: one is asked of several indexes."""
    return tuple(
        tuple(dict.fromkeys(_stem(word, language) for language in languages)) if ends else (word,)
        for word, ends in _pieces(text)
    )


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the words of *text* in order, and whether each has endings that may come off."""
    for match in WORD.finditer(_folded(text)):
        word, kind = match.group(), match.lastgroup
        if kind == "unspaced":
            yield from ((pair, False) for pair in _pairs(word))
        elif kind == "dotted":
            yield word.replace(".", "").replace(",", "."), False
        elif kind == "number":
            yield re.sub(r"[,'\u2019]", "", word)[:LONGEST], False
        else:
            yield word[:LONGEST], True


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    plain = bare(unicodedata.normalize("NFKC", text).casefold())
    return _DIGIT.sub(_plain_digit, plain)


def _plain_digit(match: re.Match[str]) -> str:
    """Write the digits of every script as 0 to 9."""
    return str(unicodedata.decimal(match.group()))


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


@lru_cache(maxsize=50_000)
def _stem(word: str, language: str) -> str:
    """Take endings off; words with letters beyond a to z are nothing to the English stemmer.

    What is left is marked with a language that is written like English, but is not: the stem of
    Spanish "notas" is not the English "not". Accents come off after stemming, too: Snowball puts
    them on.
    """
    if language not in STEMMERS or (language in OWN_SCRIPT and word.isascii()):
        language = ENGLISH
    if language == ENGLISH:
        return str(_stemmer(STEMMERS[language]).stemWord(word)) if word.isascii() else word
    if not word.isalpha() and language not in OWN_SCRIPT:
        return word
    whole = word
    for ending, accented in ENDINGS.get(language, {}).items():
        if word.endswith(ending):
            whole = word.removesuffix(ending) + accented
    stem = bare(str(_stemmer(STEMMERS[language]).stemWord(whole)))
    return stem if language in OWN_SCRIPT else f"{stem}/{language}"


def _stemmer(name: str) -> "Stemmer.Stemmer":
    """Return this thread's own: a Stemmer must not be shared between threads."""
    import Stemmer

    made: dict[str, Stemmer.Stemmer] = _local.__dict__.setdefault("stemmers", {})
    if name not in made:
        made[name] = Stemmer.Stemmer(name)
    return made[name]
