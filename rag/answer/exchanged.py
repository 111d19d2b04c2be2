"""Whether a claim is a sentence of its evidence with a figure, a unit or a name exchanged.

Looked up in the whole of the evidence such a claim has nothing missing: what was put in stands
elsewhere. Beside the very sentence that it was made from, the exchange shows.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from rag.answer.fold import folded
from rag.answer.lookup import missing_fact
from rag.answer.sentences import spans
from rag.answer.units import SCALES, UNITS
from rag.retrieve.words import words

_COPIED = 0.72
"""Share of the claim's words that stand in one sentence in the same order, from which it is taken
to be made from it."""
_FEWEST, _MOST, _LONGEST = 5, 4, 120
"""Words of such a claim, words of an exchange, and words of a claim that are looked at."""
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_][\w’'&.-]*\w|[^\W\d_]|[%$€£¥]")
_MONTHS = frozenset(
    "january february march april may june july august september october november december".split()
)


def exchanged(claim: str, texts: Sequence[str]) -> str:
    """Return what *claim* exchanges for what in *texts*, said for the reader; else nothing."""
    said = _TOKEN.findall(claim)[:_LONGEST]
    if len(said) < _FEWEST:
        return ""
    low = [_low(one) for one in said]
    best, there, copied = "", [], _COPIED
    for text in texts:
        for start, end in spans(text):
            tokens = _TOKEN.findall(text[start:end])[: 2 * _LONGEST]
            if len(set(low) & {_low(one) for one in tokens}) >= copied * len(set(low)):
                share = _in_order(low, [_low(one) for one in tokens])
                if share > copied:
                    best, there, copied = text[start:end], tokens, share
    for ours, theirs, before in _exchanges(said, there):
        if _differ(ours, theirs, before, (claim, best)):
            return f"It says “{' '.join(ours)}” where what it cites says “{' '.join(theirs)}”."
    return ""


def _low(token: str) -> str:
    return token.replace(",", "") if token[0].isdigit() else token.lower()


def _in_order(ours: Sequence[str], theirs: Sequence[str]) -> float:
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(ours)


def _exchanges(
    ours: Sequence[str], theirs: Sequence[str]
) -> Iterator[tuple[Sequence[str], Sequence[str], str]]:
    """Yield what stands on each side, and the word before it that both have."""
    low = [_low(one) for one in ours], [_low(one) for one in theirs]
    for kind, a, b, c, d in SequenceMatcher(None, *low, autojunk=False).get_opcodes():
        if kind == "replace" and b - a <= _MOST and d - c <= _MOST:
            yield ours[a:b], theirs[c:d], ours[a - 1] if a else ""


def _differ(
    ours: Sequence[str], theirs: Sequence[str], before: str, sentences: tuple[str, str]
) -> bool:
    claim, best = sentences
    if _figured(ours) and _figured(theirs):
        return bool(missing_fact(" ".join(ours), best)) or _year(ours) != _year(theirs)
    if before[:1].isdigit() and _measure(theirs[0]):
        return _measure(ours[0]) != _measure(theirs[0])
    if _named(ours, claim) and _named(theirs, best):
        mine = {word for name in _names(ours) for word in words(name)}
        short = "".join(one[0] for one in theirs).lower()
        known = set(words(best))
        return not mine & known and folded(" ".join(ours)).text not in {
            *folded(best).text.split(),
            short,
        }
    return False


def _figured(tokens: Sequence[str]) -> bool:
    return any(one[0].isdigit() or one.lower() in _MONTHS for one in tokens)


def _year(tokens: Sequence[str]) -> set[str]:
    return {one for one in tokens if re.fullmatch(r"1[5-9]\d\d|20\d\d", one)}


def _measure(token: str) -> str:
    low = token.lower()
    return UNITS.get(token) or UNITS.get(low) or (low if low in SCALES else "")


def _named(tokens: Sequence[str], text: str) -> bool:
    return any(not text.lstrip("“\"'(").startswith(name) for name in _names(tokens))


def _names(tokens: Sequence[str]) -> list[str]:
    return [one for one in tokens if one[0].isupper() and len(one) > 1]
