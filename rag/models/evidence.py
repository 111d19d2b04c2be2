"""Which sentences of long evidence a judge should read for one claim.

The judge was trained on what this gives, so it must be asked with what this gives.
"""

import re
from collections import Counter
from collections.abc import Sequence
from math import log

BUDGET, CLAIM_BUDGET = 200, 80
"""Word pieces of evidence and of claim that the judge reads."""
LONGEST = 60
"""Words after which a sentence is cut: what people say has no full stops."""
_END = re.compile(
    r"(?<=[.!?。！？])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9\u00c0-\uffff])"
    r"|\n\s*\n|\s*\n(?=\S{1,25}( \S{1,25})?:)"
)
_SHORT = re.compile(
    r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|vs|No|Inc|Co|Corp|Ltd|Jr|Sr|Prof|Gen|Sen|Rep|Gov|U\.S|e\.g|i\.e"
    r"|approx|Vol|Fig)\.$"
)
_WORD = re.compile(r"\d+(?:[.,]\d+)*|\w+")
_COMMON = frozenset(
    """a an and are as at be been but by for from had has have he her his i in is it its of on or
    she that the their they this to was we were which who will with you not s""".split()
)
_SPACES = (
    (re.compile(r"``\s*|\s*''|''"), '"'),
    (re.compile(r"\s+([.,;:?!%)\]])"), r"\1"),
    (re.compile(r"([(\[$£€])\s+"), r"\1"),
    (re.compile(r"\s+(n't|'s|'re|'ve|'ll|'d|'m|')(?=\W)"), r"\1"),
    (re.compile(r"(\w) - (\w)"), r"\1-\2"),
    (re.compile(r"\s+"), " "),
)
_STEM, _NUMBER, _NAME = 5, 2.0, 1.5
"""Letters by which words are compared, and what a number or a name counts beside a word."""
_SEEN = 0.25
"""What a term counts once a chosen sentence has it."""


def plain(text: str) -> str:
    """Undo the spaces and quotes of a treebank's tokeniser."""
    for pattern, by in _SPACES:
        text = pattern.sub(by, text)
    return text.strip()


def plain_lines(text: str) -> str:
    """Undo a tokeniser's spaces and keep the lines."""
    return "\n\n".join(plain(line) for line in text.splitlines() if line.strip())


def sentences(text: str) -> list[str]:
    """Split *text*; no piece is blank, and none is longer than `LONGEST` words."""
    pieces: list[str] = []
    start = 0
    for end in _END.finditer(text):
        if _SHORT.search(text[start : end.start()]) and "\n" not in end.group():
            continue
        pieces.append(text[start : end.end()])
        start = end.end()
    pieces.append(text[start:])
    return [part for piece in pieces for part in _cut(piece)]


def select(
    claim: str, parts: Sequence[str], counts: Sequence[int], *, budget: int = BUDGET
) -> list[int]:
    """Return which of *parts* to read, in document order, within *budget* word pieces.

    *counts* holds the word pieces of each part. Each choice is the part that adds most of what
    the claim says and nobody chosen has said, with a neighbour on each side where there is room.
    The first choice is kept even where it alone is over the budget. Without parts: nothing.
    """
    if sum(counts) <= budget:
        return list(range(len(parts)))
    terms = [_terms(part) for part in parts]
    weights = _weights(claim, terms)
    order = _order(weights, terms)
    chosen: set[int] = set()
    left = budget
    for best in order:
        for each in (best, best - 1, best + 1):
            if (
                0 <= each < len(parts)
                and each not in chosen
                and (counts[each] <= left or not chosen)
            ):
                chosen.add(each)
                left -= counts[each]
    return sorted(chosen)


def _cut(piece: str) -> list[str]:
    words = piece.split()
    return [" ".join(words[at : at + LONGEST]) for at in range(0, len(words), LONGEST)]


def _terms(text: str) -> frozenset[str]:
    return frozenset(_term(word) for word in _WORD.findall(text))


def _term(word: str) -> str:
    if word[0].isdigit():
        return word.replace(",", "")
    return word.lower()[:_STEM]


def _weights(claim: str, terms: Sequence[frozenset[str]]) -> dict[str, float]:
    held = Counter(term for each in terms for term in each)
    weights: dict[str, float] = {}
    for word in _WORD.findall(claim):
        if word.lower() not in _COMMON:
            rare = log(1 + len(terms) / (1 + held[_term(word)]))
            kind = _NUMBER if word[0].isdigit() else _NAME if word[0].isupper() else 1.0
            weights[_term(word)] = rare * kind
    return weights


def _order(weights: dict[str, float], terms: Sequence[frozenset[str]]) -> list[int]:
    """Order the parts by what each adds to those before it; equals stay in document order."""
    left = dict(weights)
    rest = list(range(len(terms)))
    order: list[int] = []
    while rest:
        gains = {each: sum(left.get(t, 0.0) for t in sorted(terms[each])) for each in rest}
        best = max(rest, key=lambda each: (gains[each], -each))
        order.append(best)
        rest.remove(best)
        for term in terms[best] & left.keys():
            left[term] = min(left[term], weights[term] * _SEEN)
        if len(order) >= _ENOUGH:
            return order
    return order


_ENOUGH = 40
"""Choices after which the budget is surely spent."""
