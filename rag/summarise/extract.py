"""The sentences of a document that say most of it, without a model."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.answer.closeness import embed
from rag.answer.common import content
from rag.answer.orders import may_be_order
from rag.answer.sentences import Span, is_row, spans
from rag.ports import Embedder
from rag.summarise.plan import Stretch
from rag.types import Document, Vectors

READ = 14
"""Sentences of a part that are embedded: the first, and those with the most telling words."""
EMBEDDED = 160
"""Sentences of a document that are embedded, whatever its length: about two seconds' work."""
_SHORTEST, _LONGEST = 40, 420
"""Characters of a sentence that can stand in a summary; wide ones (CJK) count double."""
_ALIKE = 0.75
"""How much of a sentence's likeness to those chosen before is held against it."""
_PART, _WHOLE, _FIRST, _WORDS = 0.35, 0.35, 0.15, 0.15
"""Weights: like its part, like the document, early in its part, full of the document's words."""
_LEANS = re.compile(
    r"\W*(?:this|that|these|those|it|its|they|their|them|he|she|his|her|such|however|therefore|thus"
    r"|also|moreover|furthermore|in addition|hence|then|but|and|or|so|as a result|otherwise|yes|no"
    r"|for example|for instance|the (?:former|latter|following|above)|see|note|dies|diese[rs]?|er"
    r"|sie|es|dabei|daher|deshalb|jedoch|aber|und|außerdem|auch|damit|dazu|また|しかし|この|その|これ|それ)"
    r"(?:\b|(?<=[ぁ-ん]))",
    re.IGNORECASE,
)
_STOPPED = re.compile(r"[.!?。！？][\"'”’)」』]*\Z")
_DIGEST = re.compile(
    r"\W*(?:\d[\d.]*\s+)?(?:executive summary|summary|abstract|overview|key (?:points|findings)"
    r"|conclusions?|results|zusammenfassung|kurzfassung|fazit|resumen|要約|概要|まとめ|摘要)\W*",
    re.IGNORECASE,
)
"""A heading under which the author has summed up."""
_SUMMED_UP = 0.25
"""Added to a sentence under such a heading."""
_LABEL = re.compile(r"\n\s*\w+(?: \w+)?:\s")
"""A line of a form or a title page: a name and a value, no sentence."""
_CELLS = re.compile(r"[^|:]+: [^|]+(?:\| [^|:]+: [^|]+)+")
"""A row that says itself what its cells are."""
_SUMS = re.compile(
    r"\b(?:total|sub-?total|sum|overall|gesamt\w*|summe|insgesamt|total(?:es|aux)|suma)\b|合計|总计",
    re.IGNORECASE,
)
_ROWS = 6
"""Rows of a part that are weighed: those that sum up, the first, and the last."""
_DOTS = re.compile(r"\.{4,}|(?:\. ){4,}|_{4,}|…{2,}")


@dataclass(frozen=True, slots=True)
class Pick:
    """A sentence that may stand in the summary."""

    part: int
    """Which part of the plan it is in, from 0."""
    span: Span
    """Of the document."""
    place: int
    """Which sentence of its part, from 0."""
    words: float
    """How much of the document's vocabulary it holds, 0 to 1."""
    digest: bool = False
    """Whether the author sums up there."""


