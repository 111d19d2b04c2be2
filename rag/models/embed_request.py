"""One request for embeddings, with its retries: bounded in tries, in seconds and in bytes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from rag.errors import ServiceError, SetupError

if TYPE_CHECKING:
    import openai

TRIES = 3
LONGEST_WAIT_S = 20.0
"""A server that asks for more is not waited for."""
FIRST_WAIT_S = 0.5
"""Doubled with each try, where the server does not say how long."""
MOST_BYTES = 256 * 1024 * 1024
"""Of a reply: 2,048 vectors of 4,096 numbers with 20 digits are 170 MB."""
AGAIN = frozenset({408, 409, 429})
"""Statuses that may pass, beside 500 and over."""


class Row(BaseModel):
    """One vector, and which of the texts it belongs to, from 0."""

    index: int
    embedding: list[float]


class Reply(BaseModel):
    """What the server should send; more is ignored, less is a failure."""

    data: list[Row]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server that speaks OpenAI's protocol, and how patient to be with it."""

    base_url: str
    api_key: str
    """Never shown, not even in errors; servers on this machine want none."""
    deadline_s: float
    """For one request, its retries included."""
    wait: Callable[[float], None]

    def __post_init__(self) -> None:
        """Refuse an address that nothing can be sent to."""
        try:
            parts = urlsplit(self.base_url)
            usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
        except ValueError:
            usable = False
        if not usable:
            problem = f"OPENAI_BASE_URL is {self.base_url!r}, which is no address of a server."
            raise SetupError(problem, "Give it one such as https://api.openai.com/v1.")

    @property
    def host(self) -> str:
        """Host, and port where one is given: never the user name that a URL can hold."""
        parts = urlsplit(self.base_url)
        return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)

    def client(self) -> "openai.OpenAI":
        """Return a client that neither retries nor follows redirects with the texts in hand."""
        import openai

        return openai.OpenAI(
            api_key=self.api_key or "none",
            base_url=self.base_url,
            max_retries=0,
            http_client=openai.DefaultHttpxClient(follow_redirects=False),
        )


class _Failure(Exception):  # noqa: N818 - it never leaves this module
    """One try failed; *wait_s* is how long to wait for the next, None that there is to be none."""

    def __init__(self, why: str, remedy: str, *, wait_s: float | None = None) -> None:
        super().__init__(why, remedy)
        self.why, self.remedy, self.wait_s = why, remedy, wait_s


def request(endpoint: Endpoint, client: "openai.OpenAI", model: str, texts: Sequence[str]) -> Reply:
    """Return the server's reply, or raise `ServiceError` once trying again is no use."""
    end = monotonic() + endpoint.deadline_s
    for tried in range(1, TRIES + 1):
        try:
            return _once(client, {"model": model, "input": list(texts)}, end)
        except _Failure as failure:
            pause = _pause(failure, tried)
            if pause is None or tried == TRIES or monotonic() + pause >= end:
                tries = f"{tried} tries" if tried > 1 else "1 try"
                problem = f"{model} at {endpoint.host} {failure.why} ({tries})."
                raise ServiceError(problem, failure.remedy) from failure
            endpoint.wait(pause)
    raise AssertionError


def _pause(failure: _Failure, tried: int) -> float | None:
    if failure.wait_s is None or failure.wait_s > LONGEST_WAIT_S:
        return None
    return failure.wait_s or FIRST_WAIT_S * 2 ** (tried - 1)


def _once(client: "openai.OpenAI", body: dict[str, Any], end: float) -> Reply:
    import httpx2
    import openai

    later = "Try again later, or choose another with FOOTNOTE_EMBEDDER."
    create = client.embeddings.with_streaming_response.create
    left = max(end - monotonic(), 0.001)
    try:
        with create(**body, encoding_format="float", timeout=left) as response:
            return Reply.model_validate_json(_whole(response.iter_bytes(), end))
    except openai.APIStatusError as error:
        raise _refused(error) from error
    # While a body is read, what httpx raises comes through as it is (openai 3.54).
    except (openai.APITimeoutError, httpx2.TimeoutException) as error:
        raise _Failure("did not answer in time", later, wait_s=0) from error
    except (openai.APIConnectionError, httpx2.HTTPError) as error:
        raise _Failure(
            "cannot be reached, or hung up", "Check OPENAI_BASE_URL.", wait_s=0
        ) from error
    except ValidationError as error:
        raise _Failure("sent what is no list of vectors", later, wait_s=0) from error


def _whole(pieces: Any, end: float) -> bytes:
    """Join a body, but not one that drips past the deadline or never ends."""
    body = bytearray()
    for piece in pieces:
        body += piece
        if monotonic() > end:
            raise _Failure("was still sending at the deadline", "Try again later.")
        if len(body) > MOST_BYTES:
            raise _Failure(f"sent over {MOST_BYTES:,} bytes", "Check OPENAI_BASE_URL.")
    return bytes(body)


def _refused(error: "openai.APIStatusError") -> _Failure:
    status = error.status_code
    why = f"answered with status {status}"
    if error.code == "insufficient_quota":
        return _Failure("has no quota left for this key", "Raise the quota of the account.")
    if status in {401, 403}:
        return _Failure(why, "Check OPENAI_API_KEY.")
    if status in AGAIN or status >= 500:
        wait_s = _seconds(error.response.headers.get("retry-after", ""))
        return _Failure(why, "Try again later.", wait_s=wait_s)
    return _Failure(why, "Check OPENAI_BASE_URL and FOOTNOTE_EMBEDDER.")


def _seconds(retry_after: str) -> float:
    """Read seconds or a date; 0 for what is neither, or is past."""
    try:
        seconds = float(retry_after)
    except ValueError:
        seconds = _seconds_until(retry_after)
    return seconds if seconds > 0 else 0.0  # NaN is no number of seconds


def _seconds_until(date: str) -> float:
    try:
        return (parsedate_to_datetime(date).astimezone(UTC) - datetime.now(UTC)).total_seconds()
    except ValueError:
        return 0.0
