"""The words of a text as searches compare them."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

_TOKEN = re.compile(
    r"\d+(?:[.,]\d+)*|[぀-ヿ㐀-鿿가-힣]+|[^\W\d_぀-ヿ㐀-鿿가-힣]+",
)
_CJK = re.compile(r"[぀-ヿ㐀-鿿가-힣]")


def words(text: str) -> list[str]:
    """Return the words of *text*: folded, stemmed where Latin, CJK as bigrams, numbers whole."""
    found: list[str] = []
    for token in _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold()):
        if token[0].isdigit():
            found.append(token.replace(",", ""))
        elif _CJK.match(token):
            found += [token[at : at + 2] for at in range(max(1, len(token) - 1))]
        else:
            found.append(_stemmed(token))
    return found


@cache
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")


@lru_cache(maxsize=65_536)
def _stemmed(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word)
    bare = "".join(one for one in plain if not unicodedata.combining(one))
    return str(_stemmer().stemWord(bare or word))
