"""Hits put in order by a chat model: it scores each from 0 to 10, and is believed only so far."""

import logging
import re
from collections.abc import Mapping, Sequence

from rag.answer.prompt import CountTokens, fitting, neutral, rules, shown
from rag.errors import ServiceError
from rag.ports import Chat, Finished, Message, Ranked
from rag.reply import Usage
from rag.types import Hit

log = logging.getLogger(__name__)
VERSION = "rerank-1"
SIGNAL = "rerank"
"""Of a hit that the model scored: 0 to 1."""
HIGHEST = 10
ENOUGH = 0.5
"""Share of the passages that must be scored for the reply to count."""
_TOKENS = 12
"""Of a reply, for each passage: twice what a line takes."""
_LINE = re.compile(r"^\W*(\d{1,3})\W*[:=]\s*(10|\d)(?:\s*/\s*10)?\W*$")


class ChatReranker:
    """Implements `Reranker` with one call of a chat model."""

    def __init__(self, chat: Chat, *, count: CountTokens, budget: int) -> None:
        """Show *chat* passages of up to *budget* tokens, by *count*."""
        self._chat = chat
        self._count = count
        self._budget = budget

    async def ranked(self, question: str, hits: Sequence[Hit]) -> Ranked:
        """Return *hits* by their scores; in the order they came in where the model failed.

        Those that got no score, or did not fit in the budget, come after those that did.
        """
        if len(hits) < 2:
            return Ranked(tuple(hits))
        fitted = fitting(hits, count=self._count, budget=self._budget)
        asked = _asked(question, fitted)
        try:
            reply, usage = await self._replied(asked, len(fitted))
        except ServiceError as error:
            log.warning("the hits stay in their order: %s", error)
            return Ranked(tuple(hits), note="The passages could not be ranked again by the model.")
        scores = _scores(reply, len(fitted))
        if len(scores) < ENOUGH * len(fitted):
            return Ranked(tuple(hits), usage, "The model's ranking could not be read.")
        return Ranked(_ordered(hits, scores), usage)

    async def _replied(self, asked: Sequence[Message], passages: int) -> tuple[str, Usage]:
        reply, usage = "", Usage()
        async for piece in self._chat.stream(asked, max_tokens=max(64, _TOKENS * passages)):
            if isinstance(piece, Finished):
                usage = piece.usage
            else:
                reply += piece
        return reply, usage


def _asked(question: str, hits: Sequence[Hit]) -> list[Message]:
    passages = (shown(number, hit) for number, hit in enumerate(hits, start=1))
    text = "\n\n".join((*passages, f"<question>\n{neutral(question)}\n</question>"))
    return [Message("system", rules(VERSION)), Message("user", text)]


def _scores(reply: str, passages: int) -> dict[int, int]:
    """Return the score of each passage, by its number; of two for one passage neither counts."""
    found: dict[int, int] = {}
    twice: set[int] = set()
    for match in filter(None, map(_LINE.match, reply.splitlines())):
        number, score = int(match[1]), int(match[2])
        if 1 <= number <= passages:
            twice |= {number} & found.keys()
            found[number] = score
    return {number: score for number, score in found.items() if number not in twice}


def _ordered(hits: Sequence[Hit], scores: Mapping[int, int]) -> tuple[Hit, ...]:
    places = sorted(range(len(hits)), key=lambda place: (-scores.get(place + 1, -1), place))
    return tuple(_scored(hits[place], scores.get(place + 1)) for place in places)


def _scored(hit: Hit, score: int | None) -> Hit:
    if score is None:
        return Hit(hit.passage, 0.0, hit.signals)
    worth = score / HIGHEST
    return Hit(hit.passage, worth, {**hit.signals, SIGNAL: worth})
