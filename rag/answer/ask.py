"""Ask: search, draft, check each sentence, then answer or say why not."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from time import perf_counter

from rag.answer.about import about
from rag.answer.asked import Asked, Parts
from rag.answer.checking import elapsed
from rag.answer.converse import standalone
from rag.answer.draft import Cited, Claimed, Delta
from rag.answer.gather import gathered
from rag.answer.work import Work
from rag.errors import InputError
from rag.reply import Abstention, Answer, Policy
from rag.types import Hit

__all__ = ["Asked", "Cited", "Claimed", "Delta", "Event", "Parts", "Sources", "answer", "ask"]


@dataclass(frozen=True, slots=True)
class Sources:
    """What was found, best first, before anything is written."""

    hits: tuple[Hit, ...]


Event = Sources | Delta | Cited | Claimed | Answer | Abstention
"""The last one is always an `Answer` or an `Abstention`."""


async def answer(asked: Asked, parts: Parts) -> Answer | Abstention:
    """Return the last event of `ask`."""
    async for event in ask(asked, parts):
        if isinstance(event, Answer | Abstention):
            return event
    raise AssertionError("ask() ended without a reply")


async def ask(asked: Asked, parts: Parts) -> AsyncIterator[Event]:
    """Yield sources, then text and citations as they are checked, then claims, then the reply.

    No sentence is shown before it is checked, and under `Policy.STRICT` none before all are.
    Raises `InputError` for a blank question, `NotFoundError` for an unknown collection, and
    `ServiceError` where the model failed.
    """
    work = Work(asked, parts, standalone(_stripped(asked.text), asked.history))
    began = perf_counter()
    if parts.rewriter:
        work.take(await parts.rewriter.rewritten(_stripped(asked.text), asked.history))
    work.found = await asyncio.to_thread(gathered, work.route, asked, work.parts)
    named = await asyncio.to_thread(work.named)
    work.retrieve_ms = elapsed(began)
    yield Sources(work.found.hits)
    if named and (summed := await about(named, parts, retrieve_ms=work.retrieve_ms)):
        for event in _told(summed):
            yield event
        return
    if work.found.hits:
        held: list[Cited | Delta] = []
        async for event in work.written():
            if asked.policy is Policy.STRICT:
                held.append(event)
            else:
                yield event
        for event in [] if work.withheld else held:
            yield event
    reply = await work.reply()
    if isinstance(reply, Answer):
        for claim in reply.claims:
            yield Claimed(claim)
    yield reply


def _told(summed: Answer) -> Iterator[Event]:
    """Give what a finished answer shows, in the order of one that grows."""
    yield from map(Cited, summed.citations)
    yield Delta(summed.text)
    yield from map(Claimed, summed.claims)
    yield summed


def _stripped(text: str) -> str:
    if not text.strip():
        raise InputError("The question is empty.", "Ask something.")
    return text.strip()
