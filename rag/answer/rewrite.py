"""A question rewritten by a chat model into queries that stand on their own; off by default.

Whatever the model does, the question itself is searched: a model can add to what is found, and
never take from it.
"""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rag.answer.prompt import neutral, rules
from rag.errors import ServiceError
from rag.ports import Chat, Finished, Message
from rag.reply import Usage

log = logging.getLogger(__name__)
REWRITE = "rewrite-1"
"""The prompt file."""
TURNS, TURN = 6, 500
"""Turns of the conversation that the model is shown, and characters of each."""
LONGEST = 200
"""Characters of a query. Longer ones are answers or essays, and are not searched."""
REPLY_TOKENS = 200
ENDLESS = 4_000
"""Characters after which a reply is read no further."""
_QUERY = re.compile(r"Q:\s+(\S.*)")


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What else a question is searched by."""

    queries: tuple[str, ...] = ()
    """The question itself is not among them."""
    usage: Usage = field(default_factory=Usage)
    problem: str = ""
    """Why there are none, where there should be."""


@dataclass(frozen=True, slots=True)
class Rewriter:
    """Asks *chat* for up to *most* queries."""

    chat: Chat
    most: int

    async def rewritten(self, question: str, history: Sequence[Message] = ()) -> Rewritten:
        """Return queries for *question*, asked after *history*; none where the model fails."""
        reply, usage = "", Usage()
        try:
            async for piece in self.chat.stream(
                self._asked(question, history), max_tokens=REPLY_TOKENS
            ):
                if isinstance(piece, Finished):
                    usage = piece.usage
                elif len(reply) < ENDLESS:
                    reply += piece
        except ServiceError as error:
            log.warning("the question was searched as it stands: %s", error)
            return Rewritten(usage=usage, problem=str(error))
        queries = read(reply, question, self.most)
        problem = "" if queries else f"{self.chat.model} gave no query that can be used."
        return Rewritten(queries, usage, problem)

    def _asked(self, question: str, history: Sequence[Message]) -> list[Message]:
        turns = [
            f"{turn.role}: {neutral(turn.content[:TURN])}"
            for turn in history[-TURNS:]
            if turn.role in {"user", "assistant"}
        ]
        said = "\n".join([*turns, "", f"<question>\n{neutral(question)}\n</question>"]).strip()
        return [
            Message("system", rules(REWRITE).replace("{most}", str(self.most))),
            Message("user", said),
        ]


def read(reply: str, question: str, most: int) -> tuple[str, ...]:
    """Return the queries of *reply*, at most *most*: lines as they were asked for, and no others.

    None twice, none too long, and not the question again.
    """
    found = [
        match[1].strip() for line in reply.splitlines() if (match := _QUERY.fullmatch(line.strip()))
    ]
    plain = {question.casefold().strip()}
    kept: list[str] = []
    for query in map(neutral, found):
        if query and len(query) <= LONGEST and query.casefold() not in plain:
            plain.add(query.casefold())
            kept.append(query)
    return tuple(kept[:most])


def queried(rewritten: Rewritten) -> tuple[str, ...]:
    """Return what a reader should know of it, in a sentence, if anything."""
    if rewritten.problem:
        return (f"The question was searched as it stands: {rewritten.problem}",)
    if rewritten.queries:
        return ("Also searched: " + "; ".join(f"“{one}”" for one in rewritten.queries) + ".",)
    return ()
