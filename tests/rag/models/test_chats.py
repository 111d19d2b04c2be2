"""What `Chat` promises, asked of every implementation."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from typing import Any

import pytest
from llama_index.core.base.llms.types import CompletionResponse, CompletionResponseGen, LLMMetadata
from llama_index.core.llms.callbacks import llm_completion_callback
from llama_index.core.llms.custom import CustomLLM

from rag.errors import ServiceError
from rag.llama import LlamaChat
from rag.models.chat import OpenAIChat
from rag.models.limits import Limits
from rag.ports import Chat, Finished, Message
from tests.servers.model_server import ModelServer
from tests.servers.wire import Reply

LIMITS = Limits(deadline_s=2, first_s=0.5, idle_s=0.5, least_pause_s=0.01, most_pause_s=0.02)
PROMPT = [Message("system", "Be brief."), Message("user", "How long is the warranty?")]
Make = Callable[[Reply], Chat]


class Reciting(CustomLLM):
    """A local model with one thing to say."""

    pieces: list[str]
    finish: str

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(model_name="reciting-1")

    @llm_completion_callback()
    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:  # noqa: FBT001, FBT002 -- theirs
        raise NotImplementedError(prompt, formatted, kwargs)

    @llm_completion_callback()
    def stream_complete(
        self,
        prompt: str,
        formatted: bool = False,  # noqa: FBT001, FBT002 -- theirs
        **kwargs: Any,
    ) -> CompletionResponseGen:
        assert "How long" in prompt
        assert formatted
        assert kwargs == {"max_tokens": 50}
        said = ""
        for piece in self.pieces:
            said += piece
            yield CompletionResponse(text=said, delta=piece)
        yield CompletionResponse(text=said, delta="", raw={"finish_reason": self.finish})


@pytest.fixture(params=["openai", "llama"])
def make(request: pytest.FixtureRequest, model_server: ModelServer) -> Make:
    def openai(reply: Reply) -> Chat:
        model_server.always(reply)
        return OpenAIChat("some-1", base_url=model_server.base_url, api_key="", limits=LIMITS)

    def llama(reply: Reply) -> Chat:
        return LlamaChat(Reciting(pieces=reply.cut, finish=reply.finish), limits=LIMITS)

    return openai if request.param == "openai" else llama


async def heard(reply: AsyncIterator[str | Finished]) -> list[str | Finished]:
    return [piece async for piece in reply]


def ask(chat: Chat, *, max_tokens: int = 50) -> list[str | Finished]:
    return asyncio.run(heard(chat.stream(PROMPT, max_tokens=max_tokens)))


def test_a_reply_is_pieces_in_order_and_then_what_it_took(make: Make) -> None:
    *pieces, finished = ask(make(Reply("It lasts 24 months.")))

    assert pieces == ["It ", "lasts ", "24 ", "months."]
    assert isinstance(finished, Finished)
    assert finished.model
    assert finished.usage.prompt_tokens > 5
    assert finished.usage.completion_tokens > 3


def test_white_space_comes_with_the_first_word(make: Make) -> None:
    *pieces, _ = ask(make(Reply("", pieces=("\n", " ", "Yes", " ", "."))))

    assert pieces == ["\n Yes", " ", "."]


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply("It lasts", finish="length"), "cut off after 50 tokens"),
        (Reply("It lasts", finish="content_filter"), "content.filter"),
        (Reply("It lasts", finish="tool_calls"), "tool_calls"),
        (Reply(""), "empty"),
        (Reply(" \n "), "empty"),
        (Reply("and so on " * 100), "far more than was asked for"),
    ],
)
def test_a_reply_that_is_not_whole_never_finishes(make: Make, reply: Reply, words: str) -> None:
    pieces: list[str | Finished] = []

    async def listen(chat: Chat) -> None:
        async for piece in chat.stream(PROMPT, max_tokens=50):
            pieces.append(piece)  # noqa: PERF401 -- what came before the error is what matters

    with pytest.raises(ServiceError, match=words):
        asyncio.run(listen(make(reply)))

    assert all(isinstance(piece, str) for piece in pieces)


def test_a_reply_can_be_left_early(make: Make) -> None:
    async def first(chat: Chat) -> str | Finished:
        reply = chat.stream(PROMPT, max_tokens=50)
        assert isinstance(reply, AsyncGenerator)
        async with aclosing(reply):
            return await anext(reply)

    assert asyncio.run(first(make(Reply("It lasts 24 months.")))) == "It "


def test_a_chat_says_its_model(make: Make) -> None:
    assert make(Reply("Yes.")).model in {"some-1", "reciting-1"}
