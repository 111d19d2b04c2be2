"""Answers without a model: the sentences of the documents that answer best, word for word."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import numpy as np

from rag.answer.candidates import Candidate, candidates
from rag.answer.closeness import asking, embed
from rag.answer.facts import facts
from rag.answer.outdated import current
from rag.answer.pins import pinned
from rag.answer.sufficient import missing, named, wants_figure
from rag.ports import Embedder, Quote, Sentence, Task, Written
from rag.reply import Usage
from rag.types import Hit, Vectors

MODEL = "extractive"
"""What an answer names as its model where none wrote it."""
DENSE = "dense"
"""The signal of a hit that is a cosine between its passage and the question."""
NEAR = 0.84
"""Least score of the best sentence for there to be an answer at all (``eval/LOG.md``)."""
KEEP = 0.86
"""A further sentence must score this share of the best."""
MOST = 3
"""Sentences of an answer."""
ALIKE = 0.9
"""Cosine above which two sentences with the same figures say the same."""
_WORDS, _PASSAGE = 0.3, 0.3
"""Weight of shared words, and of the cosine of the whole passage, beside the sentence's cosine."""
_NAMES = 0.1
"""Taken off where all that the question names is missing around the sentence; less for a part."""
_FIGURE = 0.08
"""Added to a sentence with a number or a date where one is asked for."""
_HEADING = 0.2
"""Taken off a heading: it says what is answered, seldom the answer."""


class ExtractiveWriter:
    """Implements `Writer` by quoting."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    @property
    def model(self) -> str:
        """What an answer names as its model where none wrote it."""
        return MODEL

    @property
    def version(self) -> str:
        """Of the method; changes whenever a choice of sentences could."""
        return f"extractive-2/{NEAR}"

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

    def chosen(self, task: Task, *, near: float = NEAR) -> list[Candidate]:
        """Return the sentences that answer, best first; none where the best scores under *near*."""
        found = current(candidates(task.question, task.hits), task.hits)
        found = pinned(task.question, found)
        if not found:
            return []
        scores, vectors = self._scores(task, found)
        if scores.max() < near or self._lacks_a_name(task):
            return []
        return [found[row] for row in _spread(found, scores, vectors)]

    def _lacks_a_name(self, task: Task) -> bool:
        """Whether no passage at all says something that the question names."""
        around = "\n".join(f"{hit.passage.context}\n{hit.passage.text}" for hit in task.hits)
        return bool(missing(named(task.question), around))

    def _scores(self, task: Task, found: Sequence[Candidate]) -> tuple[Vectors, Vectors]:
        """Return how well each of *found* answers, about 0 to 1.6, and their vectors."""
        asked = asking(self._embedder, task.question)
        vectors = embed(self._embedder, [one.embedded for one in found])
        near = self._nearness(task.hits, asked)
        lacking = _lacking(named(task.question), found)
        figure = _FIGURE * wants_figure(task.question)
        rest = [
            _WORDS * one.shared
            + _PASSAGE * near[one.shown - 1]
            + figure * one.figure
            - _HEADING * one.heading
            for one in found
        ] - _NAMES * lacking
        return (vectors @ asked + rest).astype(np.float32), vectors

    def _nearness(self, hits: Sequence[Hit], asked: Vectors) -> list[float]:
        """Return the cosine of each hit's passage, found again where the search did not say."""
        silent = [row for row, hit in enumerate(hits) if DENSE not in hit.signals]
        near = [hit.signals.get(DENSE, 0.0) for hit in hits]
        texts = [f"{hits[row].passage.context}\n{hits[row].passage.text}" for row in silent]
        if texts:
            for row, score in zip(silent, embed(self._embedder, texts) @ asked, strict=True):
                near[row] = float(score)
        return near


def _lacking(wanted: list[str], found: Sequence[Candidate]) -> Vectors:
    """Return the share of *wanted* that is missing around each of *found*."""
    around = {one.around: len(missing(wanted, one.around)) for one in found}
    counts = [around[one.around] for one in found]
    share: Vectors = np.array(counts, dtype=np.float32) / np.float32(max(1, len(wanted)))
    return share


def _spread(found: Sequence[Candidate], scores: Vectors, vectors: Vectors) -> list[int]:
    """Take the best, then others that are nearly as good and say something else."""
    order = np.argsort(-scores, kind="stable")
    taken: list[int] = []
    for row in order.tolist():
        if len(taken) == MOST or scores[row] < KEEP * scores[order[0]]:
            break
        said = (other for other in taken if float(vectors[row] @ vectors[other]) >= ALIKE)
        if not any(_figures(found[row]) == _figures(found[other]) for other in said):
            taken.append(row)
    return taken


def _figures(candidate: Candidate) -> list[str]:
    """Return what tells two sentences apart that are otherwise the same: 2023 is not 2025."""
    return facts(candidate.words).figures


def _sentence(candidate: Candidate) -> Sentence:
    quotes = [Quote(candidate.shown, candidate.words)]
    if candidate.header:
        quotes.insert(0, Quote(candidate.shown, candidate.header))
    return Sentence(candidate.text, tuple(quotes))
