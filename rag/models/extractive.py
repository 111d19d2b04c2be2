"""Answers without a model: the sentences of the documents that answer best, word for word."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import numpy as np

from rag.answer.candidates import Candidate, candidates
from rag.answer.closeness import embed
from rag.answer.sufficient import unnamed
from rag.ports import Embedder, Quote, Sentence, Task, Written
from rag.reply import Usage
from rag.types import Vectors

NEAR = 0.46
"""Least score of the best sentence for there to be an answer at all (``eval/LOG.md``)."""
KEEP = 0.86
"""A further sentence must score this share of the best."""
MOST = 3
"""Sentences of an answer."""
ALIKE = 0.9
"""Cosine above which two sentences say the same."""
_WORDS, _RANK = 0.25, 0.02
"""Weight of shared words, and what each place down the list of hits costs, beside the cosine."""


class ExtractiveWriter:
    """Implements `Writer` by quoting."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    @property
    def model(self) -> str:
        """What an answer names as its model where none wrote it."""
        return "extractive"

    @property
    def version(self) -> str:
        """Of the method; changes whenever a choice of sentences could."""
        return f"extractive-1/{NEAR}"

    async def write(self, task: Task) -> AsyncIterator[Sentence | Written]:
        """Yield up to `MOST` sentences, best first, word for word; none where none is near."""
        for candidate in await asyncio.to_thread(self.chosen, task):
            yield _sentence(candidate)
        yield Written(Usage(), self.model)

    async def rewrite(
        self, task: Task, sentence: Sentence, problem: str
    ) -> AsyncIterator[Sentence | Written]:
        """Yield no sentence: what a document says cannot be said otherwise."""
        del task, sentence, problem
        yield Written(Usage(), self.model)

    def chosen(self, task: Task) -> list[Candidate]:
        """Return the sentences that answer, best first."""
        found = candidates(task.question, task.hits)
        if not found:
            return []
        scores, vectors = self.scores(task.question, found)
        best = int(scores.argmax())
        if scores[best] < NEAR or unnamed(task.question, found[best]):
            return []
        return [found[row] for row in _spread(scores, vectors)]

    def scores(self, question: str, found: Sequence[Candidate]) -> tuple[Vectors, Vectors]:
        """Return how well each of *found* answers *question*, and their vectors."""
        vectors = embed(self._embedder, [one.embedded for one in found])
        asked = embed(self._embedder, [question])[0]
        shared = np.array([one.shared for one in found], dtype=np.float32)
        ranks = np.array([one.shown - 1 for one in found], dtype=np.float32)
        scores = vectors @ asked + _WORDS * shared - _RANK * ranks
        return scores.astype(np.float32), vectors


def _spread(scores: Vectors, vectors: Vectors) -> list[int]:
    """Take the best, then others that are nearly as good and say something else."""
    order = np.argsort(-scores, kind="stable")
    taken: list[int] = []
    for row in order.tolist():
        if len(taken) == MOST or scores[row] < KEEP * scores[order[0]]:
            break
        if all(float(vectors[row] @ vectors[other]) < ALIKE for other in taken):
            taken.append(row)
    return taken


def _sentence(candidate: Candidate) -> Sentence:
    quotes = [Quote(candidate.shown, candidate.words)]
    if candidate.header:
        quotes.insert(0, Quote(candidate.shown, candidate.header))
    return Sentence(candidate.text, tuple(quotes))
