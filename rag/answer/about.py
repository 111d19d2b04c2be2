"""What one document is about: its summary, given as the answer to a question."""

import asyncio
from dataclasses import dataclass, replace

from rag.answer.asked import Asked, Parts
from rag.answer.decide import confidence
from rag.answer.scope import summed_up
from rag.models.extractive import MODEL
from rag.reply import Answer, Policy, Summary
from rag.retrieve.kinds import Kind
from rag.summarise.summarise import Wanted, summarise
from rag.types import digest

WRITTEN = 5
"""Sentences where a model writes: a call for each section heard, within an answer's deadline."""


@dataclass(frozen=True, slots=True)
class About:
    """A question that one document, and no other, is the answer to."""

    asked: Asked
    question: str
    """Standing on its own."""
    document_id: str


async def about(question: About, parts: Parts, *, retrieve_ms: float) -> Answer | None:
    """Return a summary of the document as an answer; none where nothing of it can be said.

    Under `Policy.STRICT` one sentence that does not hold withholds all, as in any answer.
    """
    asked = question.asked
    wanted = Wanted(
        collection=asked.collection,
        document_id=question.document_id,
        sentences=0 if parts.writer.model == MODEL else WRITTEN,
        language=asked.language,
        policy=asked.policy,
    )
    summary = await summarise(wanted, parts)
    if not summary.claims or (asked.policy is Policy.STRICT and summary.notes):
        return None
    told = await asyncio.to_thread(parts.conflicts, asked.collection, summary.citations)
    return replace(_answer(question, summary, retrieve_ms), conflicts=told)


def _answer(question: About, summary: Summary, retrieve_ms: float) -> Answer:
    asked = question.asked
    form = (asked.text, question.question, asked.policy, asked.language)
    return Answer(
        id="ans_" + digest(*form, summary.receipt.id),
        question=asked.text,
        text=summary.text,
        claims=summary.claims,
        citations=summary.citations,
        # The document was named, so its sentences are as near to the question as can be.
        confidence=confidence(summary.claims, 1.0),
        model=summary.model,
        usage=summary.usage,
        timings=replace(summary.timings, retrieve=retrieve_ms),
        receipt=summary.receipt,
        notes=summary.notes,
        kind=Kind.SUMMARY,
        scope=summed_up(summary.sources[0], summary.coverage),
    )
