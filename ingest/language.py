"""Which language a text is in: the only door to py3langid.

Its tables take half a second to load and go through a temporary file, so this is no work for the
child, which may write none.
"""

from functools import lru_cache
from typing import Any

_SAMPLE = 4_000
"""Characters looked at."""
_LEAST_LETTERS = 60
_LEAST_SURE = 0.9
"""Probability below which nothing is said. Measured on XQuAD's 720 paragraphs in English, Spanish
and Chinese: none is called another language."""
_KNOWN = (
    "af ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu he hi hr hu hy id is "
    "it ja ka kk km kn ko ku ky la lo lt lv mk ml mn mr ms mt ne nl no pa pl ps pt ro ru si sk sl "
    "sq sr sv sw ta te th tl tr uk ur uz vi zh"
)
"""Languages told apart: those with many texts, for a rare one is called a near one otherwise."""


def language_of(text: str) -> str:
    """Return the ISO 639-1 code of the language of *text*; empty for short or doubtful ones."""
    sample = text[:_SAMPLE]
    if sum(letter.isalpha() for letter in sample) < _LEAST_LETTERS:
        return ""
    code, sure = _identifier().classify(sample)
    return str(code) if sure >= _LEAST_SURE else ""


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid import langid

    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    identifier.set_languages(_KNOWN.split())
    return identifier
