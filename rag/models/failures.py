"""What a failed try at a model server means: for the reader, and for the next try."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rag.errors import ServiceError
from rag.models.backoff import asked_pause

LATER = "Try again in a moment; if it stays so, look at the status of the model server."
CHECK_URL = "Check OPENAI_BASE_URL: it must be the base of an OpenAI-compatible API."
CHECK_KEY = "Check OPENAI_API_KEY, and that it may use the model in FOOTNOTE_MODEL."
TRANSIENT = frozenset({408, 409, 425, 429})
"""Statuses below 500 after which another try may help."""
LONGEST_NOTE = 160
"""Characters of the server's own words that are passed on."""

SECRET = re.compile(r"\b(?:sk|pk|rk)[-_][\w*.-]{4,}|(?<=Bearer )\S+|\b(?=\w*\d)[A-Za-z0-9]{32,}\b")
"""What looks like a key, ours or not."""


class TooLongError(ServiceError):
    """The prompt is longer than the model's context window."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why one try failed."""

    error: ServiceError
    again: bool = False
    """Whether the same request may succeed later."""
    after_s: float | None = None
    """Seconds the server asked us to wait."""


class TryFailedError(Exception):
    """Carries a `Failure` from one try to whoever decides on the next; never leaves this room."""

    def __init__(self, failure: Failure) -> None:
        """Wrap *failure*."""
        super().__init__(failure)
        self.failure = failure


def broken(problem: str, remedy: str = LATER, *, again: bool = True) -> TryFailedError:
    """Return what to raise when a reply is not what the protocol says."""
    return TryFailedError(Failure(ServiceError(problem, remedy), again))


@dataclass(frozen=True, slots=True)
class Place:
    """Which model on which server: what every problem names."""

    url: str
    model: str
    key: str
    """Kept to be blotted out wherever a server repeats it."""

    def __str__(self) -> str:
        return f"The model server at {self.url}"

    def __repr__(self) -> str:
        return f"Place({self.url!r}, {self.model!r})"

    def clean(self, words: object) -> str:
        """Return *words* of the server on one line, short, and without any key."""
        line = " ".join(str(words or "").split()).replace(self.key, "***")
        line = SECRET.sub("***", line)
        return line if len(line) <= LONGEST_NOTE else f"{line[:LONGEST_NOTE]}…"


def refused(place: Place, status: int, *, headers: Mapping[str, str], body: object) -> Failure:
    """Say what an HTTP error status means."""
    detail = _detail(body)
    if 300 <= status < 400:
        problem = f"{place} redirects elsewhere ({status}), and prompts are not sent on."
        return Failure(ServiceError(problem, CHECK_URL))
    if status in {401, 403}:
        problem = f"{place} refused the key for {place.model} ({status})."
        return Failure(ServiceError(problem, CHECK_KEY))
    if "insufficient_quota" in detail.values():
        problem = f"The account at {place.url} has no quota left ({status})."
        return Failure(ServiceError(problem, "Raise its quota or use another key."))
    if _too_long(detail):
        problem = f"The prompt is longer than the context window of {place.model}."
        remedy = "Lower FOOTNOTE_CONTEXT_TOKENS or FOOTNOTE_REPLY_TOKENS, or use a larger model."
        return Failure(TooLongError(problem, remedy))
    if status in TRANSIENT or status >= 500:
        after_s = asked_pause(headers)
        asked = "" if after_s is None else f" and asks to wait {after_s:.0f} s"
        return Failure(ServiceError(f"{place} answered {status}{asked}.", LATER), True, after_s)
    return Failure(
        ServiceError(
            f"{place} refused the request ({status}){_said(place, status, detail)}.", CHECK_URL
        )
    )


def reported(place: Place, body: object) -> Failure:
    """Say what an error sent with status 200, in OpenAI's shape or vLLM's, means."""
    detail = _detail(body)
    code = detail.get("code")
    if isinstance(code, int) and 400 <= code < 600:
        return refused(place, code, headers={}, body=body)
    if "insufficient_quota" in detail.values() or _too_long(detail):
        return refused(place, 400, headers={}, body=body)
    kind = place.clean(detail.get("type") or code or "no type")
    return Failure(ServiceError(f"{place} reported an error ({kind}).", LATER), again=True)


def _detail(body: object) -> Mapping[str, Any]:
    """Take the error out of a body: ``{"error": {…}}``, or the error itself."""
    if not isinstance(body, Mapping):
        return {}
    inner = body.get("error", body)
    return inner if isinstance(inner, Mapping) else {"message": inner}


def _too_long(detail: Mapping[str, Any]) -> bool:
    message = str(detail.get("message", "")).lower()
    words = ("maximum context length", "context window", "context_length", "exceeds the context")
    return detail.get("code") == "context_length_exceeded" or any(w in message for w in words)


def _said(place: Place, status: int, detail: Mapping[str, Any]) -> str:
    """Pass on the server's words, except where servers repeat the request: 422."""
    words = "" if status == 422 else place.clean(detail.get("message"))
    return f": {words.rstrip('.')}" if words else ""
