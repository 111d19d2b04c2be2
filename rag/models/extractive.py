"""Answers without a model: the sentences of the documents that answer best, word for word."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

import numpy as np

from rag.answer.candidates import MOST as MOST_LOOKED
from rag.answer.candidates import Candidate, candidates
from rag.answer.closeness import asking, embed
from rag.answer.outdated import current
from rag.answer.pins import pinned
from rag.answer.sufficient import missing, named, wants_figure
from rag.models.listing import (
    ALIKE,
    DOCUMENTS,
    LISTED,
    figures,
    flat,
    in_turns,
    listed,
    mentioning,
    own_words,
    speaks_of,
)
from rag.ports import Embedder, Quote, Sentence, Task, Written
from rag.reply import Usage
from rag.retrieve.kinds import Kind
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
_WORDS, _PASSAGE = 0.3, 0.3
"""Weight of shared words, and of the cosine of the whole passage, beside the sentence's cosine."""
_NAMES = 0.1
"""Taken off where all that the question names is missing around the sentence; less for a part."""
_FIGURE = 0.08
"""Added to a sentence with a number or a date where one is asked for."""
_HEADING = 0.2
"""Taken off a heading: it says what is answered, seldom the answer."""


OF_EACH = 2
"""Sentences for each part of a question."""
OF_SIDE = 0.55
"""Least score of a sentence for one side of a comparison, which must speak of that side."""
LOOKED = 96
"""Sentences looked at for a list: about a second's work."""
FIRST = 8
"""Hits of a list that are also answered from as those of any question are."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is quoted, in order, and the parts of the question that nothing is quoted for."""

    candidates: tuple[Candidate, ...]
    silent: tuple[str, ...] = ()


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
        return f"extractive-3/{NEAR}"

    async def write(self, task: Task) -> AsyncIterator[Sentence | Written]:
        """Yield sentences, best first, word for word; none where none is near.

        Up to `MOST` of them; of a question with parts, up to `OF_EACH` for each; of a list or a
        count, up to `LISTED`, or `DOCUMENTS` where it has one for each.
        """
        chosen = await asyncio.to_thread(self.chosen_for, task)
        for candidate in chosen.candidates:
            yield _sentence(candidate)
        yield Written(Usage(), self.model, silent=chosen.silent)

    async def rewrite(
        self, task: Task, sentence: Sentence, problem: str
    ) -> AsyncIterator[Sentence | Written]:
        """Yield no sentence: what a document says cannot be said otherwise."""
        del task, sentence, problem
        yield Written(Usage(), self.model)

    def chosen_for(self, task: Task) -> Chosen:
        """Return the sentences that answer *task*, as its kind wants them."""
        if task.every:
            return Chosen(tuple(self._of_all(task)))
        if not task.each:
            return Chosen(tuple(self.chosen(task)))
        found = [one[:OF_EACH] for one in self._for_each(task)]
        silent = [one for one, said in zip(task.each, found, strict=True) if not said]
        turns = chain.from_iterable(zip_longest(*found))
        heard = list({one.text: one for one in turns if one is not None}.values())
        if not heard:
            return Chosen(tuple(self.chosen(task)))
        return Chosen(tuple(heard), tuple(silent))

    def chosen(
        self, task: Task, *, near: float = NEAR, own: frozenset[str] = frozenset()
    ) -> list[Candidate]:
        """Return the sentences that answer, best first; none where the best scores under *near*.

        Only of those that speak of *own*, where any words are given.
        """
        found = candidates(task.question, task.hits, most=LOOKED if own else MOST_LOOKED)
        found = current([one for one in found if not own or speaks_of(one, own)], task.hits)
        found = pinned(task.question, found)
        if not found:
            return []
        scores, vectors = self._scores(task, found)
        if scores.max() < near or self._lacks_a_name(task):
            return []
        return [found[row] for row in _spread(found, scores, vectors)]

    def _for_each(self, task: Task) -> Iterator[list[Candidate]]:
        """Give what answers each part; of a side, what speaks of that side."""
        compares = task.kind is Kind.COMPARISON
        for question, own in zip(task.each, own_words(task.each), strict=True):
            asked = replace(task, question=question)
            yield self.chosen(asked, near=OF_SIDE, own=own) if compares else self.chosen(asked)

    def _of_all(self, task: Task) -> list[Candidate]:
        """Return what answers best, then what else matches, each document's best first."""
        first = [] if task.documents else self.chosen(replace(task, hits=task.hits[:FIRST]))
        if task.kind is Kind.COUNT:
            first = [one for one in first if one.figure and not one.heading]
            if first:
                return first
        rest = [one for one in self._listed(task) if one.text not in {said.text for said in first}]
        return [*first, *rest][: DOCUMENTS if task.documents else LISTED]

    def _listed(self, task: Task) -> list[Candidate]:
        about = replace(task, question=task.every)
        found = candidates(task.every, task.hits, most=LOOKED)
        found = found if task.documents else current(found, task.hits)
        if not found or self._lacks_a_name(about):
            return []
        scores, vectors = self._scores(about, found)
        owners = [task.hits[one.shown - 1].passage.source.document_id for one in found]
        if task.documents:
            rows = flat(in_turns(mentioning(found, scores), owners)[:1])
        else:
            rows = flat(in_turns(listed(found, scores, vectors, least=NEAR), owners))
        return [found[row] for row in rows]

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
        if not any(figures(found[row]) == figures(found[other]) for other in said):
            taken.append(row)
    return taken


def _sentence(candidate: Candidate) -> Sentence:
    quotes = [Quote(candidate.shown, candidate.words)]
    if candidate.header:
        quotes.insert(0, Quote(candidate.shown, candidate.header))
    return Sentence(candidate.text, tuple(quotes))
