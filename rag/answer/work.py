"""One question on its way to a reply: draft, check, repair, decide."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from time import perf_counter

from rag.answer.asked import Asked, Parts
from rag.answer.cite import Numbering
from rag.answer.closeness import closest
from rag.answer.decide import confidence, message, notes, refusal, shown
from rag.answer.draft import Cited, Delta, Draft
from rag.answer.judge import Judged, judge
from rag.answer.receipts import receipt
from rag.errors import ServiceError
from rag.ports import Sentence, Task, Written
from rag.reply import Abstention, Answer, Policy, Reason, Receipt, Searched, Timings, Usage, Verdict
from rag.types import Document, Hit, digest

NEAREST = 3
"""Hits named when there is no answer."""
MOST_REPAIRS = 6
"""Of one answer: each is another call of the model."""


def elapsed(began: float) -> float:
    """Return the milliseconds since *began*."""
    return round((perf_counter() - began) * 1000, 2)


@dataclass(slots=True)
class Work:
    """One question on its way to a reply."""

    asked: Asked
    parts: Parts
    question: str
    hits: tuple[Hit, ...] = ()
    draft: Draft = field(init=False)
    drafted: list[str] = field(default_factory=list)
    left_out: int = 0
    rewritten: int = 0
    repairs: int = 0
    usage: Usage = Usage()
    model: str = ""
    retrieve_ms: float = 0.0
    generate_ms: float = 0.0
    verify_ms: float = 0.0

    def __post_init__(self) -> None:
        documents: dict[str, Document] = {}

        def document(name: str) -> Document:
            if name not in documents:
                documents[name] = self.parts.document(self.asked.collection, name)
            return documents[name]

        self.draft = Draft(Numbering(document))
        self.model = self.parts.writer.model

    @property
    def withheld(self) -> bool:
        """Whether nothing, or under `Policy.STRICT` not everything, held."""
        strict = self.asked.policy is Policy.STRICT and self.left_out > 0
        return strict or not self.draft.claims

    @property
    def _task(self) -> Task:
        return Task(self.question, self.hits, self.asked.language)

    async def written(self) -> AsyncIterator[Cited | Delta]:
        """Draft, and show each sentence that holds, in the order drafted."""
        async for sentence in self._read(self.parts.writer.write(self._task)):
            self.drafted.append(sentence.text)
            for judged in await self._settled(sentence):
                for event in self.draft.add(judged):
                    yield event

    async def _read(self, stream: AsyncIterator[Sentence | Written]) -> AsyncIterator[Sentence]:
        began = perf_counter()
        async for item in stream:
            self.generate_ms += elapsed(began)
            if isinstance(item, Written):
                self.usage += item.usage
                self.model = item.model or self.model
            else:
                yield item
            began = perf_counter()

    async def _settled(self, sentence: Sentence) -> list[Judged]:
        """Return what may be shown for *sentence*: itself, its repair, or nothing."""
        judged = await self._judged(sentence)
        if self._may_show(judged):
            return [] if self.draft.repeats(judged) else [judged]
        repaired = await self._repaired(judged) if self._may_repair(judged) else []
        if repaired:
            self.rewritten += 1
        elif judged.text and judged.checked.verdict is not Verdict.NOT_CHECKABLE:
            self.left_out += 1
        return repaired

    def _may_show(self, judged: Judged) -> bool:
        if self.asked.policy is Policy.FLAG:
            return bool(judged.text)
        return judged.supported and shown(judged.checked.verdict, self.asked.policy)

    def _may_repair(self, judged: Judged) -> bool:
        wanted = self.asked.policy is Policy.REPAIR and self.repairs < MOST_REPAIRS
        return wanted and judged.checked.verdict is not Verdict.NOT_CHECKABLE

    async def _repaired(self, judged: Judged) -> list[Judged]:
        self.repairs += 1
        stream = self.parts.writer.rewrite(self._task, judged.sentence, judged.checked.why)
        kept: list[Judged] = []
        try:
            async for sentence in self._read(stream):
                again = await self._judged(sentence)
                if again.supported and not self.draft.repeats(again):
                    kept.append(again)
        except ServiceError:
            return []  # what was shown stands; this sentence is simply left out
        return kept

    async def _judged(self, sentence: Sentence) -> Judged:
        began = perf_counter()
        judged = await asyncio.to_thread(
            judge,
            sentence,
            self.hits,
            numbering=self.draft.numbering,
            verifier=self.parts.verifier,
        )
        self.verify_ms += elapsed(began)
        return judged

    async def reply(self) -> Answer | Abstention:
        """Decide."""
        kept = self._receipt()
        if self.withheld:
            return await asyncio.to_thread(self._abstention, kept)
        quotes = [citation.quote for citation in self.draft.citations]
        near = await asyncio.to_thread(closest, self.parts.embedder, self.question, quotes)
        return Answer(
            id=self._id(kept),
            question=self.asked.text,
            text=self.draft.text,
            claims=tuple(self.draft.claims),
            citations=self.draft.citations,
            confidence=confidence(self.draft.claims, near),
            model=self.model,
            usage=self.usage,
            timings=self._timings(),
            receipt=kept,
            notes=notes(self.left_out, self.rewritten),
        )

    def _abstention(self, kept: Receipt) -> Abstention:
        counts = self.parts.counts(self.asked.collection)
        searched = Searched(
            self.asked.collection, self.question, counts.documents, counts.passages
        )
        reason = self._reason()
        return Abstention(
            id=self._id(kept),
            question=self.asked.text,
            reason=reason,
            text=message(reason, searched),
            searched=searched,
            nearest=self.hits[:NEAREST],
            model=self.model,
            usage=self.usage,
            timings=self._timings(),
            receipt=kept,
        )

    def _reason(self) -> Reason:
        if not self.hits:
            return Reason.NOTHING_FOUND
        if not self.drafted:
            return Reason.NOT_ENOUGH_EVIDENCE
        return Reason.REFUSED if refusal(self.drafted) else Reason.UNSUPPORTED_DRAFT

    def _receipt(self) -> Receipt:
        parts = self.parts
        return receipt(
            self.hits,
            writer=parts.writer,
            model=self.model,
            verifier=parts.verifier,
            settings=parts.settings,
        )

    def _id(self, kept: Receipt) -> str:
        asked = self.asked
        return "ans_" + digest(asked.text, self.question, asked.policy, asked.language, kept.id)

    def _timings(self) -> Timings:
        return Timings(
            round(self.retrieve_ms, 2), round(self.generate_ms, 2), round(self.verify_ms, 2)
        )
