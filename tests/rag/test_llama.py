"""LlamaIndex on either side of our door: what is handed to it, and what is taken from it."""

import asyncio
import time
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from llama_index.core.base.llms.types import (
    ChatMessage,
    ChatResponse,
    CompletionResponse,
    CompletionResponseGen,
    LLMMetadata,
)
from llama_index.core.llms.callbacks import llm_completion_callback
from llama_index.core.llms.custom import CustomLLM
from llama_index.core.llms.mock import MockLLM
from llama_index.core.schema import MetadataMode, TextNode
from llama_index.core.vector_stores.types import MetadataFilter, MetadataFilters

from rag.errors import InputError, ServiceError, SetupError
from rag.llama import FootnoteQueryEngine, FootnoteRetriever, LlamaChat, Reply, load_llm
from rag.models.limits import Limits
from rag.ports import Finished, Message
from rag.reply import (
    Abstention,
    Answer,
    Citation,
    Claim,
    Reason,
    Receipt,
    Searched,
    Timings,
    Usage,
    Verdict,
)
from rag.types import Collection, Document, Hit, Passage, Section, Source

TEXT = "Pumps\nThe pump is blue. The warranty lasts 24 months from delivery."
SOURCE = Source("doc_1", "v" * 64, "Pump manual", "manuals/pump.pdf")
DOCUMENT = Document(SOURCE, TEXT, page_starts=(0, 24), sections=(Section("Pumps", 1, 0),))
FIRST, SECOND = Passage.cut(DOCUMENT, 6, 23), Passage.cut(DOCUMENT, 24, len(TEXT))
RECEIPT = Receipt("rcp_1", (), "answer-2", "extractive", "s", "v")
LIMITS = Limits(deadline_s=2, first_s=0.3, idle_s=0.3)


def search(question: str) -> list[Hit]:
    if not question.strip():
        raise InputError("The question is empty.", "Ask something.")
    return [Hit(SECOND, 0.5), Hit(FIRST, 0.25)]


def an_answer(question: str) -> Answer:
    start = TEXT.index("The warranty")
    citation = Citation(1, SOURCE, 2, 2, start, start + 31, TEXT[start : start + 31], SECOND.id)
    text = "The warranty lasts 24 months [1]."
    claim = Claim("The warranty lasts 24 months.", 0, len(text), Verdict.SUPPORTED, 0.97, (1,))
    return Answer(
        "ans_1", question, text, (claim,), (citation,), 0.9, "m", Usage(), Timings(), RECEIPT
    )


def an_abstention(question: str) -> Abstention:
    return Abstention(
        "ans_2",
        question,
        Reason.NOT_ENOUGH_EVIDENCE,
        "The documents do not say.",
        Searched(Collection(), question, 1, 2),
        (Hit(FIRST, 0.1),),
        "m",
        Usage(),
        Timings(),
        RECEIPT,
    )


async def answer(question: str) -> Reply:
    await asyncio.sleep(0)
    return an_abstention(question) if "king" in question else an_answer(question)


def test_nodes_are_passages_with_their_place() -> None:
    first, second = FootnoteRetriever(search).retrieve("How long is the warranty?")

    assert isinstance(first.node, TextNode)
    assert (first.node.node_id, first.node.text, first.score) == (SECOND.id, SECOND.text, 0.5)
    place = first.node.metadata
    assert (place["path"], place["page"]) == ("manuals/pump.pdf", 2)
    assert TEXT[place["start"] : place["end"]] == first.node.text
    assert TEXT[first.node.start_char_idx : first.node.end_char_idx] == first.node.text
    assert place["heading"] == "Pumps"
    assert first.node.source_node is not None
    assert first.node.source_node.node_id == "doc_1"
    assert second.node.node_id == FIRST.id


