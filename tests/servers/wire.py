"""What an OpenAI-compatible server reads and writes, byte by byte."""

import json
import socket
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Event
from typing import Any

MODEL = "scripted-1"
RESET_ON_CLOSE = struct.pack("ii", 1, 0)
"""SO_LINGER on, zero seconds: closing sends RST instead of FIN (socket(7))."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that the server got."""

    method: str
    path: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: Mapping[str, Any] = field(default_factory=dict)
    """The JSON that was sent; empty where there was none."""

    @property
    def messages(self) -> list[Mapping[str, Any]]:
        return list(self.body.get("messages", []))

    @property
    def prompt(self) -> str:
        """All messages, in order, a blank line between them."""
        return "\n\n".join(str(message.get("content", "")) for message in self.messages)

    @property
    def last(self) -> str:
        """The last message."""
        return str(self.messages[-1].get("content", "")) if self.messages else ""

    @property
    def streams(self) -> bool:
        return bool(self.body.get("stream"))

    @property
    def wants_usage(self) -> bool:
        return bool((self.body.get("stream_options") or {}).get("include_usage"))


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model says."""

    text: str
    finish: str = "stop"
    model: str = MODEL
    pieces: tuple[str, ...] = ()
    """How `text` is cut when it is streamed; words where this is empty."""
    cached_tokens: int = 0
    usage: bool = True
    """Whether the server counts tokens at all."""

    @property
    def cut(self) -> list[str]:
        if self.pieces:
            return list(self.pieces)
        return [word + " " for word in self.text.split(" ")[:-1]] + [self.text.split(" ")[-1]]


def usage_of(asked: Asked, reply: Reply) -> dict[str, Any]:
    """Count words, which is as good as tokens for a scripted model."""
    prompt, completion = len(asked.prompt.split()), len(reply.text.split())
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_tokens_details": {"cached_tokens": reply.cached_tokens},
    }


def completion(asked: Asked, reply: Reply) -> dict[str, Any]:
    """A whole reply, not streamed."""
    message = {"role": "assistant", "content": reply.text}
    choice = {"index": 0, "message": message, "finish_reason": reply.finish}
    body: dict[str, Any] = {"id": "chatcmpl-1", "object": "chat.completion", "created": 0}
    body |= {"model": reply.model, "choices": [choice]}
    return body | ({"usage": usage_of(asked, reply)} if reply.usage else {})


def chunk(content: str | None, *, finish: str | None = None, model: str = MODEL) -> dict[str, Any]:
    """One streamed piece."""
    delta = {} if content is None else {"content": content}
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": model,
        "choices": [choice],
    }


def usage_chunk(asked: Asked, reply: Reply) -> dict[str, Any]:
    """The last piece, which has no choices."""
    return chunk(None, model=reply.model) | {"choices": [], "usage": usage_of(asked, reply)}


class Line:
    """One connection, for replies that must be wrong in exact ways."""

    def __init__(self, sock: socket.socket, stopping: Event, gone: Callable[[], None]) -> None:
        self._sock = sock
        self._stopping = stopping
        self._gone = gone
        self.close_after = False
        self.replied: Callable[[int], None] = lambda _status: None
        """Is given each status before it is sent."""

    def send(self, raw: bytes) -> None:
        """Write bytes as they are; a client that hung up is noted, then raised as `OSError`."""
        try:
            self._sock.sendall(raw)
        except OSError:
            self._gone()
            raise

    def head(self, status: int, headers: Mapping[str, str]) -> None:
        self.replied(status)
        lines = [f"HTTP/1.1 {status} Scripted", *(f"{k}: {v}" for k, v in headers.items())]
        self.send(("\r\n".join(lines) + "\r\n\r\n").encode())

    def reply(
        self,
        status: int,
        body: object,
        *,
        content_type: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """A whole response; a *body* that is neither text nor bytes is sent as JSON."""
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        raw = text.encode() if isinstance(text, str) else text
        sizes = {"content-type": content_type, "content-length": str(len(raw))}
        self.head(status, sizes | dict(headers or {}))
        self.send(raw)

    def begin(self, content_type: str = "text/event-stream; charset=utf-8") -> None:
        self.head(200, {"content-type": content_type, "transfer-encoding": "chunked"})

    def raw_event(self, raw: bytes) -> None:
        """One HTTP chunk of a stream."""
        self.send(f"{len(raw):x}\r\n".encode() + raw + b"\r\n")

    def event(self, data: object) -> None:
        """One server-sent event."""
        self.raw_event(f"data: {json.dumps(data)}\n\n".encode())

    def done(self) -> None:
        self.raw_event(b"data: [DONE]\n\n")
        self.end()

    def end(self) -> None:
        """End the HTTP body cleanly."""
        self.send(b"0\r\n\r\n")

    def cut(self) -> None:
        """Close without ending the body."""
        self.close_after = True

    def reset(self) -> None:
        """Close with RST."""
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        # `shutdown`, which the server calls before closing, would send FIN first.
        self._sock.close()
        self.close_after = True

    def wait(self, seconds: float) -> bool:
        """Do nothing for a while; False as soon as the client or the server has gone."""
        self._sock.settimeout(0.02)
        for _ in range(max(1, round(seconds / 0.02))):
            if self._stopping.is_set() or self._hung_up():
                return False
        self._sock.settimeout(10)
        return True

    def _hung_up(self) -> bool:
        try:
            over = self._sock.recv(1, socket.MSG_PEEK) == b""
        except TimeoutError:
            return False
        except OSError:
            over = True
        if over:
            self._gone()
        return over
