"""A chat model behind any server that speaks OpenAI's protocol."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from rag.errors import SetupError
from rag.models.address import checked_key, checked_url
from rag.models.backoff import LONGEST_WAIT_S, pause
from rag.models.failures import Failure, Place, TryFailedError
from rag.models.limits import Limits, Request
from rag.models.prices import cost_usd
from rag.models.tokens import count_tokens
from rag.ports import Finished, Message
from rag.reply import Usage

if TYPE_CHECKING:
    from rag.models.attempt import Heard

ANSWER = Limits()
logger = logging.getLogger(__name__)


class OpenAIChat:
    """Implements `rag.ports.Chat` on one server.

    Always streams. Nothing outlives a call: each reply has a connection of its own, closed when
    the iterator is, so closing it early stops the server's work too.
    """

    def __init__(
        self,
        model: str,
        *,
        base_url: str,
        api_key: str,
        deadline_s: float | None = None,
        limits: Limits = ANSWER,
        temperature: float = 0.0,
    ) -> None:
        """Check the address and the key (`SetupError`); nothing is sent yet.

        An empty *api_key* suits a server that asks for none. *deadline_s* replaces the one in
        *limits*.
        """
        if not model.strip():
            raise SetupError("No chat model is named.", "Set FOOTNOTE_MODEL, such as gpt-4o-mini.")
        self._place = Place(checked_url(base_url), model.strip(), checked_key(api_key))
        self._limits = replace(limits, deadline_s=deadline_s or limits.deadline_s)
        self._temperature = temperature

    def __repr__(self) -> str:
        return f"OpenAIChat({self._place.model!r}, base_url={self._place.url!r})"

    @property
    def model(self) -> str:
        """As asked for: ``"gpt-4o-mini"``."""
        return self._place.model

    async def stream(
        self, messages: Sequence[Message], *, max_tokens: int
    ) -> AsyncGenerator[str | Finished, None]:
        """Yield pieces of the reply as they come, then one `Finished`; see `rag.ports.Chat`."""
        # The SDK takes most of a second to load: only those who chat pay for it.
        from rag.models.attempt import Heard, attempt

        deadline = asyncio.get_running_loop().time() + self._limits.deadline_s
        request = Request(tuple(messages), max_tokens, self._temperature)
        said: list[str] = []
        for tries in count(1):
            reply = attempt(self._place, request, limits=self._limits, deadline=deadline)
            try:
                async with aclosing(reply):
                    async for piece in reply:
                        if isinstance(piece, Heard):
                            yield self._finished(piece, request, "".join(said))
                            return
                        said.append(piece)
                        yield piece
            except TryFailedError as failed:
                await self._before_another(failed.failure, 0 if said else tries, deadline)

    async def _before_another(self, failure: Failure, tries: int, deadline: float) -> None:
        """Wait until another try may be made, or raise why none is made.

        *tries* counts those made; 0 says that another would repeat what was passed on.
        """
        limits = self._limits
        wait_s = pause(tries, least_s=limits.least_pause_s, most_s=limits.most_pause_s)
        wait_s = max(wait_s, failure.after_s or 0.0)
        left_s = deadline - asyncio.get_running_loop().time()
        if not (
            failure.again and 0 < tries <= limits.retries and wait_s <= min(left_s, LONGEST_WAIT_S)
        ):
            raise failure.error from None
        logger.info("Try %d at %s failed; another in %.1f s.", tries, self.model, wait_s)
        await asyncio.sleep(wait_s)

    def _finished(self, heard: "Heard", request: Request, text: str) -> Finished:
        model = heard.model or self.model
        if heard.usage is None:
            usage = counted(request.messages, text, self.model)
        else:
            prompt = heard.usage.prompt_tokens or 0
            completion = heard.usage.completion_tokens or 0
            details = heard.usage.prompt_tokens_details
            cached = (details.cached_tokens if details else 0) or 0
            usage = priced(self.model, Usage(prompt, completion, cached))
        return Finished(usage, model)


def priced(model: str, usage: Usage) -> Usage:
    """Return *usage* with its cost; 0 where the price of *model* is not known."""
    cost = cost_usd(
        model,
        prompt=usage.prompt_tokens,
        completion=usage.completion_tokens,
        cached=usage.cached_tokens,
    )
    return Usage(usage.prompt_tokens, usage.completion_tokens, usage.cached_tokens, cost)


def counted(messages: Sequence[Message], text: str, model: str) -> Usage:
    """Count tokens ourselves, for servers that do not."""
    prompt = sum(count_tokens(message.content, model) for message in messages)
    return priced(model, Usage(prompt, count_tokens(text, model)))
