"""The language of a text, where its file does not say: the one door to py3langid.

Empty where it is not clear. The model takes half a second to unpack, once in a process. Its own way
to load it writes a file of 68 MB, for which not every machine has the room or the leave.
"""

import io
import lzma
import re
from array import array
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_SAMPLE = 6000
"""Characters looked at."""
_NO_WORDS = re.compile(r"https?://\S+|\S*[\d@\\/_<>{}=|#$]\S*")
"""What says nothing of a language, or speaks English everywhere: addresses, names in code."""
_LETTER = re.compile(r"[^\W\d_]")
_DENSE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
"""Letters of scripts in which few of them say as much as many of ours."""
_DENSE_WEIGHT = 4
_LETTERS = 60
"""In a text that is long enough; those of dense scripts count `_DENSE_WEIGHT` times."""
_ENGLISH = {
    *("the", "and", "of", "with", "that", "this", "which", "from", "are", "were", "has", "have"),
    *("its", "been", "by"),
}
"""Small words hardly any other language has; at `_PLAIN` of the words no model is asked."""
_PLAIN, _PLAIN_WORDS = 0.12, 100
_SURE = 0.9
"""Probability below which nothing is said."""
_DENSELY_WRITTEN = frozenset(("ja", "ko", "zh", "th", "lo", "km", "my"))
_DENSE_SHARE = 0.3
"""Of their letters are in those scripts, at least: a song's title in an English list is less."""
_KNOWN = (
    "af ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu he hi hr hu hy id is "
    "it ja ka kk km kn ko ku ky la lo lt lv mk ml mn mr ms mt ne nl no pa pl ps pt ro ru si sk sl "
    "sq sr sv sw ta te th tl tr uk ur uz vi zh zxx"
)
"""Languages told apart: those with many texts, for a rare one is called a near one otherwise; and
``zxx``, which is no language."""
_MODEL = "data/model.npz.xz"


def language_of(text: str) -> str:
    """Return the ISO 639-1 code of *text*'s language; empty for what is short, mixed or no text."""
    sample = " ".join(_NO_WORDS.sub(" ", text[:_SAMPLE]).split())
    letters, dense = len(_LETTER.findall(sample)), len(_DENSE.findall(sample))
    if letters + (_DENSE_WEIGHT - 1) * dense < _LETTERS:
        return ""
    if _is_plain(sample):
        return "en"
    first, sure = _identifier().classify(sample)
    written = first not in _DENSELY_WRITTEN or dense >= _DENSE_SHARE * letters
    return str(first) if len(first) == 2 and written and sure >= _SURE else ""


def _is_plain(sample: str) -> bool:
    words = sample.lower().split()
    small = sum(word in _ENGLISH for word in words)
    return len(words) >= _PLAIN_WORDS and small >= _PLAIN * len(words)


@cache
def _identifier() -> "LanguageIdentifier":
    import numpy as np
    from py3langid.langid import LanguageIdentifier

    found = find_spec("py3langid")
    assert found is not None
    assert found.origin is not None
    packed = (Path(found.origin).parent / _MODEL).read_bytes()
    with np.load(io.BytesIO(lzma.decompress(packed)), allow_pickle=False) as model:
        identifier = LanguageIdentifier(
            model["ptc"],
            model["pc"],
            model["classes"].tolist(),
            _array(model["nextmove"]),
            model["out_feat"].tolist(),
            norm_probs=True,
            tk_row=_array(model["nextmove_row"]),
        )
    identifier.set_languages(_KNOWN.split())
    return identifier


def _array(numbers: Any) -> "array[int]":
    """Return unsigned numbers in a form that is quick to look into one by one."""
    copied = array({2: "H", 4: "I", 8: "L"}[numbers.dtype.itemsize])
    copied.frombytes(numbers.tobytes())
    return copied
