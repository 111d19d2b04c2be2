"""One try at one model server: its stream, read with suspicion.

The SDK takes much for a reply that is none: HTML, an error sent with status 200, a stream that
stops in the middle. Here a reply counts only with content and with ``finish_reason`` "stop".
Loads the openai SDK, so it is imported when first used.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace

import httpx2
import openai
from openai.types.chat import ChatCompletionChunk
from openai.types.completion_usage import CompletionUsage

from rag.models.failures import CHECK_URL, Place, TryFailedError, broken, refused, reported
from rag.models.limits import Limits, Meter, Request
from rag.models.upstream import connected

BYTES_A_TOKEN = 2048
"""More than this for each token allowed, envelopes included, is refused."""
BYTES_AT_LEAST = 1 << 20
GRACE_S = 1.0
"""Waited, once the reply is complete, for the count of tokens and the end of the stream."""
SHORTER = "Raise FOOTNOTE_REPLY_TOKENS, or ask for something shorter."
REPHRASE = "Ask differently, or use another model in FOOTNOTE_MODEL."

Stream = openai.AsyncStream[ChatCompletionChunk]


@dataclass(slots=True)
class Heard:
    """What a stream has said so far."""

    finish: str = ""
    refused: bool = False
    model: str = ""
    usage: CompletionUsage | None = None
    """As the server counted."""

    def take(self, chunk: ChatCompletionChunk) -> str:
        """Note what *chunk* says and return its content, which may be empty."""
        self.model = chunk.model if isinstance(chunk.model, str) else self.model
        if isinstance(chunk.usage, CompletionUsage):
            self.usage = chunk.usage
        # The last piece has usage and no choices; a broken one may have anything there.
        choices = chunk.choices if isinstance(chunk.choices, list) else []
        if not choices:
            return ""
        delta = getattr(choices[0], "delta", None)
        self.finish = str(getattr(choices[0], "finish_reason", None) or self.finish)
        self.refused = self.refused or bool(getattr(delta, "refusal", None))
        content = getattr(delta, "content", None)
        return _writable(content) if isinstance(content, str) else ""


def _writable(text: str) -> str:
    """Replace halves of surrogate pairs, which no encoding can write."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


async def attempt(
    place: Place, request: Request, *, limits: Limits, deadline: float
) -> AsyncGenerator[str | Heard, None]:
    """Yield the content as it comes, then what was heard; `TryFailedError` where it is not whole.

    *deadline* is a time of the running loop's clock. White space before the first word is passed
    on with that word, so a blank reply yields nothing.
    """
    now = asyncio.get_running_loop().time
    heard, meter = Heard(), Meter(request.max_tokens)
    wait = _until(place, limits, seconds=limits.first_s, deadline=deadline)
    async with _opened(request, limits=limits, wait=wait) as stream:
        while (chunk := await _next(stream, heard, wait)) is not None:
            text = meter.feed(heard.take(chunk))
            if meter.over:
                raise broken(f"{place} sent far more than was asked for.", again=False)
            if text:
                yield text
                wait = _until(place, limits, seconds=limits.idle_s, deadline=deadline)
            if heard.finish:
                wait = replace(wait, until=min(wait.until, now() + GRACE_S))
    _check_complete(place, heard, meter=meter)
    yield heard


@dataclass(frozen=True, slots=True)
class _Wait:
    """Until when content must come."""

    place: Place
    until: float
    """By the loop's clock."""
    problem: str
    """What to say when it does not."""


def _until(place: Place, limits: Limits, *, seconds: float, deadline: float) -> _Wait:
    """Return a wait of *seconds*, or until the deadline if that comes first."""
    until = asyncio.get_running_loop().time() + seconds
    if until < deadline:
        return _Wait(place, until, f"{place} sent no content for {seconds:g} s.")
    return _Wait(place, deadline, f"{place} was not done after {limits.deadline_s:g} s.")


@asynccontextmanager
async def _opened(request: Request, *, limits: Limits, wait: _Wait) -> AsyncIterator[Stream]:
    """Send the request and give the stream of its reply; both are closed at the end."""
    place = wait.place
    most = BYTES_AT_LEAST + request.max_tokens * BYTES_A_TOKEN
    async with connected(place, connect_s=limits.connect_s, most_bytes=most) as client:
        with _explained(wait):
            async with asyncio.timeout_at(wait.until):
                stream: Stream = await client.chat.completions.create(
                    **request.parameters(place.model),
                    stream=True,
                    stream_options={"include_usage": True},
                )
                await _check_type(place, stream.response)
        try:
            yield stream
        finally:
            await stream.close()


async def _next(stream: Stream, heard: Heard, wait: _Wait) -> ChatCompletionChunk | None:
    """Return the next piece; None at the end, which a complete reply may lack."""
    try:
        with _explained(wait):
            async with asyncio.timeout_at(wait.until):
                chunk = await anext(stream, None)
    except TryFailedError:
        if heard.finish:
            return None
        raise
    if chunk is not None and not isinstance(chunk, ChatCompletionChunk):
        raise broken(f"{wait.place} sent something that is no part of a reply.")
    if chunk is not None and str(chunk.object) == "error":
        raise TryFailedError(reported(wait.place, chunk.model_dump()))
    return chunk


@contextmanager
def _explained(wait: _Wait) -> Iterator[None]:
    """Turn what the SDK and the connection raise into a `TryFailedError`.

    Causes are cut off: their text may repeat the key, and it would be shown with a traceback.
    """
    place = wait.place
    try:
        yield
    except openai.APIStatusError as error:
        headers = error.response.headers
        failure = refused(place, error.status_code, headers=headers, body=error.body)
        raise TryFailedError(failure) from None
    except TimeoutError:
        raise broken(wait.problem) from None
    except (openai.APIConnectionError, httpx2.HTTPError, OSError) as error:
        cause = error.__cause__ or error
        why = place.clean(cause) or type(cause).__name__
        raise broken(f"{place} cannot be reached or hung up ({why}).") from None
    except openai.APIError as error:
        raise TryFailedError(reported(place, error.body)) from None
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise broken(f"{place} sent something that cannot be read.") from None


async def _check_type(place: Place, response: httpx2.Response) -> None:
    """Refuse a web page, and JSON where a stream was asked for."""
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "text/html":
        raise broken(f"{place} answered with a web page.", CHECK_URL, again=False)
    if kind == "application/json":
        body = json.loads(await response.aread())
        if isinstance(body, Mapping) and ("error" in body or body.get("object") == "error"):
            raise TryFailedError(reported(place, body))
        raise broken(f"{place} answered at once, where a stream was asked for.", CHECK_URL)


def _check_complete(place: Place, heard: Heard, *, meter: Meter) -> None:
    """Refuse a reply that did not end as it should."""
    if heard.finish == "length":
        problem = f"The reply of {place.model} was cut off after {meter.max_tokens} tokens."
        raise broken(problem, SHORTER, again=False)
    if heard.finish == "content_filter":
        problem = f"The reply of {place.model} was stopped by the server's content filter."
        raise broken(problem, REPHRASE, again=False)
    if heard.refused and not meter.begun:
        raise broken(f"{place.model} refused to answer.", REPHRASE, again=False)
    if not heard.finish:
        raise broken(f"{place} ended its reply in the middle.")
    if heard.finish != "stop":
        raise broken(f"{place} ended its reply with {place.clean(heard.finish)!r}.")
    if not meter.begun:
        raise broken(f"{place} sent an empty reply.")
