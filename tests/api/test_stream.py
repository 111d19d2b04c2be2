"""Server-sent events over a real socket: order, silence, faults, and one last event."""

import json
import time
from dataclasses import replace
from typing import Any

import httpx
import pytest

import api.stream
from api.app import create_app
from api.routes import answers
from rag.errors import ServiceError
from rag.footnote import Footnote
from tests.servers.service import serving
from tests.servers.writers import Scripted

WARRANTY = "How long does the warranty on the compressor last?"
Events = list[tuple[str, Any]]


def asked(address: str, question: str = WARRANTY, **more: object) -> tuple[httpx.Response, str]:
    body = {"question": question, "stream": True, **more}
    with httpx.Client(trust_env=False, timeout=30) as http:
        reply = http.post(f"{address}/v1/answers", json=body)
    return reply, reply.text


def events(text: str) -> Events:
    blocks = [block for block in text.split("\n\n") if block and not block.startswith(":")]
    pairs = [block.split("\ndata: ", 1) for block in blocks]
    return [(name.removeprefix("event: "), json.loads(data)) for name, data in pairs]


def test_events_come_in_order_and_make_up_the_whole_answer(address: str) -> None:
    reply, text = asked(address)
    sent = events(text)
    names = [name for name, _ in sent]

    assert reply.headers["content-type"].startswith("text/event-stream")
    assert reply.headers["cache-control"] == "no-cache"
    assert reply.headers["x-accel-buffering"] == "no"
    assert names[0] == "sources"
    assert names[-1] == "done"
    assert names.count("done") + names.count("error") == 1
    middle = names[1 : names.index("claim")]
    assert set(middle) == {"delta", "citation"}
    assert set(names[names.index("claim") : -1]) == {"claim"}
    done = sent[-1][1]
    assert "".join(data["text"] for name, data in sent if name == "delta") == done["answer"]
    assert [data for name, data in sent if name == "citation"] == done["citations"]
    assert [data for name, data in sent if name == "claim"] == done["claims"]


def test_the_stream_and_the_body_say_the_same(address: str) -> None:
    _, text = asked(address)
    with httpx.Client(trust_env=False, timeout=30) as http:
        whole = http.post(f"{address}/v1/answers", json={"question": WARRANTY}).json()

    done = events(text)[-1][1]
    for name in ("answer", "claims", "citations", "confidence", "model", "status"):
        assert done[name] == whole[name]


def test_accept_asks_for_a_stream_too(address: str) -> None:
    headers = {"accept": "text/event-stream"}
    with httpx.Client(trust_env=False, timeout=30) as http:
        reply = http.post(f"{address}/v1/answers", json={"question": WARRANTY}, headers=headers)

    assert events(reply.text)[-1][0] == "done"


def test_an_abstention_is_streamed_as_done(address: str) -> None:
    _, text = asked(address, "What is the melting point of tungsten carbide?")

    assert events(text)[-1][1]["status"] == "abstained"


def test_what_fails_before_the_first_event_has_a_status(address: str) -> None:
    reply, _ = asked(address, collection="nowhere")

    assert reply.status_code == 404
    assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("failure", "status", "said"),
    [
        (ServiceError("The model at x is gone.", "Start it."), 502, "The model at x is gone."),
        (RuntimeError("canary-55d1 in a bug"), 500, "An unexpected error has been logged."),
    ],
)
def test_what_fails_later_is_the_one_last_event(
    footnote: Footnote, failure: Exception, status: int, said: str
) -> None:
    with serving(create_app(replace(footnote, writer=Scripted(failure=failure)))) as address:
        _, text = asked(address)

    names = [name for name, _ in events(text)]
    assert names.count("error") == 1
    assert "done" not in names
    last, problem = events(text)[-1]
    assert (last, problem["status"], problem["detail"]) == ("error", status, said)
    assert "canary" not in text


def test_silence_is_filled_with_comments(
    footnote: Footnote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.stream, "BEAT_S", 0.1)
    with serving(create_app(replace(footnote, writer=Scripted(wait_s=0.6)))) as address:
        _, text = asked(address)

    assert text.count(": still working\n\n") >= 3
    assert events(text)[-1][0] == "done"


def test_a_reader_who_leaves_frees_its_place(footnote: Footnote) -> None:
    app = create_app(replace(footnote, writer=Scripted(wait_s=30)))
    slots = app.state.service.slots
    with serving(app) as address, httpx.Client(trust_env=False, timeout=30) as http:
        body = {"question": WARRANTY, "stream": True}
        with http.stream("POST", f"{address}/v1/answers", json=body) as reply:
            lines = reply.iter_lines()  # let go of, it would hang up
            next(lines)
            assert slots.taken == 1
        until = time.monotonic() + 5
        while slots.taken and time.monotonic() < until:
            time.sleep(0.02)
        assert slots.taken == 0


def test_stopping_ends_every_stream_with_an_error(footnote: Footnote) -> None:
    app = create_app(replace(footnote, writer=Scripted(wait_s=30)))
    slots = app.state.service.slots
    with serving(app) as address, httpx.Client(trust_env=False, timeout=30) as http:
        body = {"question": WARRANTY, "stream": True}
        with http.stream("POST", f"{address}/v1/answers", json=body) as reply:
            lines = reply.iter_lines()
            next(lines)
            (run,) = slots._runs
            run.get_loop().call_soon_threadsafe(slots.stop_runs)
            rest = list(lines)

    assert rest.count("event: error") == 1
    assert "event: done" not in rest


def test_a_deadline_ends_an_answer(footnote: Footnote, monkeypatch: pytest.MonkeyPatch) -> None:
    hasty = footnote.settings.model_copy(update={"answer_deadline_s": 0.3})
    app = create_app(replace(footnote, writer=Scripted(wait_s=30), settings=hasty))
    monkeypatch.setattr(answers, "GRACE_S", 0.2)

    with serving(app) as address:
        _, text = asked(address)

    assert events(text)[-1][0] == "error"
    assert events(text)[-1][1]["status"] in {429, 504}
