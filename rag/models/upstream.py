"""The connection to a model server. Loads the openai SDK, so it is imported when first used."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cache
from ssl import SSLContext

import httpx  # noqa: F401 - see `embed_request.Endpoint.client`
import httpx2
import openai

from rag.models.failures import Place, broken

CONNECTIONS = httpx2.Limits(max_connections=1, max_keepalive_connections=0)


class _Counted(httpx2.AsyncByteStream):
    """A body that ends in an error once it has more than so many bytes.

    The SDK collects a line until it ends, and the body of an error until it ends: without this, a
    server that never ends either fills the memory.
    """

    def __init__(self, body: httpx2.AsyncByteStream, *, most: int, place: Place) -> None:
        self._body = body
        self._left = most
        self._place = place

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for raw in self._body:
            self._left -= len(raw)
            if self._left < 0:
                raise broken(f"{self._place} sent far more than was asked for.", again=False)
            yield raw

    async def aclose(self) -> None:
        """Let go of the connection."""
        await self._body.aclose()


def _counting(place: Place, most: int) -> Callable[[httpx2.Response], Awaitable[None]]:
    async def count(response: httpx2.Response) -> None:
        body = response.stream
        if isinstance(body, httpx2.AsyncByteStream):
            response.stream = _Counted(body, most=most, place=place)

    return count


@cache
def _tls() -> SSLContext:
    """Read the certificates, which takes 80 ms, once."""
    return httpx2.create_ssl_context()


@asynccontextmanager
async def connected(
    place: Place, *, connect_s: float, most_bytes: int
) -> AsyncIterator[openai.AsyncOpenAI]:
    """Give a client for one reply, closed at the end.

    One connection for each reply, because pooled ones die with the event loop that made them. No
    redirects, since they would send the prompt elsewhere; no retries, since they are ours to
    decide; no compression, since it holds streams back. Reading has no limit of its own: whoever
    reads has one.
    """
    http = httpx2.AsyncClient(
        verify=_tls() if place.url.startswith("https") else False,
        follow_redirects=False,
        timeout=httpx2.Timeout(None, connect=connect_s),
        limits=CONNECTIONS,
        headers={"accept-encoding": "identity"},
        event_hooks={"response": [_counting(place, most_bytes)]},
    )
    async with openai.AsyncOpenAI(
        api_key=place.key, base_url=place.url, max_retries=0, http_client=http
    ) as client:
        yield client
