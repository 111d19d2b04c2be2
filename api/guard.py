"""What every request passes first: its id, host, origin and size; and every response's headers."""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import Problem, answered

LOOPBACK = ("localhost", "127.0.0.1", "::1")
JSON_BYTES = 2 * 1024 * 1024
"""Largest body other than an upload: 50 messages of 20,000 characters fit, mostly."""
READING = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing. What they answer, pages of other origins cannot read."""
REQUEST_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
TITLES = {
    400: "The request is not for this service",
    403: "The request is refused",
    413: "The request is too large",
}
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def host_of(header: str | None) -> str:
    """Return the name in a ``Host`` header, lower case, without port and brackets.

    >>> host_of("[::1]:8080"), host_of("LocalHost"), host_of("a@b")
    ('::1', 'localhost', '')
    """
    found = re.fullmatch(r"(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+))(?::\d{1,5})?", header or "")
    return (found[1] or found[2]).lower() if found else ""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a service answers to."""

    hosts: frozenset[str]
    upload_bytes: int

    @classmethod
    def of(cls, host: str, *, body_mb: int) -> "Allowed":
        """Answer to this machine's own names and to *host*, the one bound to."""
        return cls(frozenset((*LOOPBACK, host.strip("[]").lower())), body_mb * 1024 * 1024)

    def bytes_for(self, scope: Scope) -> int:
        """Return the largest body for the address of *scope*."""
        upload = scope["method"] == "POST" and scope["path"] == "/v1/documents"
        return self.upload_bytes if upload else JSON_BYTES


class Guard:
    """Outermost of our middleware: names, checks and limits a request before it is read."""

    def __init__(self, app: ASGIApp, allowed: Allowed) -> None:
        self.app = app
        self.allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = _request_id(headers)
        scope.setdefault("state", {})["request_id"] = request_id
        dressed = _dressed(send, request_id)
        refused = self._refusal(scope, headers)
        if refused:
            await answered(refused, {"Connection": "close"})(scope, receive, dressed)
            return
        limited = _limited(receive, self.allowed.bytes_for(scope))
        await self.app(scope, limited, dressed)

    def _refusal(self, scope: Scope, headers: Headers) -> Problem | None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or host_of(hosts[0]) not in self.allowed.hosts:
            said = "The Host header does not name this service."
            return _refusal(scope, 400, said, "Use its own address, or set FOOTNOTE_HOST.")
        if scope["method"] not in READING and _foreign(scope, headers):
            said = "The request comes from a page that is not this service's own."
            remedy = "Use the page at the service's own address, the command line, or a program."
            return _refusal(scope, 403, said, remedy)
        declared, most = headers.get("content-length", "0"), self.allowed.bytes_for(scope)
        if not declared.isdecimal() or int(declared[:20]) > most:
            said = f"The body is larger than {most} bytes."
            return _refusal(scope, 413, said, "Send less at once, or raise FOOTNOTE_BODY_MB.")
        return None


def _foreign(scope: Scope, headers: Headers) -> bool:
    """Whether a browser says that a page of another origin sent this; other programs say nothing.

    Forms go out without asking, so that any page could else add a document to a local service.
    """
    if headers.get("sec-fetch-site", "none").lower() in {"cross-site", "same-site"}:
        return True
    own = f"{scope['scheme']}://{headers['host']}".lower()
    return any(origin.lower() != own for origin in headers.getlist("origin"))


def _refusal(scope: Scope, status: int, detail: str, remedy: str) -> Problem:
    request_id = Request(scope).state.request_id
    return Problem(
        title=TITLES[status], status=status, detail=detail, remedy=remedy, request_id=request_id
    )


def _request_id(headers: Headers) -> str:
    """Take over the caller's id where it is harmless in a log; else make one."""
    given = headers.get("x-request-id", "")
    return given if REQUEST_ID.fullmatch(given) else f"req_{secrets.token_hex(8)}"


def _limited(receive: Receive, most: int) -> Receive:
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise HTTPException(413)
        return message

    return limited


def _dressed(send: Send, request_id: str) -> Send:
    async def dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _standing(request_id):
                headers.setdefault(name, value)
        await send(message)

    return dressed


def _standing(request_id: str) -> Iterable[tuple[str, str]]:
    yield from HEADERS.items()
    yield "X-Request-Id", request_id
    yield "Cache-Control", "no-store"
