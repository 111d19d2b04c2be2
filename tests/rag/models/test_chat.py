"""OpenAIChat against a real server that does everything servers have been seen to do wrong."""

import asyncio
import gc
import logging
import re
import socket
import time
import traceback
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace

import pytest

from rag.errors import ServiceError, SetupError
from rag.models.chat import OpenAIChat
from rag.models.failures import TooLongError
from rag.models.limits import Limits
from rag.ports import Finished, Message
from tests.servers.faults import FAULTS, ODD_TEXT
from tests.servers.model_server import ModelServer
from tests.servers.wire import Reply

KEY = "sk-secret-key"
PROMPT = [
    Message("system", "Quote and cite."),
    Message("user", "[1] The warranty lasts 24 months.\n\nQuestion: How long is the warranty?"),
]
SHORT = Limits(
    deadline_s=1.5,
    first_s=0.4,
    idle_s=0.3,
    connect_s=0.4,
    retries=2,
    least_pause_s=0.01,
    most_pause_s=0.02,
)
HASTY = replace(SHORT, deadline_s=0.2, first_s=0.1, idle_s=0.1)
SLACK_S = 2.0
"""Allowed on top of a limit, for a busy machine."""

# What must end in an error: how many tries are made, within how many seconds, and which words say
# what happened. A try that nothing was heard of takes `first_s`.
REFUSED: dict[str, tuple[int, float, str]] = {
    "429": (3, 0.1, "answered 429"),
    "429-after-119": (1, 0.1, "asks to wait 119 s"),
    "429-after-300": (1, 0.1, "asks to wait 300 s"),
    "429-after-garbage": (3, 0.1, "answered 429"),
    "429-after-negative": (3, 0.1, "answered 429"),
    "429-quota": (1, 0.1, "no quota left"),
    "401": (1, 0.1, "refused the key"),
    "403": (1, 0.1, "refused the key"),
    "400": (1, 0.1, "Unsupported value"),
    "400-context": (1, 0.1, "longer than the context window"),
    "404": (1, 0.1, "does not exist"),
    "500": (3, 0.1, "answered 500"),
    "503": (3, 0.1, "answered 503"),
    "529": (3, 0.1, "answered 529"),
    "200-html": (1, 0.1, "web page"),
    "vllm-error": (3, 0.1, "answered 500"),
    "error-with-200": (3, 0.1, "server_error"),
    "307": (1, 0.1, "redirects elsewhere"),
    "truncated-json": (3, 0.1, "cannot be read"),
    "empty-body": (3, 0.1, "cannot be read"),
    "short-body": (3, 0.1, "hung up"),
    "reset": (3, 0.1, "hung up"),
    "hang": (3, 1.2, "sent no content for 0.4 s"),
    "choices-empty": (3, 0.1, "where a stream was asked for"),
    "choices-missing": (3, 0.1, "where a stream was asked for"),
    "content-null": (3, 0.1, "empty reply"),
    "only-whitespace": (3, 0.1, "empty reply"),
    "length": (1, 0.1, "cut off after 100 tokens"),
    "content-filter": (1, 0.1, "content filter"),
    "refusal": (1, 0.1, "refused to answer"),
    "stream-choices-empty": (3, 0.1, "in the middle"),
    "stream-no-choices": (3, 0.1, "in the middle"),
    "stream-error": (1, 0.1, "server_error"),
    "stream-error-first": (3, 0.1, "server_error"),
    "stream-vllm-error": (1, 0.1, "answered 500"),
    "stream-vllm-error-first": (3, 0.1, "answered 500"),
    "stream-numbers": (3, 0.1, "no part of a reply"),
    "stream-json": (3, 0.1, "where a stream was asked for"),
    "stream-html": (3, 0.1, "in the middle"),
    "stream-eof": (1, 0.1, "in the middle"),
    "stream-done-only": (1, 0.1, "in the middle"),
    "stream-cut": (1, 0.1, "hung up"),
    "stream-reset": (1, 0.1, "hung up"),
    "stream-stall": (1, 0.3, "sent no content for 0.3 s"),
    "stream-broken-json": (1, 0.1, "cannot be read"),
    "stream-not-utf8": (1, 0.1, "cannot be read"),
    "stream-drip": (1, 1.5, "not done after 1.5 s"),
    "stream-comments": (3, 1.2, "sent no content for 0.4 s"),
    "stream-empty-deltas": (3, 1.2, "sent no content for 0.4 s"),
    "stream-endless": (1, 0.3, "far more than was asked for"),
    "stream-endless-line": (1, 0.5, "far more than was asked for"),
    "tiny-chunks": (1, 1.0, "far more than was asked for"),
}
WAITED_FOR = {"429-after-1": 1.0, "429-after-date": 2.0}
TAKEN = sorted(name for name in FAULTS if name.startswith("odd-"))


