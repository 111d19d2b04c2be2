"""One try at a request for embeddings: bounded in seconds and in bytes, and said what it means."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
from pydantic import BaseModel, Field, ValidationError

from rag.errors import SetupError
from rag.models.backoff import asked_pause
from rag.types import Vectors

if TYPE_CHECKING:
    import openai

MOST_BYTES = 256 * 1024 * 1024
"""Of a reply: 2,048 vectors of 4,096 numbers with 20 digits are 170 MB."""
AGAIN = frozenset({408, 409, 429})
"""Statuses that may pass, beside 500 and over."""
BUSY = frozenset({429, 503, 529})
"""Statuses by which a server asks for less at once."""
LATER = "Try again later, or choose another with FOOTNOTE_EMBEDDER."


class Row(BaseModel):
    """One vector, and which of the texts it belongs to, from 0."""

    index: int
    embedding: list[float]


class Used(BaseModel):
    """What the server counted."""

    prompt_tokens: int = Field(default=0, ge=0)


class Reply(BaseModel):
    """What the server should send; more is ignored, less is a failure."""

    data: list[Row]
    usage: Used | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server that speaks OpenAI's protocol."""

    base_url: str
    api_key: str
    """Never shown, not even in errors; servers on this machine want none."""

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
        # openai 3.54 looks for httpx among what is loaded, and fails while another thread (that
        # of Chroma, say) is in the middle of loading it: so it is loaded by now.
        import httpx  # noqa: F401
        import openai

        return openai.OpenAI(
            api_key=self.api_key or "none",
            base_url=self.base_url,
            max_retries=0,
            http_client=openai.DefaultHttpxClient(follow_redirects=False),
        )


class FailedTryError(Exception):
    """One try failed. Whoever made it decides on the next; it never leaves this room."""

    def __init__(
        self,
        why: str,
        remedy: str,
        *,
        again: bool = False,
        busy: bool = False,
        after_s: float | None = None,
        billed: bool = False,
    ) -> None:
        """Say *why*, after the name of the model and its server.

        *again*: the same request may succeed; *busy*: the server wants less at once, and asks to
        wait *after_s* seconds where it says so; *billed*: it may have done the work all the same.
        """
        super().__init__(why, remedy)
        self.why, self.remedy = why, remedy
        self.again, self.busy, self.after_s, self.billed = again, busy, after_s, billed


def once(client: "openai.OpenAI", model: str, texts: Sequence[str], timeout_s: float) -> Reply:
    """Ask once, and take at most *timeout_s* seconds; `FailedTryError` where no vectors come."""
    import httpx2
    import openai

    body: dict[str, Any] = {"model": model, "input": list(texts), "encoding_format": "float"}
    end = monotonic() + timeout_s
    create = client.embeddings.with_streaming_response.create
    never = (httpx2.ConnectError, httpx2.ConnectTimeout)
    try:
        with create(**body, timeout=timeout_s) as response:
            return Reply.model_validate_json(_whole(response.iter_bytes(), end))
    except openai.APIStatusError as error:
        raise _refused(error) from error
    # While a body is read, what httpx raises comes through as it is (openai 3.54).
    except (openai.APITimeoutError, httpx2.TimeoutException) as error:
        why = "did not answer in time"
        sent = not isinstance(error.__cause__, never)
        raise FailedTryError(why, LATER, again=True, busy=True, billed=sent) from error
    except openai.APIConnectionError as error:
        why, sent = "cannot be reached, or hung up", not isinstance(error.__cause__, never)
        raise FailedTryError(why, "Check OPENAI_BASE_URL.", again=True, billed=sent) from error
    except httpx2.HTTPError as error:
        why = "hung up in the middle of its answer"
        raise FailedTryError(why, LATER, again=True, billed=True) from error
    except ValidationError as error:
        why = "sent what is no list of vectors"
        raise FailedTryError(why, LATER, again=True, billed=True) from error


def _whole(pieces: Any, end: float) -> bytes:
    """Join a body, but not one that drips past the deadline or never ends."""
    body = bytearray()
    for piece in pieces:
        body += piece
        if monotonic() > end:
            why = "was still sending at the deadline"
            raise FailedTryError(why, "Try again later.", billed=True)
        if len(body) > MOST_BYTES:
            why = f"sent over {MOST_BYTES:,} bytes"
            raise FailedTryError(why, "Check OPENAI_BASE_URL.", billed=True)
    return bytes(body)


def _refused(error: "openai.APIStatusError") -> FailedTryError:
    status = error.status_code
    why = f"answered with status {status}"
    if error.code == "insufficient_quota":
        return FailedTryError("has no quota left for this key", "Raise the quota of the account.")
    if status in {401, 403}:
        return FailedTryError(why, "Check OPENAI_API_KEY.")
    if status in AGAIN or status >= 500:
        after_s = asked_pause(error.response.headers)
        busy = status in BUSY
        return FailedTryError(why, "Try again later.", again=True, busy=busy, after_s=after_s)
    return FailedTryError(why, "Check OPENAI_BASE_URL and FOOTNOTE_EMBEDDER.")


def in_order(reply: Reply, texts: int) -> Vectors:
    """Put rows in order, and make their lengths 1; `ValueError` says what is wrong with them."""
    rows = sorted(reply.data, key=lambda row: row.index)
    if [row.index for row in rows] != list(range(texts)):
        raise unusable(f"{len(rows)} vectors for {texts} texts, or with wrong numbers")
    widths = {len(row.embedding) for row in rows}
    if len(widths) != 1 or 0 in widths:
        raise unusable(f"vectors of widths {sorted(widths)}")
    wide = np.array([row.embedding for row in rows], dtype=np.float64)
    with np.errstate(over="ignore"):  # then the length is infinite, and refused
        lengths = np.linalg.norm(wide, axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or not (lengths > 0).all():
        raise unusable("a vector that is no direction: all zeros, or not numbers")
    unit: Vectors = (wide / lengths).astype(np.float32)
    return unit


def unusable(what: str) -> ValueError:
    """Say *what* was sent instead of vectors that can be right."""
    return ValueError(what)
