"""Everything an upstream has been seen to do wrong, by name."""

import json
from collections.abc import Callable
from email.utils import formatdate
from functools import partial
from itertools import count
from time import time

from tests.servers.wire import Asked, Line, Reply, chunk, completion, usage_chunk

Fault = Callable[[Asked, Line], None]
FAULTS: dict[str, Fault] = {}
HTML = "<!doctype html><html><body><h1>Welcome to the gateway</h1></body></html>"
LONG_S = 600.0


def _named(name: str) -> Callable[[Fault], Fault]:
    def keep(fault: Fault) -> Fault:
        FAULTS[name] = fault
        return fault

    return keep


def _error(message: str, kind: str, code: str | None) -> dict[str, object]:
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def status(code: int, body: object, _: Asked, line: Line, **headers: str) -> None:
    """Answer with an error status."""
    kind = "text/html" if isinstance(body, str) else "application/json"
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    line.reply(code, body, content_type=kind, headers=sent)


LIMITED = _error("Rate limit reached for requests", "requests", "rate_limit_exceeded")
QUOTA = _error("You exceeded your current quota.", "insufficient_quota", "insufficient_quota")
BAD_KEY = _error(
    "Incorrect API key provided: sk-secret-key.", "invalid_request_error", "invalid_api_key"
)
FORBIDDEN = _error(
    "Project may not use model scripted-1.", "invalid_request_error", "model_not_found"
)
TOO_LONG = _error(
    "This model's maximum context length is 8192 tokens. Your messages resulted in 9001 tokens.",
    "invalid_request_error",
    "context_length_exceeded",
)
BAD_REQUEST = _error(
    "Unsupported value (sk-secret-key).",
    "invalid_request_error",
    "unsupported_value",
)
VLLM_ERROR = {
    "object": "error",
    "message": "CUDA out of memory",
    "type": "InternalServerError",
    "code": 500,
}

FAULTS |= {
    "429": partial(status, 429, LIMITED),
    "429-after-1": partial(status, 429, LIMITED, retry_after="1"),
    "429-after-119": partial(status, 429, LIMITED, retry_after="119"),
    "429-after-300": partial(status, 429, LIMITED, retry_after="300"),
    "429-after-garbage": partial(status, 429, LIMITED, retry_after="soon"),
    "429-after-negative": partial(status, 429, LIMITED, retry_after="-5"),
    "429-quota": partial(status, 429, QUOTA),
    "401": partial(status, 401, BAD_KEY),
    "403": partial(status, 403, FORBIDDEN),
    "400-context": partial(status, 400, TOO_LONG),
    "400": partial(status, 400, BAD_REQUEST),
    "404": partial(status, 404, _error("The model does not exist", "invalid_request_error", None)),
    "500": partial(status, 500, HTML),
    "503": partial(status, 503, HTML),
    "529": partial(status, 529, _error("Overloaded", "overloaded_error", None)),
    "200-html": partial(status, 200, HTML),
    "vllm-error": partial(status, 200, VLLM_ERROR),
    "error-with-200": partial(status, 200, _error("upstream failed", "server_error", None)),
}


@_named("429-after-date")
def after_date(asked: Asked, line: Line) -> None:
    """Ask to wait until a date, two seconds from now."""
    status(429, LIMITED, asked, line, retry_after=formatdate(time() + 2, usegmt=True))


@_named("307")
def redirect(_: Asked, line: Line) -> None:
    """Send the prompt elsewhere, if the client lets us."""
    line.reply(307, "", headers={"location": "/elsewhere/v1/chat/completions"})


@_named("truncated-json")
def truncated_json(asked: Asked, line: Line) -> None:
    line.reply(200, json.dumps(completion(asked, Reply("Cut.")))[:-20])


@_named("empty-body")
def empty_body(_: Asked, line: Line) -> None:
    line.reply(200, "")


@_named("short-body")
def short_body(asked: Asked, line: Line) -> None:
    """Promise 50 bytes more than are sent."""
    raw = json.dumps(completion(asked, Reply("Short."))).encode()
    line.head(200, {"content-type": "application/json", "content-length": str(len(raw) + 50)})
    line.send(raw)
    line.cut()


@_named("reset")
def reset(_: Asked, line: Line) -> None:
    line.reset()


@_named("hang")
def hang(_: Asked, line: Line) -> None:
    line.wait(LONG_S)
    line.cut()


def _bent(**changed: object) -> Fault:
    """Answer with a whole body, its choices changed or taken out."""

    def fault(asked: Asked, line: Line) -> None:
        body = completion(asked, Reply("Bent.")) | changed
        line.reply(200, {name: value for name, value in body.items() if value is not None})

    return fault


FAULTS |= {"choices-empty": _bent(choices=[]), "choices-missing": _bent(choices=None)}


def _streamed(*data: object) -> Fault:
    """Stream these events and end as a well-behaved server does."""

    def fault(_: Asked, line: Line) -> None:
        line.begin()
        for datum in data:
            line.event(datum)
        line.done()

    return fault


