"""One question on its way to a reply: draft, check, decide."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from rag.answer.asked import Asked, Parts
from rag.answer.checking import Checking
from rag.answer.closeness import closest
from rag.answer.decide import confidence, message, notes, refusal
from rag.answer.draft import Cited, Delta
from rag.answer.receipts import receipt
from rag.answer.rewrite import Rewritten, queried
from rag.ports import Task
from rag.reply import Abstention, Answer, Policy, Reason, Receipt, Searched, Timings
from rag.retrieve.queries import found_by
from rag.types import Hit, digest

NEAREST = 3
"""Hits named when there is no answer."""


@dataclass(slots=True)
class Work:
    """One question on its way to a reply."""

    asked: Asked
    parts: Parts
    question: str
    """Standing on its own."""
    hits: tuple[Hit, ...] = ()
    rewritten: Rewritten = field(default_factory=Rewritten)
    retrieve_ms: float = 0.0
    checking: Checking = field(init=False)

    def __post_init__(self) -> None:
        self.checking = Checking(self.parts, self.asked.collection, self.asked.policy)

    def take(self, rewritten: Rewritten) -> None:
        """Search by what the model made of the question, too, and count what that took."""
        self.rewritten = rewritten
        self.checking.usage += rewritten.usage

    def found(self) -> list[Hit]:
        """Search for the question, and for what it was rewritten to."""
        search, collection = self.parts.search, self.asked.collection
        queries = self.rewritten.queries
        return found_by(
            self.question, queries, self.asked.k, lambda one, k: search(one, collection, k)
        )

    @property
    def withheld(self) -> bool:
        """Whether nothing, or under `Policy.STRICT` not everything, held."""
        strict = self.asked.policy is Policy.STRICT and self.checking.left_out > 0
        return strict or not self.checking.draft.claims

    async def written(self) -> AsyncIterator[Cited | Delta]:
        """Draft, and show each sentence that holds."""
        task = Task(self.question, self.hits, self.asked.language)
        async for judged in self.checking.held(task):
            for event in self.checking.draft.add(judged):
                yield event

    async def reply(self) -> Answer | Abstention:
        """Decide."""
        kept = self._receipt()
        if self.withheld:
            return await asyncio.to_thread(self._abstention, kept)
        cited = self.checking.draft.citations
        quotes = [citation.quote for citation in cited]
        near = await asyncio.to_thread(closest, self.parts.embedder, self.question, quotes)
        told = await asyncio.to_thread(self.parts.conflicts, self.asked.collection, cited)
        return Answer(
            id=self._id(kept),
            question=self.asked.text,
            text=self.checking.draft.text,
            claims=tuple(self.checking.draft.claims),
            citations=cited,
            confidence=confidence(self.checking.draft.claims, near, question=self.question),
            model=self.checking.model,
            usage=self.checking.usage,
            timings=self._timings(),
            receipt=kept,
            notes=(
                *notes(self.checking.left_out, self.checking.rewritten),
                *queried(self.rewritten),
            ),
            conflicts=told,
        )

    def _abstention(self, kept: Receipt) -> Abstention:
        counts = self.parts.counts(self.asked.collection)
        searched = Searched(self.asked.collection, self.question, counts.documents, counts.passages)
        reason = self._reason()
        return Abstention(
            id=self._id(kept),
            question=self.asked.text,
            reason=reason,
            text=message(reason, searched),
            searched=searched,
            nearest=self.hits[:NEAREST],
            model=self.checking.model,
            usage=self.checking.usage,
            timings=self._timings(),
            receipt=kept,
        )

    def _reason(self) -> Reason:
        if not self.hits:
            return Reason.NOTHING_FOUND
        if not self.checking.drafted:
            return Reason.NOT_ENOUGH_EVIDENCE
        return Reason.REFUSED if refusal(self.checking.drafted) else Reason.UNSUPPORTED_DRAFT

    def _receipt(self) -> Receipt:
        parts = self.parts
        return receipt(
            self.hits,
            writer=parts.writer,
            model=self.checking.model,
            verifier=parts.verifier,
            settings=parts.settings,
            filters=parts.filters,
        )

    def _id(self, kept: Receipt) -> str:
        asked = self.asked
        return "ans_" + digest(asked.text, self.question, asked.policy, asked.language, kept.id)

    def _timings(self) -> Timings:
        return Timings(
            round(self.retrieve_ms, 2),
            round(self.checking.generate_ms, 2),
            round(self.checking.verify_ms, 2),
        )
