"""A writer that does what a model does on a bad day."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from rag.ports import Quote, Sentence, Task, Written
from rag.reply import Usage


@dataclass(frozen=True)
class Scripted:
    """A writer that quotes what it was told to, waits, and may fail as a model does."""

    sentences: tuple[str, ...] = (
        "The warranty on the compressor lasts 60 months from commissioning.",
    )
    wait_s: float = 0.0
    failure: Exception | None = None
    model: str = "scripted"
    version: str = "1"

    async def write(self, _task: Task) -> AsyncIterator[Sentence | Written]:
        for words in self.sentences:
            yield Sentence(words, (Quote(1, words),))
        await asyncio.sleep(self.wait_s)
        if self.failure:
            raise self.failure
        yield Written(Usage(), self.model)

    async def rewrite(
        self, _task: Task, _sentence: Sentence, _problem: str
    ) -> AsyncIterator[Sentence | Written]:
        yield Written(Usage(), self.model)