def test_models_see_the_text_and_little_else() -> None:
    (node, _) = FootnoteRetriever(search).retrieve("How long is the warranty?")

    shown = node.node.get_content(MetadataMode.LLM)

    assert "manuals/pump.pdf" in shown
    assert SECOND.text in shown
    assert "doc_1" not in shown
    assert node.node.get_content(MetadataMode.EMBED) == SECOND.text


def test_retrieving_asynchronously_gives_the_same_and_stops_nobody() -> None:
    def slow(question: str) -> list[Hit]:
        time.sleep(0.2)
        return search(question)

    async def both() -> tuple[list[str], int]:
        ticks = 0
        retrieving = asyncio.create_task(FootnoteRetriever(slow).aretrieve("warranty"))
        while not retrieving.done():
            await asyncio.sleep(0.01)
            ticks += 1
        return [found.node.node_id for found in await retrieving], ticks

    ids, ticks = asyncio.run(both())

    assert ids == [SECOND.id, FIRST.id]
    assert ticks > 3


def test_filters_are_handed_on_translated() -> None:
    asked: list[Any] = []

    def kept(question: str, *, where: Any = None) -> list[Hit]:
        asked.append(where)
        return search(question)

    async def told(question: str, *, where: Any = None) -> Reply:
        asked.append(where)
        return await answer(question)

    theirs = MetadataFilters(filters=[MetadataFilter(key="pages", value=3)])
    for filters in (None, {"pages": 3}, theirs):
        FootnoteRetriever(kept, filters=filters).retrieve("warranty?")
        FootnoteQueryEngine(answer=told, filters=filters).query("warranty?")

    ours = {"$and": [{"pages": {"$eq": 3}}]}
    assert asked == [None, None, {"pages": 3}, {"pages": 3}, ours, ours]


def test_a_filter_that_cannot_be_followed_is_refused_before_anything_is_asked() -> None:
    with pytest.raises(InputError, match="no field"):
        FootnoteRetriever(search, filters={"nothing": 1})


def test_our_errors_come_through_unchanged() -> None:
    with pytest.raises(InputError, match="The question is empty"):
        FootnoteRetriever(search).retrieve(" ")


def test_an_answer_keeps_its_markers_and_its_citations() -> None:
    response = FootnoteQueryEngine(answer=answer).query("How long is the warranty?")

    assert str(response) == "The warranty lasts 24 months [1]."
    (found,) = response.source_nodes
    assert isinstance(found.node, TextNode)
    place = found.node.metadata
    assert found.node.text == TEXT[place["start"] : place["end"]]
    assert (place["number"], place["page"], place["passage_id"]) == (1, 2, SECOND.id)
    assert response.metadata is not None
    assert response.metadata["status"] == "answered"
    assert response.metadata["claims"][0]["verdict"] == "supported"


def test_an_abstention_has_no_sources() -> None:
    """Nodes that merely came near would be read as support."""
    response = FootnoteQueryEngine(answer=answer).query("Who is the king?")

    assert str(response) == "The documents do not say."
    assert response.source_nodes == []
    assert response.metadata is not None
    assert response.metadata["reason"] == "not_enough_evidence"


def test_the_engine_answers_inside_a_running_loop_too() -> None:
    engine = FootnoteQueryEngine(answer=answer)

    async def both_ways() -> tuple[str, str]:
        return str(await engine.aquery("warranty?")), str(engine.query("warranty?"))

    first, second = asyncio.run(both_ways())

    assert first == second == "The warranty lasts 24 months [1]."


async def said(chat: LlamaChat) -> list[str | Finished]:
    return [piece async for piece in chat.stream([Message("user", "hello")], max_tokens=50)]


def test_any_llm_of_llama_index_can_be_the_chat_model() -> None:
    *pieces, finished = asyncio.run(said(LlamaChat(MockLLM())))

    assert "hello" in "".join(str(piece) for piece in pieces)
    assert isinstance(finished, Finished)
    assert finished.model == "MockLLM"


