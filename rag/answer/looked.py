"""What is found for a question before anything is written: rewritten, searched, ranked again.

What a chat model may do here it does only where the settings ask for it, and it can add to what is
found and change its order, never take from it.
"""

import asyncio
from dataclasses import dataclass, replace

from rag.answer.asked import Asked, Parts
from rag.answer.gather import Gathered, gathered
from rag.answer.rewrite import Rewritten, queried
from rag.ports import Ranked
from rag.reply import Usage
from rag.retrieve.kinds import Kind
from rag.retrieve.queries import found_by
from rag.retrieve.route import Route
from rag.retrieve.shown import shown
from rag.types import Collection, Hit


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found, and what finding it took."""

    found: Gathered
    usage: Usage
    notes: tuple[str, ...]
    """For the reader."""


async def looked(route: Route, asked: Asked, parts: Parts) -> Looked:
    """Search for *route*, as far as the settings say with the help of the chat model."""
    made = Rewritten()
    if parts.rewriter:
        made = await parts.rewriter.rewritten(asked.text.strip(), asked.history)
    found, ranked = await _ranked(route, asked, _with_queries(parts, route.question, made))
    if route.kind is Kind.LOOKUP and not route.questions:
        found = await asyncio.to_thread(_joined, found, asked, parts)
    notes = (*queried(made), *filter(None, (ranked.note,)))
    return Looked(found, made.usage + ranked.usage, notes)


def _with_queries(parts: Parts, question: str, made: Rewritten) -> Parts:
    """Search for *question* by what it was rewritten to as well; for its parts as ever."""
    if not made.queries:
        return parts

    def search(asked: str, collection: Collection, k: int) -> list[Hit]:
        queries = made.queries if asked == question else ()
        return found_by(asked, queries, k, lambda one, depth: parts.search(one, collection, depth))

    return replace(parts, search=search)


async def _ranked(route: Route, asked: Asked, parts: Parts) -> tuple[Gathered, Ranked]:
    """Search, and rank again where that is asked for; a list of all that matches has no order."""
    if parts.reranker is None or route.of_all:
        return await asyncio.to_thread(gathered, route, asked, parts), Ranked(())
    wide = replace(asked, k=max(asked.k, parts.settings.rerank))
    found = await asyncio.to_thread(gathered, route, wide, parts)
    ranked = await parts.reranker.ranked(route.question, found.hits)
    # Versions are put in order once more: a model does not know which of two holds now.
    hits = await asyncio.to_thread(parts.current, route.question, asked.collection, ranked.hits)
    return replace(found, hits=tuple(hits[: asked.k])), ranked


def _joined(found: Gathered, asked: Asked, parts: Parts) -> Gathered:
    """Cut what was found at the knee of its scores, and join neighbours to the best."""
    hits = shown(found.hits, lambda passage: parts.beside(asked.collection, passage))
    return replace(found, hits=tuple(hits))
