"""The judge that needs no network: a cross-encoder, int8, shipped in `weights/`; see ``JUDGE.md``.

It reads one claim beside the sentences of its evidence that matter for it. One pair is one run of
the model on one core and pairs run side by side, as texts do in `rag.models.embed_local`, so what
it thinks of a pair depends on nothing else: the same pair gives the same bytes.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count
from pathlib import Path

import numpy as np

from rag.models.embed_local import SPECIAL, TOKENIZER_FILE, WEIGHTS, Tokens
from rag.models.evidence import CLAIM_BUDGET, plain, plain_lines, select, sentences
from rag.models.shipped import Shipped
from rag.ports import Opinion

MODEL_FILE = "judge.int8.onnx"
_CLS, _SEP = 101, 102
_EVIDENCE = 220
"""Word pieces of evidence, at most: a first choice over `evidence.BUDGET` is cut here."""
_SHOWN = 3
"""Words said to be missing, at most."""
_NOTHING = Opinion(support=-12.0)
"""Of a claim or evidence without a word: less than the judge says of any."""


@dataclass(frozen=True, slots=True)
class _Line:
    """What the model reads in one run."""

    claim: list[int]
    evidence: list[int]
    words: list[str]
    """The word that each token of the claim is of."""


class CrossEncoder:
    """Implements `Judge`; nothing is loaded before the first use, then *threads* cores (0: all)."""

    def __init__(self, *, threads: int = 0, weights: Path = WEIGHTS) -> None:
        self._threads = threads or cpu_count() or 1
        self._model = Shipped(weights / MODEL_FILE, weights / TOKENIZER_FILE)
        self._tokens = Tokens(weights)

    @property
    def fingerprint(self) -> str:
        """Hash of weights and tokenizer."""
        return f"judge@{self._model.digest}"

    def opinions(self, pairs: Sequence[tuple[str, Sequence[str]]]) -> list[Opinion]:
        """Return one opinion for each (claim, evidence texts), of any number and length.

        A claim over the window is read in pieces, of which the least supported decides.
        """
        lines = [list(self._lines(claim, texts)) for claim, texts in pairs]
        with ThreadPoolExecutor(self._threads) as pool:
            given = pool.map(self._opinion, [line for each in lines for line in each])
            return [
                min((next(given) for _ in each), key=lambda one: one.support, default=_NOTHING)
                for each in lines
            ]

    def _lines(self, claim: str, texts: Sequence[str]) -> Iterator[_Line]:
        """Yield each piece of *claim* that fits, with what is to be read beside it."""
        parts = [part for text in texts for part in sentences(plain_lines(text))]
        claim = plain(claim)
        if not parts or not claim:
            return
        whole, *ids = (each[1:-1] for each in self._tokens.ids([claim, *parts]))
        chosen = select(claim, parts, [len(each) for each in ids])
        held = [token for place in chosen for token in ids[place]][:_EVIDENCE]
        words = [_word(claim, place) for place in self._tokens.places(claim)]
        for at in range(0, len(whole), CLAIM_BUDGET):
            piece = slice(at, at + CLAIM_BUDGET)
            yield _Line(whole[piece], held, words[piece])

    def _opinion(self, line: _Line) -> Opinion:
        ids = [_CLS, *line.claim, _SEP, *line.evidence, _SEP]
        types = [0] * (len(line.claim) + SPECIAL) + [1] * (len(line.evidence) + 1)
        given = {"ids": np.array([ids], np.int64), "types": np.array([types], np.int64)}
        logits, tokens = self._model.session.run(["logits", "tokens"], given)
        support, *denied = logits[0].astype(np.float64)
        doubts = tokens[0, 1 : len(line.claim) + 1]
        lacking = (word for word, doubt in zip(line.words, doubts, strict=True) if doubt > 0)
        return Opinion(
            float(support - np.logaddexp(*denied)), tuple(dict.fromkeys(lacking))[:_SHOWN]
        )


def _word(text: str, place: tuple[int, int]) -> str:
    """Return the whole word of *text* that the token at *place* is of."""
    start, end = place
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return text[start:end]
