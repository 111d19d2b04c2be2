"""The language of a text, where its file does not say: the one door to py3langid.

Empty where it is not clear. The model takes half a second to unpack, at the first text only, and
its own way to load it writes a file, which the reading child may not.
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
_LETTERS = 100
"""In a text that is long enough; those of dense scripts count `_DENSE_WEIGHT` times."""
_SURE = 0.7
_MARGIN = 0.5
"""Probabilities: of the first language, and by how much it leads the second."""
_DENSELY_WRITTEN = frozenset(("ja", "ko", "zh", "th", "lo", "km", "my"))
_DENSE_SHARE = 0.3
"""Of their letters are in those scripts, at least: a song's title in an English list is less."""
_MODEL = "data/model.npz.xz"


def language_of(text: str) -> str:
    """Return the ISO 639-1 code of *text*'s language; empty for what is short, mixed or no text."""
    sample = " ".join(_NO_WORDS.sub(" ", text[:_SAMPLE]).split())
    letters, dense = len(_LETTER.findall(sample)), len(_DENSE.findall(sample))
    if letters + (_DENSE_WEIGHT - 1) * dense < _LETTERS:
        return ""
    try:
        (first, sure), (_, second) = ranked(sample)[:2]
    except MemoryError:  # the model takes 170 MB; a file is not lost for want of its language
        return ""
    written = first not in _DENSELY_WRITTEN or dense >= _DENSE_SHARE * letters
    clear = sure >= _SURE and sure - second >= _MARGIN
    return first if len(first) == 2 and written and clear else ""


def ranked(sample: str) -> list[tuple[str, float]]:
    """Return languages with their probabilities, the likeliest first."""
    return [(str(name), float(share)) for name, share in _identifier().rank(sample)]


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
    known = [name for name in identifier.labels if len(name) == 2 or name == "zxx"]
    identifier.set_languages(known)
    return identifier


def _array(numbers: Any) -> "array[int]":
    """Return unsigned numbers in a form that is quick to look into one by one."""
    copied = array({2: "H", 4: "I", 8: "L"}[numbers.dtype.itemsize])
    copied.frombytes(numbers.tobytes())
    return copied