def test_an_asynchronous_llm_is_read_as_it_streams() -> None:
    chat = LlamaChat(load_llm("llama_index.core.llms.mock.MockFunctionCallingLLM"))

    *pieces, finished = asyncio.run(said(chat))

    assert "hello" in "".join(str(piece) for piece in pieces)
    assert isinstance(finished, Finished)


class Slow(CustomLLM):
    """A local model that computes for a while, in plain calls."""

    seconds: float

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata()

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
        assert prompt
        assert formatted
        assert kwargs == {"max_tokens": 50}
        time.sleep(self.seconds)
        yield CompletionResponse(text="Yes.", delta="Yes.")


def test_a_local_model_does_not_stop_the_event_loop() -> None:
    async def both() -> tuple[list[str | Finished], int]:
        ticks = 0
        saying = asyncio.create_task(said(LlamaChat(Slow(seconds=0.2), limits=LIMITS)))
        while not saying.done():
            await asyncio.sleep(0.01)
            ticks += 1
        return await saying, ticks

    pieces, ticks = asyncio.run(both())

    assert pieces[0] == "Yes."
    assert ticks > 3


def test_a_silent_model_is_given_up() -> None:
    with pytest.raises(ServiceError, match="silent"):
        asyncio.run(said(LlamaChat(Slow(seconds=0.6), limits=LIMITS)))


class ProviderError(Exception):
    """Defined by nobody we know."""


class Failing(Slow):
    """A model whose provider's package fails in its own way."""

    error: Any

    def stream_chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> Any:
        assert messages
        assert kwargs
        raise self.error


@pytest.mark.parametrize(
    "error",
    [ProviderError("sk-secret"), ConnectionResetError("sk-secret"), ValueError("sk-secret")],
)
def test_a_providers_own_error_is_a_failed_service_and_is_not_repeated(error: Exception) -> None:
    with pytest.raises(ServiceError, match=type(error).__name__) as caught:
        asyncio.run(said(LlamaChat(Failing(seconds=0, error=error))))

    assert "sk-secret" not in str(caught.value)


def test_a_bug_stays_a_bug() -> None:
    with pytest.raises(KeyError):
        asyncio.run(said(LlamaChat(Failing(seconds=0, error=KeyError("x")))))


def test_an_llm_is_made_by_its_name() -> None:
    made = load_llm("llama_index.core.llms.mock.MockLLM", max_tokens=3)

    assert isinstance(made, MockLLM)
    assert made.max_tokens == 3


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("MockLLM", "names no class"),
        ("llama_index.llms.unheard_of.Model", "cannot be imported"),
        ("llama_index.core.llms.mock.NoSuchLLM", "is no LLM class"),
        ("pathlib.Path", "is no LLM class"),
        ("llama_index.core.llms.mock", "is no LLM class"),
    ],
)
def test_a_name_that_is_no_llm_is_a_problem_of_the_set_up(name: str, words: str) -> None:
    with pytest.raises(SetupError, match=words):
        load_llm(name)


def test_options_that_do_not_fit_are_a_problem_of_the_set_up() -> None:
    with pytest.raises(SetupError, match="no_such_option"):
        load_llm("llama_index.core.llms.mock.MockLLM", no_such_option=1)


def test_a_missing_package_is_named() -> None:
    with pytest.raises(SetupError) as caught:
        load_llm("llama_index.llms.unheard_of.Model")

    assert "pip install llama-index-llms-unheard-of" in caught.value.remedy


def test_a_chat_response_of_a_provider_may_say_why_it_ended() -> None:
    """OpenAI's class keeps its pieces, objects, under ``raw``."""

    raw = SimpleNamespace(choices=[SimpleNamespace(finish_reason="length")])

    class Cut(Slow):
        def stream_chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> Any:
            assert messages
            assert kwargs
            yield ChatResponse(message=ChatMessage(content="It"), delta="It", raw=raw)

    with pytest.raises(ServiceError, match="cut off after 50 tokens"):
        asyncio.run(said(LlamaChat(Cut(seconds=0))))