HALF = chunk("The warranty lasts ")
FAULTS |= {
    "content-null": _streamed(chunk(None), chunk(None, finish="stop")),
    "only-whitespace": _streamed(chunk(" \n"), chunk("  "), chunk(None, finish="stop")),
    "length": _streamed(HALF, chunk(None, finish="length")),
    "content-filter": _streamed(HALF, chunk(None, finish="content_filter")),
    "refusal": _streamed(
        {
            **chunk(None),
            "choices": [{"index": 0, "delta": {"refusal": "I can't help."}, "finish_reason": None}],
        },
        chunk(None, finish="stop"),
    ),
    "stream-choices-empty": _streamed({**HALF, "choices": []}),
    "stream-no-choices": _streamed({"id": "1", "object": "chat.completion.chunk"}),
    "stream-error": _streamed(HALF, _error("The server had an error", "server_error", None)),
    "stream-error-first": _streamed(_error("The server had an error", "server_error", None)),
    "stream-vllm-error": _streamed(HALF, VLLM_ERROR),
    "stream-vllm-error-first": _streamed(VLLM_ERROR),
    "stream-numbers": _streamed(1, "two", [3]),
}


@_named("stream-json")
def stream_json(asked: Asked, line: Line) -> None:
    """Answer with plain JSON though a stream was asked for."""
    line.reply(200, completion(asked, Reply("Not a stream.")))


@_named("stream-html")
def stream_html(_: Asked, line: Line) -> None:
    line.reply(200, HTML, content_type="text/event-stream")


def _after_half(then: Callable[[Line], None]) -> Fault:
    def fault(_: Asked, line: Line) -> None:
        line.begin()
        line.event(HALF)
        then(line)

    return fault


def _stall(line: Line) -> None:
    line.wait(LONG_S)
    line.cut()


def _reset_soon(line: Line) -> None:
    line.wait(0.05)
    line.reset()


def _then(raw: bytes) -> Callable[[Line], None]:
    def send(line: Line) -> None:
        line.raw_event(raw)
        line.done()

    return send


FAULTS |= {
    "stream-eof": _after_half(Line.end),
    "stream-done-only": _after_half(Line.done),
    "stream-cut": _after_half(Line.cut),
    "stream-reset": _after_half(_reset_soon),
    "stream-stall": _after_half(_stall),
    "stream-broken-json": _after_half(_then(b'data: {"id": "1", "cho\n\n')),
    "stream-not-utf8": _after_half(_then(b'data: {"id": "\xff\xfe"}\n\n')),
}


def _for_ever(send: Callable[[Line], None], every_s: float) -> Fault:
    """Go on until the client hangs up."""

    def fault(_: Asked, line: Line) -> None:
        line.begin()
        for _tick in count():
            send(line)
            if every_s and not line.wait(every_s):
                break
        line.cut()

    return fault


PARAGRAPH = "and so on, and so forth, without an end. " * 4
FAULTS |= {
    "stream-drip": _for_ever(lambda line: line.event(chunk("a ")), 0.1),
    "stream-comments": _for_ever(lambda line: line.raw_event(b": ping\n\n"), 0.1),
    "stream-empty-deltas": _for_ever(lambda line: line.event(chunk("")), 0.1),
    "stream-endless": _for_ever(lambda line: line.event(chunk(PARAGRAPH)), 0),
    "stream-endless-line": _for_ever(lambda line: line.raw_event(b"x" * 65_536), 0),
}


@_named("tiny-chunks")
def tiny_chunks(_: Asked, line: Line) -> None:
    """A hundred thousand pieces of one character."""
    line.begin()
    for _tick in range(1000):
        raw = b"".join(f"data: {json.dumps(chunk('a'))}\n\n".encode() for _ in range(100))
        line.raw_event(raw)
    line.event(chunk(None, finish="stop"))
    line.done()


# What looks odd and is right: a client must take it.
ODD_TEXT = "Die Gewährleistung beträgt 24 Monate 🙂, 保証期間は二年です。"


@_named("odd-split-utf8")
def split_utf8(_: Asked, line: Line) -> None:
    """Send every byte of the events in a TCP segment of its own."""
    line.begin()
    for datum in (chunk(ODD_TEXT), chunk(None, finish="stop")):
        for byte in f"data: {json.dumps(datum, ensure_ascii=False)}\n\n".encode():
            line.raw_event(bytes([byte]))
    line.done()


def _spelled(form: str) -> Fault:
    def fault(_: Asked, line: Line) -> None:
        line.begin()
        for datum in (chunk(ODD_TEXT), chunk(None, finish="stop")):
            line.raw_event(form.format(json.dumps(datum)).encode())
        line.raw_event(form.format("[DONE]").encode())
        line.end()

    return fault


@_named("odd-usage-last")
def usage_last(asked: Asked, line: Line) -> None:
    """End with a piece that has usage and no choices, as OpenAI does when asked for usage."""
    fault = _streamed(
        chunk(ODD_TEXT), chunk(None, finish="stop"), usage_chunk(asked, Reply(ODD_TEXT))
    )
    fault(asked, line)


@_named("odd-no-done")
def no_done(_: Asked, line: Line) -> None:
    """Finish, but leave out ``[DONE]`` and keep the connection open."""
    line.begin()
    line.event(chunk(ODD_TEXT))
    line.event(chunk(None, finish="stop"))
    line.wait(LONG_S)
    line.cut()


FAULTS |= {
    "odd-crlf": _spelled("data: {}\r\n\r\n"),
    "odd-no-space": _spelled("data:{}\n\n"),
    "odd-comments": _spelled(": PROCESSING\n\nevent: message\ndata: {}\n\n"),
}