def picks(document: Document, parts: Sequence[tuple[int, Stretch]]) -> list[Pick]:
    """Return the sentences worth weighing: whole, on their own feet, no rubble of tables.

    A part without any gives rows that say what their cells are; a document without any, all rows.
    """
    often = Counter(content(document.text[:200_000]))
    each = max(3, min(READ, EMBEDDED // max(1, len(parts))))
    found = {number: _of(document, number, part, often)[:each] for number, part in parts}
    prose = any(found.values())
    for number, part in parts:
        found[number] = found[number] or _rows(document, number, part, bare=not prose)
    return [pick for number, _ in parts for pick in found[number]]


def chosen(
    document: Document, found: Sequence[Pick], *, embedder: Embedder, most: int
) -> list[Pick]:
    """Return up to *most* of *found*, in the order of the document.

    Each part gives its best sentence before any gives a second, as far as *most* goes.
    """
    if not found:
        return []
    texts = [document.text[pick.span.start : pick.span.end] for pick in found]
    vectors = embed(embedder, texts)
    taken = _spread(found, _salience(found, vectors), vectors, most=most)
    return sorted((found[row] for row in taken), key=lambda pick: pick.span.start)


def _of(document: Document, number: int, part: Stretch, often: Counter[str]) -> list[Pick]:
    text = document.text[part.start : part.end]
    digest = bool(_DIGEST.fullmatch(part.heading))
    found: list[Pick] = []
    for place, span in enumerate(spans(text)):
        words = text[span.start : span.end]
        before = document.text[max(0, part.start + span.start - 80) : part.start + span.start]
        if _stands(words) and not _goes_on(words, before):
            there = Span(part.start + span.start, part.start + span.end)
            found.append(Pick(number, there, place, _telling(words, often), digest))
    return sorted(found, key=lambda pick: pick.words + 0.3 / (1 + pick.place), reverse=True)


def _rows(document: Document, number: int, part: Stretch, *, bare: bool) -> list[Pick]:
    """Return the telling rows of a part: the sums, the first, the last."""
    text = document.text[part.start : part.end]
    rows = [span for span in spans(text) if _tells(text[span.start : span.end])]
    named = [row for row in rows if _CELLS.fullmatch(text[row.start : row.end])]
    rows = named or (rows if bare else [])
    sums = [row for row in rows if _SUMS.search(text[row.start : row.end])]
    telling = list(dict.fromkeys((*sums[: _ROWS - 2], *rows[:1], *rows[-1:])))
    return [
        Pick(number, Span(part.start + row.start, part.start + row.end), place, 0.0, row in sums)
        for place, row in enumerate(telling)
    ]


def _tells(row: str) -> bool:
    return "|" in row and len(row) <= _LONGEST and any(one.isdigit() for one in row)


def _stands(words: str) -> bool:
    plain = " ".join(words.split())
    wide = sum(ord(one) > 0x2E80 for one in plain)
    if not _SHORTEST <= len(plain) + wide <= _LONGEST or not _STOPPED.search(plain):
        return False
    letters = sum(one.isalpha() for one in plain)
    if letters < 0.6 * len(plain) or _DOTS.search(plain) or _LEANS.match(plain):
        return False
    first = next(filter(str.isalnum, plain))
    if _LABEL.search(words) or first.islower() or may_be_order(plain):
        return False
    return not any(is_row(line) for line in words.splitlines())


def _goes_on(words: str, before: str) -> bool:
    """Say whether *words* are the rest of a sentence: a figure or a small letter comes first."""
    bare = before.rstrip()
    if not bare or words[0].isupper() or not words[0].isascii():
        return False
    apart = "\n\n" in before[len(bare) :].replace(" ", "")
    return not _STOPPED.search(bare) and (words[0].isalnum() or not apart)


def _telling(words: str, often: Counter[str]) -> float:
    stems = set(content(words))
    if not stems:
        return 0.0
    return min(1.0, float(np.mean([np.log1p(often[stem]) for stem in stems])) / 4)


def _salience(found: Sequence[Pick], vectors: Vectors) -> Vectors:
    """Return how much each sentence says of its part and of the whole, about 0 to 1."""
    whole = _middle(vectors)
    parts = np.array([pick.part for pick in found])
    middles = {part: _middle(vectors[parts == part]) for part in set(parts.tolist())}
    own = np.array([vectors[row] @ middles[pick.part] for row, pick in enumerate(found)])
    first = np.array([1 / (1 + pick.place) for pick in found])
    words = np.array([pick.words for pick in found])
    digest = np.array([pick.digest for pick in found]) * _SUMMED_UP
    score = digest + _PART * own + _WHOLE * (vectors @ whole) + _FIRST * first + _WORDS * words
    return score.astype(np.float32)


def _middle(vectors: Vectors) -> Vectors:
    mean = vectors.mean(axis=0)
    unit: Vectors = (mean / max(float(np.linalg.norm(mean)), 1e-9)).astype(np.float32)
    return unit


def _spread(found: Sequence[Pick], score: Vectors, vectors: Vectors, *, most: int) -> list[int]:
    """Take the best, again and again, each time counting off what is said already (MMR).

    Carbonell and Goldstein, SIGIR 1998; we count the part off too, so that all are heard.
    """
    taken: list[int] = []
    heard: Counter[int] = Counter()
    left = set(range(len(found)))
    likeness = np.zeros(len(found), dtype=np.float32)
    while left and len(taken) < most:
        worth = {row: score[row] - _ALIKE * likeness[row] - heard[found[row].part] for row in left}
        best = max(sorted(left), key=worth.__getitem__)
        taken.append(best)
        left.discard(best)
        heard[found[best].part] += 1
        likeness = np.maximum(likeness, vectors @ vectors[best])
    return taken
