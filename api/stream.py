"""An answer as it is written: server-sent events, kept alive, always ended by one last event."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from api.limits import Slots, within
from api.problems import BusyError, problem_of, unexpected
from api.shapes import SearchOut, Shape, Text
from api.wire import AnswerOut, CitationOut, ClaimOut
from rag.errors import FootnoteError
from rag.reply import Abstention, Answer

if TYPE_CHECKING:
    from rag.answer.ask import Event

log = logging.getLogger(__name__)

BEAT_S = 15.0
"""Seconds of silence after which a comment line is sent; proxies close what is silent longer."""
COMMENT = b": still working\n\n"
HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
"""The second tells nginx not to hold events back."""


class DeltaOut(Shape):
    """More of the answer's text. A marker is never split, and nothing is sent twice."""

    text: Text


@dataclass(frozen=True, slots=True)
class Beat:
    """Nothing has happened for `BEAT_S`."""


@dataclass(frozen=True, slots=True)
class Run:
    """An answer under way, in a task of its own, so that silence can be told from the end."""

    queue: "asyncio.Queue[Event | None]"
    task: asyncio.Task[None]

    @classmethod
    def start(cls, events: "AsyncIterator[Event]", slots: Slots, *, deadline_s: float) -> "Run":
        """Begin to take *events*, in a place of *slots* and within *deadline_s* seconds."""
        queue: asyncio.Queue[Event | None] = asyncio.Queue()

        async def fill() -> None:
            async with slots.place(), within(deadline_s):
                async for event in events:
                    queue.put_nowait(event)

        task = asyncio.create_task(fill())
        task.add_done_callback(lambda _: queue.put_nowait(None))
        slots.follow(task)
        return cls(queue, task)

    async def next(self) -> "Event | None":
        """Return the next event, None after the last; raise what stopped the answer."""
        event = await self.queue.get()
        if event is None:
            if self.task.cancelled():
                raise BusyError("The service is stopping.", "Ask again once it has started.")
            self.task.result()
        return event

    async def reply(self) -> Answer | Abstention:
        """Return the last event, which is the reply."""
        try:
            while (event := await self.next()) is not None:
                if isinstance(event, Answer | Abstention):
                    return event
        finally:
            self.task.cancel()
        msg = "an answer ended without a reply"
        raise RuntimeError(msg)


async def streamed(run: Run, request: Request) -> StreamingResponse:
    """Answer with the events of *run*; what fails before the first is raised, not streamed."""
    first = await run.next()
    body = _body(first, run, request)
    return StreamingResponse(body, media_type="text/event-stream", headers=HEADERS)


async def _body(first: "Event | None", run: Run, request: Request) -> AsyncGenerator[bytes]:
    try:
        event: Event | Beat | None = first
        while event is not None:
            yield COMMENT if isinstance(event, Beat) else _sse(*_named(event))
            if isinstance(event, Answer | Abstention):
                return
            event = await _next_or_beat(run)
        log.error("request %s ended without a reply", request.state.request_id)
        yield _sse("error", unexpected(request))
    except FootnoteError as error:
        yield _sse("error", problem_of(error, request))
    except Exception:
        log.exception("request %s failed while it was streamed", request.state.request_id)
        yield _sse("error", unexpected(request))
    finally:
        run.task.cancel()


async def _next_or_beat(run: Run) -> "Event | Beat | None":
    try:
        return await asyncio.wait_for(run.next(), BEAT_S)
    except TimeoutError:
        return Beat()


def shaped(event: "Event") -> tuple[str, dict[str, Any]]:
    """Return the name of *event* on the wire, and its body."""
    name, shape = _named(event)
    return name, shape.model_dump(mode="json")


def _named(event: "Event") -> tuple[str, Shape]:
    from rag.answer.ask import Cited, Claimed, Delta, Sources

    match event:
        case Sources(hits=hits):
            return "sources", SearchOut.of(hits)
        case Delta(text=text):
            return "delta", DeltaOut(text=text)
        case Cited(citation=citation):
            return "citation", CitationOut.of(citation)
        case Claimed(claim=claim):
            return "claim", ClaimOut.of(claim)
    return "done", AnswerOut.of(event)


def _sse(name: str, shape: BaseModel) -> bytes:
    """One event. JSON on one line, so no text can end the event early."""
    return f"event: {name}\ndata: {shape.model_dump_json()}\n\n".encode()
