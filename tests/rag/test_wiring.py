"""Which adapter stands behind each port."""

import asyncio
from pathlib import Path

import pytest

from rag.errors import NotFoundError, SetupError
from rag.reply import Abstention
from rag.settings import Settings
from rag.store.records import Origin, Prepared
from rag.types import Collection, Document, Passage, Source, document_id
from rag.wiring import (
    choose_embedder,
    choose_reranker,
    choose_rewriter,
    choose_writer,
    open_footnote,
)

MOCK = "llama:llama_index.core.llms.mock.MockLLM"


def chosen(**settings: object) -> str:
    read = Settings.load({}, **settings)
    return choose_writer(read, choose_embedder(read)).model


def test_without_a_key_answers_are_quoted() -> None:
    assert chosen() == "extractive"
    assert chosen(openai_api_key="x", model="extractive") == "extractive"


def test_with_a_key_the_model_that_is_set_writes() -> None:
    assert chosen(openai_api_key="x") == "gpt-4o-mini"


def test_questions_are_rewritten_only_where_that_is_set_and_a_model_is_there() -> None:
    assert choose_rewriter(Settings.load({}, openai_api_key="x")) is None
    assert choose_rewriter(Settings.load({}, rewrite=2)) is None
    rewriter = choose_rewriter(Settings.load({}, openai_api_key="x", rewrite=2))
    assert rewriter is not None
    assert (rewriter.most, rewriter.chat.model) == (2, "gpt-4o-mini")


def test_an_llm_class_of_llamaindex_writes_and_is_checked_like_any_other(tmp_path: Path) -> None:
    """Its mock repeats the prompt, which is no answer, so nothing of it may be shown."""
    settings = Settings.load({}, home=tmp_path, model=MOCK, llama_options={"max_tokens": 9})
    source = Source(document_id(Collection(), "a.txt"), "v" * 64, "Terms", "a.txt")
    document = Document(source, "The warranty lasts 24 months.")
    passage = Passage.cut(document, 0, len(document.text))
    with open_footnote(settings, command="test") as footnote:
        vectors = footnote.embedder.embed_passages([passage.text])
        origin = Origin("a.txt", "", 29, "test")
        footnote.library.put(
            Collection(), [Prepared(document, (passage,), vectors, origin, original=None)]
        )
        reply = asyncio.run(footnote.answer("How long does the warranty last?"))

    assert isinstance(reply, Abstention)
    assert reply.model != "extractive"


@pytest.mark.parametrize("name", ["local:x", "openai:", "openai", "torch"])
def test_an_embedder_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(SetupError, match="FOOTNOTE_EMBEDDER"):
        choose_embedder(Settings.load({}, embedder=name))


def test_a_document_that_is_not_there_is_not_resolved(tmp_path: Path) -> None:
    settings = Settings.load({}, home=tmp_path)
    with (
        open_footnote(settings, command="test") as footnote,
        pytest.raises(NotFoundError, match=r"missing\.pdf"),
    ):
        footnote.resolve("missing.pdf", Collection())


def test_hits_are_ranked_again_only_where_that_is_asked_for_and_a_model_is_there() -> None:
    assert choose_reranker(Settings.load({}, openai_api_key="x")) is None
    assert choose_reranker(Settings.load({}, rerank=20)) is None
    assert choose_reranker(Settings.load({}, openai_api_key="x", rerank=20)) is not None