def chat_with(server: ModelServer, *, limits: Limits = SHORT, model: str = "gpt-4o") -> OpenAIChat:
    return OpenAIChat(model, base_url=server.base_url, api_key=KEY, limits=limits)


async def heard(chat: OpenAIChat, *, max_tokens: int = 100) -> list[str | Finished]:
    return [piece async for piece in chat.stream(PROMPT, max_tokens=max_tokens)]


def ask(chat: OpenAIChat, *, max_tokens: int = 100) -> tuple[str, Finished]:
    *texts, finished = asyncio.run(heard(chat, max_tokens=max_tokens))
    assert isinstance(finished, Finished)
    return "".join(str(text) for text in texts), finished


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    """The SDK takes seconds to load, part of it at the first request: that is not measured."""
    server = ModelServer().start()
    ask(chat_with(server, limits=Limits()))
    server.stop()


def test_every_fault_of_the_server_is_asked_about() -> None:
    assert set(FAULTS) == {*REFUSED, *WAITED_FOR, *TAKEN}


@pytest.mark.parametrize("name", REFUSED)
def test_a_fault_ends_in_a_problem_and_a_remedy_within_its_time(
    model_server: ModelServer, name: str
) -> None:
    tries, seconds, words = REFUSED[name]
    model_server.always(name)
    began = time.monotonic()

    with pytest.raises(ServiceError) as caught:
        ask(chat_with(model_server))

    assert time.monotonic() - began < seconds + SLACK_S
    assert len(model_server.asked) == tries
    assert words in caught.value.problem
    assert caught.value.problem.endswith(".")
    assert caught.value.remedy


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_no_fault_shows_the_key_or_the_prompt(
    model_server: ModelServer, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    model_server.always(name)

    with pytest.raises(ServiceError) as caught:
        ask(chat_with(model_server, limits=HASTY))

    shown = "".join(traceback.format_exception(caught.value)) + caplog.text
    assert KEY not in shown
    assert "24 months" not in shown


@pytest.mark.parametrize("name", TAKEN)
def test_what_looks_odd_and_is_right_is_taken(model_server: ModelServer, name: str) -> None:
    model_server.always(name)

    text, finished = ask(chat_with(model_server))

    assert text == ODD_TEXT
    assert finished.usage.completion_tokens > 0


@pytest.mark.parametrize(("name", "asked_s"), WAITED_FOR.items())
def test_a_pause_the_server_asks_for_is_made(
    model_server: ModelServer, name: str, asked_s: float
) -> None:
    model_server.will(name, "It lasts 24 months.")
    began = time.monotonic()

    text, _ = ask(chat_with(model_server, limits=Limits(least_pause_s=0.01, most_pause_s=0.02)))

    assert text == "It lasts 24 months."
    # A date has whole seconds, so up to one of them is lost.
    least = asked_s - 1.1 if name.endswith("date") else asked_s - 0.05
    assert least < time.monotonic() - began < asked_s + SLACK_S


@pytest.mark.parametrize("name", ["500", "503", "529", "reset", "hang", "content-null", "429"])
def test_one_failure_before_the_first_piece_is_not_seen(
    model_server: ModelServer, name: str
) -> None:
    model_server.will(name, "It lasts 24 months.")

    text, _ = ask(chat_with(model_server))

    assert text == "It lasts 24 months."
    assert len(model_server.asked) == 2


def test_nothing_is_asked_again_once_a_piece_was_passed_on(model_server: ModelServer) -> None:
    """The reader would see the beginning of one reply and the end of another."""
    model_server.will("stream-cut", "It lasts 24 months.")
    pieces: list[str | Finished] = []

    async def listen() -> None:
        async for piece in chat_with(model_server).stream(PROMPT, max_tokens=100):
            pieces.append(piece)  # noqa: PERF401 -- what came before the error is what matters

    with pytest.raises(ServiceError):
        asyncio.run(listen())

    assert pieces == ["The warranty lasts "]
    assert len(model_server.asked) == 1


def test_the_request_is_what_the_protocol_says(model_server: ModelServer) -> None:
    ask(chat_with(model_server))

    (asked,) = model_server.chats
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.body["model"] == "gpt-4o"
    assert asked.body["messages"][1] == {"role": "user", "content": PROMPT[1].content}
    assert (asked.body["max_tokens"], asked.body["temperature"]) == (100, 0.0)
    assert asked.streams
    assert asked.wants_usage


def test_a_reasoning_model_is_asked_in_its_own_words(model_server: ModelServer) -> None:
    ask(chat_with(model_server, model="openai/o4-mini"))

    (asked,) = model_server.chats
    assert asked.body["max_completion_tokens"] == 100
    assert not {"max_tokens", "temperature"} & set(asked.body)


def test_pieces_come_as_they_are_sent_and_usage_is_the_servers(model_server: ModelServer) -> None:
    model_server.will(Reply("It lasts 24 months.", cached_tokens=4))

    *pieces, finished = asyncio.run(heard(chat_with(model_server)))

    assert pieces == ["It ", "lasts ", "24 ", "months."]
    assert isinstance(finished, Finished)
    assert finished.model == "scripted-1"
    usage = finished.usage
    assert (usage.prompt_tokens, usage.completion_tokens, usage.cached_tokens) == (15, 4, 4)
    assert usage.cost_usd == pytest.approx((11 * 2.50 + 4 * 1.25 + 4 * 10.00) / 1_000_000)


def test_tokens_are_counted_here_where_the_server_does_not(model_server: ModelServer) -> None:
    model_server.will(Reply("It lasts 24 months.", usage=False))

    _, finished = ask(chat_with(model_server))

    assert finished.usage.completion_tokens == 6
    assert finished.usage.cost_usd > 0


def test_an_emoji_cut_in_halves_never_breaks_the_output(model_server: ModelServer) -> None:
    """Half a surrogate pair cannot be written to any file or socket."""
    model_server.will(Reply("", pieces=("Ja ", "\ud83d", "!")))

    text, _ = ask(chat_with(model_server))

    assert text.encode() == "Ja \ufffd!".encode()


def test_closing_early_hangs_up(model_server: ModelServer) -> None:
    model_server.always("stream-drip")

    async def first_piece() -> str | Finished:
        async with aclosing(chat_with(model_server).stream(PROMPT, max_tokens=100)) as reply:
            return await anext(reply)

    assert asyncio.run(first_piece()) == "a "
    assert model_server.hung_up.wait(2)


def test_giving_up_hangs_up(model_server: ModelServer) -> None:
    model_server.always("hang")

    async def give_up() -> None:
        async with asyncio.timeout(0.1):
            await heard(chat_with(model_server))

    with pytest.raises(TimeoutError):
        asyncio.run(give_up())
    assert model_server.hung_up.wait(2)


def test_many_replies_at_once_keep_apart(model_server: ModelServer) -> None:
    model_server.script = lambda asked: asked.last
    chat = chat_with(model_server)

    async def one(number: int) -> str:
        said = chat.stream([Message("user", f"say {number}")], max_tokens=100)
        return "".join([piece async for piece in said if isinstance(piece, str)])

    async def all_of_them() -> list[str]:
        return await asyncio.gather(*(one(number) for number in range(20)))

    assert asyncio.run(all_of_them()) == [f"say {number}" for number in range(20)]


def test_one_chat_serves_several_event_loops_and_leaves_nothing_open(
    model_server: ModelServer,
) -> None:
    """A pooled connection would belong to a loop that is closed; warnings are errors here."""
    chat = chat_with(model_server)

    assert [ask(chat)[0] for _ in range(3)] == [ask(chat)[0]] * 3
    gc.collect()


def test_a_prompt_that_is_too_long_can_be_told_from_other_failures(
    model_server: ModelServer,
) -> None:
    model_server.always("400-context")

    with pytest.raises(TooLongError):
        ask(chat_with(model_server))


def test_nobody_listening_is_a_problem_within_the_time_to_connect() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    chat = OpenAIChat("m", base_url=f"http://127.0.0.1:{port}/v1", api_key=KEY, limits=SHORT)
    began = time.monotonic()

    with pytest.raises(ServiceError, match="cannot be reached"):
        ask(chat)

    assert time.monotonic() - began < 3 * SHORT.connect_s + SLACK_S


def test_a_server_without_tls_is_a_problem(model_server: ModelServer) -> None:
    chat = OpenAIChat(
        "m", base_url=model_server.base_url.replace("http", "https"), api_key=KEY, limits=SHORT
    )

    with pytest.raises(ServiceError, match="cannot be reached"):
        ask(chat)


def test_a_name_that_does_not_exist_is_a_problem() -> None:
    chat = OpenAIChat("m", base_url="http://nowhere.invalid/v1", api_key=KEY, limits=SHORT)

    with pytest.raises(ServiceError, match=r"nowhere\.invalid"):
        ask(chat)


@pytest.mark.parametrize(
    "made", [repr, lambda chat: repr(chat._place), lambda chat: str(chat._place)]
)
def test_the_key_is_not_shown(made: Callable[[OpenAIChat], str]) -> None:
    chat = OpenAIChat("m", base_url="http://127.0.0.1:1/v1", api_key=KEY)

    assert KEY not in made(chat)


def test_a_chat_without_a_model_is_a_problem_of_the_set_up() -> None:
    with pytest.raises(SetupError, match=re.escape("No chat model is named.")):
        OpenAIChat(" ", base_url="http://127.0.0.1:1/v1", api_key=KEY)
