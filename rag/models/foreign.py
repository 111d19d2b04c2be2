"""A reply of a model that somebody else's class talks to: the same limits, as far as they can be.

Such a class retries, counts and fails in its own way. What can be asked of all of them is little:
pieces of text, and sometimes why they ended.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from types import TracebackType

from rag.errors import FootnoteError, ServiceError
from rag.models.limits import Limits, Meter

WHOLE = frozenset({"", "stop", "end_turn", "stop_sequence", "eos", "eos_token"})
"""Reasons to end that mean a complete reply, in lower case; many classes give none."""
CUT = frozenset({"length", "max_tokens", "max_output_tokens"})
OPERATIONAL = (OSError, ValueError, RuntimeError)
"""Errors of Python that packages raise for failures of what they talk to."""
LATER = "Try again in a moment; if it stays so, look at the settings of the model."
SHORTER = "Raise FOOTNOTE_REPLY_TOKENS, or ask for something shorter."


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a reply."""

    text: str
    finish: str = ""
    """Why the reply ended, as the provider says it; empty where it goes on or does not say."""


async def read_foreign(
    name: str,
    begin: Callable[[], AsyncGenerator[Piece, None]],
    *,
    limits: Limits,
    max_tokens: int,
) -> AsyncGenerator[str, None]:
    """Yield the text of one reply; `ServiceError` where it fails or is not whole.

    There is one try: these classes retry by themselves. White space before the first word is
    passed on with that word.
    """
    now = asyncio.get_running_loop().time
    deadline = now() + limits.deadline_s
    until, finish, meter = now() + limits.first_s, "", Meter(max_tokens)
    async with aclosing(begin()) as reply:
        while (piece := await _next(name, reply, min(until, deadline))) is not None:
            finish = piece.finish.lower() or finish
            text = meter.feed(piece.text)
            if meter.over:
                raise ServiceError(f"{name} sent far more than was asked for.", LATER)
            if text:
                yield text
                until = now() + limits.idle_s
    _check_complete(name, finish, meter=meter)


async def _next(name: str, reply: AsyncGenerator[Piece, None], until: float) -> Piece | None:
    try:
        with _Foreign(name):
            async with asyncio.timeout_at(until):
                return await anext(reply, None)
    except TimeoutError:
        raise ServiceError(f"{name} was silent for too long.", LATER) from None


def _check_complete(name: str, finish: str, *, meter: Meter) -> None:
    if finish in CUT:
        raise ServiceError(f"{name} was cut off after {meter.max_tokens} tokens.", SHORTER)
    if finish not in WHOLE:
        raise ServiceError(f"{name} ended its reply with {finish[:40]!r}.", LATER)
    if not meter.begun:
        raise ServiceError(f"{name} sent an empty reply.", LATER)


class _Foreign:
    """Turns the errors of somebody else's package into `ServiceError`.

    Which ones there are depends on the package, so they are known by where they were defined. Of
    Python's own, those outside `OPERATIONAL` are bugs and pass; so do ours.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        """Nothing to set up."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if kind is None or not issubclass(kind, Exception) or issubclass(kind, FootnoteError):
            return
        if kind is TimeoutError or (
            kind.__module__ == "builtins" and not issubclass(kind, OPERATIONAL)
        ):
            return
        # Its text is left out: it may repeat the key or the prompt.
        problem = f"{self._name} failed with {kind.__module__}.{kind.__qualname__}."
        raise ServiceError(problem, LATER) from None
