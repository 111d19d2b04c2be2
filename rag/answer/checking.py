"""Drafting with a check after every sentence: what does not hold is repaired, or left out."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from time import perf_counter

from rag.answer.asked import Parts
from rag.answer.cite import Numbering
from rag.answer.draft import Draft
from rag.answer.judge import Judged, judge
from rag.answer.learned import unread
from rag.errors import ServiceError
from rag.ports import Sentence, Task, Written
from rag.reply import Policy, Usage, Verdict
from rag.types import Collection, Document

MOST_REPAIRS = 6
"""Of one answer: each is another call of the model."""


def elapsed(began: float) -> float:
    """Return the milliseconds since *began*."""
    return round((perf_counter() - began) * 1000, 2)


@dataclass(slots=True)
class Checking:
    """Reads drafts, one task after another, and keeps count of what it took."""

    parts: Parts
    collection: Collection
    policy: Policy
    draft: Draft = field(init=False)
    drafted: list[str] = field(default_factory=list)
    """Every sentence the writer gave, shown or not."""
    left_out: int = 0
    rewritten: int = 0
    repairs: int = 0
    usage: Usage = field(default_factory=Usage)
    model: str = ""
    read: int | None = None
    """Hits that the writer did read, from the first; None: all."""
    silent: tuple[str, ...] = ()
    """Parts of the question that the writer found nothing for."""
    generate_ms: float = 0.0
    verify_ms: float = 0.0

    def __post_init__(self) -> None:
        documents: dict[str, Document] = {}

        def document(name: str) -> Document:
            if name not in documents:
                documents[name] = self.parts.document(self.collection, name)
            return documents[name]

        self.draft = Draft(Numbering(document))
        self.model = self.parts.writer.model

    async def held(self, task: Task) -> AsyncIterator[Judged]:
        """Yield what may be shown of a draft for *task*, in the order drafted."""
        async for sentence in self._read(self.parts.writer.write(task)):
            for judged in await self.settled(sentence, task):
                yield judged

    async def settled(self, sentence: Sentence, task: Task) -> list[Judged]:
        """Return what may be shown for *sentence*: itself, its repair, or nothing."""
        self.drafted.append(sentence.text)
        judged = await self._judged(sentence, task)
        if self._may_show(judged):
            return [] if self.draft.repeats(judged) else [judged]
        if judged.checked.verdict is Verdict.NOT_CHECKABLE and not unread(judged.checked):
            return []
        repaired = await self._repaired(judged, task)
        if repaired:
            self.rewritten += 1
        else:
            self.left_out += 1
        return repaired

    def _may_show(self, judged: Judged) -> bool:
        return judged.supported or (self.policy is Policy.FLAG and bool(judged.text))

    async def _repaired(self, judged: Judged, task: Task) -> list[Judged]:
        if self.policy is not Policy.REPAIR or self.repairs >= MOST_REPAIRS:
            return []
        self.repairs += 1
        stream = self.parts.writer.rewrite(task, judged.sentence, judged.checked.why)
        kept: list[Judged] = []
        try:
            async for sentence in self._read(stream):
                again = await self._judged(sentence, task)
                if again.supported and not self.draft.repeats(again):
                    kept.append(again)
        except ServiceError:
            return []  # what was shown stands; this sentence is simply left out
        return kept

    async def _read(self, stream: AsyncIterator[Sentence | Written]) -> AsyncIterator[Sentence]:
        began = perf_counter()
        async for item in stream:
            self.generate_ms += elapsed(began)
            if isinstance(item, Written):
                self.usage += item.usage
                self.model = item.model or self.model
                self.read = self.read if item.read is None else item.read
                self.silent += item.silent
            else:
                yield item
            began = perf_counter()

    async def _judged(self, sentence: Sentence, task: Task) -> Judged:
        began = perf_counter()
        judged = await asyncio.to_thread(
            judge,
            sentence,
            task.hits,
            numbering=self.draft.numbering,
            verifier=self.parts.verifier,
        )
        self.verify_ms += elapsed(began)
        return judged
