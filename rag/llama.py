"""The only door to LlamaIndex: Footnote as a part of its pipelines, and its models as ours.

Importing this takes about three seconds, because LlamaIndex does: import it where it is used.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from importlib import import_module
from typing import Any

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.llms.types import ChatMessage, ChatResponse
from llama_index.core.base.response.schema import Response
from llama_index.core.llms.custom import CustomLLM
from llama_index.core.llms.llm import LLM
from llama_index.core.query_engine.custom import CustomQueryEngine
from llama_index.core.schema import (
    NodeRelationship,
    NodeWithScore,
    QueryBundle,
    RelatedNodeInfo,
    TextNode,
)
from llama_index.core.vector_stores.types import MetadataFilters

from rag.errors import SetupError
from rag.filters.llama_index import translated
from rag.filters.parse import parsed
from rag.models.chat import ANSWER, counted
from rag.models.foreign import Piece, read_foreign
from rag.models.limits import Limits
from rag.ports import Finished, Message
from rag.reply import Abstention, Answer, Citation
from rag.types import Hit, Passage, Source

Reply = Answer | Abstention
Filters = MetadataFilters | dict[str, Any] | None
SHOWN_TO_MODELS = ("path", "page")
"""Of a node's metadata; the rest is for programs and would only cost tokens."""


class FootnoteRetriever(BaseRetriever):
    """Footnote's search as a retriever of LlamaIndex.

    A node is a passage: its text, its id, and in its metadata where it is (`_place`).
    """

    def __init__(self, search: Callable[..., list[Hit]], *, filters: Filters = None) -> None:
        """Ask *search*, which may take its time: asynchronous callers get a worker thread.

        *filters* are handed to it as ``where``, translated; see `where_of`.
        """
        super().__init__()
        self._search = search
        self._where = where_of(filters)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._search(query_bundle.query_str, **self._where)
        return [NodeWithScore(node=passage_node(hit.passage), score=hit.score) for hit in hits]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


class FootnoteQueryEngine(CustomQueryEngine):
    """Footnote's answers as a query engine of LlamaIndex.

    `Response.response` is the answer with its ``[n]`` markers; `source_nodes` are the citations in
    the order of their numbers, each with the exact words as text; `metadata` says whether it was
    answered at all. An abstention has no source nodes. *filters* are handed to *answer* as
    ``where``, translated; see `where_of`.
    """

    answer: Callable[..., Awaitable[Reply]]
    filters: Filters = None

    def custom_query(self, query_str: str) -> Response:
        """Answer from a thread of its own, so that a running event loop is no obstacle."""
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, self.acustom_query(query_str)).result()

    async def acustom_query(self, query_str: str) -> Response:
        """Answer on the caller's event loop."""
        return response_of(await self.answer(query_str, **where_of(self.filters)))


def where_of(filters: Filters) -> dict[str, Any]:
    """Return *filters* as the option ``where`` of `Footnote`; none where there are none.

    They are LlamaIndex's own, or Mongo-style ones as `rag.filters.parse.parsed` takes them.
    `InputError` says what of them cannot be followed.
    """
    if filters is None:
        return {}
    if isinstance(filters, MetadataFilters):
        return {"where": translated(filters.model_dump(mode="json"))}
    parsed(filters)
    return {"where": filters}


def response_of(reply: Reply) -> Response:
    """Translate *reply* to LlamaIndex's type."""
    common: dict[str, Any] = {"id": reply.id, "model": reply.model, "receipt": reply.receipt.id}
    common |= {"kind": reply.kind.value, "scope": reply.scope.said if reply.scope else ""}
    if isinstance(reply, Abstention):
        common |= {"status": "abstained", "reason": reply.reason.value}
        return Response(reply.text, source_nodes=[], metadata=common)
    claims = [
        {"text": claim.text, "verdict": claim.verdict.value, "citations": list(claim.citations)}
        for claim in reply.claims
    ]
    common |= {"status": "answered", "confidence": reply.confidence, "claims": claims}
    common["conflicts"] = [conflict.said for conflict in reply.conflicts]
    nodes = [NodeWithScore(node=citation_node(citation)) for citation in reply.citations]
    return Response(reply.text, source_nodes=nodes, metadata=common)


def passage_node(passage: Passage) -> TextNode:
    """Translate *passage* to a node."""
    place = _place(passage.source, passage) | {"heading": " > ".join(passage.heading)}
    return _node(passage.id, passage.text, source=passage.source, place=place)


def citation_node(citation: Citation) -> TextNode:
    """Translate *citation* to a node whose text is the quote."""
    more = {"number": citation.number, "passage_id": citation.passage_id}
    name = f"{citation.passage_id}:{citation.start}-{citation.end}:{citation.number}"
    place = _place(citation.source, citation) | more
    return _node(name, citation.quote, source=citation.source, place=place)


def _place(source: Source, span: Passage | Citation) -> dict[str, Any]:
    """Say which characters (from 0, end exclusive) of which pages (from 1) of what."""
    return {
        "path": source.path,
        "title": source.title,
        "document_id": source.document_id,
        "version": source.version,
        "page": span.first_page,
        "last_page": span.last_page,
        "start": span.start,
        "end": span.end,
    }


def _node(name: str, text: str, *, source: Source, place: dict[str, Any]) -> TextNode:
    return TextNode(
        id_=name,
        text=text,
        metadata=place,
        excluded_embed_metadata_keys=list(place),
        excluded_llm_metadata_keys=[key for key in place if key not in SHOWN_TO_MODELS],
        start_char_idx=place["start"],
        end_char_idx=place["end"],
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=source.document_id)},
    )


class LlamaChat:
    """Implements `rag.ports.Chat` with any LLM class of LlamaIndex.

    Tokens are counted by us, since these classes say nothing uniform about them; cost is known
    for models in `rag.models.prices` only.
    """

    def __init__(
        self, llm: LLM, *, limits: Limits = ANSWER, limit_name: str | None = "max_tokens"
    ) -> None:
        """Use *llm*; *limit_name* is what its class calls the most tokens of a reply, if it can."""
        self._llm = llm
        self._limits = limits
        self._limit_name = limit_name

    @property
    def model(self) -> str:
        """The model's name, or its class's where it has none."""
        name = str(self._llm.metadata.model_name)
        return self._llm.class_name() if name in {"", "unknown"} else name

    async def stream(
        self, messages: Sequence[Message], *, max_tokens: int
    ) -> AsyncGenerator[str | Finished, None]:
        """Yield pieces of the reply as they come, then one `Finished`; see `rag.ports.Chat`."""
        turns = [ChatMessage(role=turn.role, content=turn.content) for turn in messages]
        options = {self._limit_name: max_tokens} if self._limit_name else {}
        said: list[str] = []
        reply = read_foreign(
            self.model,
            lambda: self._pieces(turns, options),
            limits=self._limits,
            max_tokens=max_tokens,
        )
        async with aclosing(reply):
            async for text in reply:
                said.append(text)
                yield text
        yield Finished(counted(messages, "".join(said), self.model), self.model)

    async def _pieces(
        self, turns: list[ChatMessage], options: dict[str, int]
    ) -> AsyncGenerator[Piece, None]:
        async with aclosing(_responses(self._llm, turns, options)) as responses:
            async for response in responses:
                yield Piece(response.delta or "", _finish(response.raw))


async def _responses(
    llm: LLM, turns: list[ChatMessage], options: dict[str, int]
) -> AsyncGenerator[ChatResponse, None]:
    if not isinstance(llm, CustomLLM):
        async with aclosing(await llm.astream_chat(turns, **options)) as responses:
            async for response in responses:
                yield response
        return
    # A `CustomLLM` computes in plain calls, also where it pretends to be asynchronous
    # (llama-index-core 0.14.25): on the event loop it would stop everything else.
    replies = llm.stream_chat(turns, **options)
    while (reply := await asyncio.to_thread(_step, replies)) is not None:
        yield reply


def _step(replies: Iterator[ChatResponse]) -> ChatResponse | None:
    return next(replies, None)


def _finish(raw: Any) -> str:
    """Find out why a reply ended, in what a provider sent: OpenAI's shape or a flat one."""
    for place in (_first(_get(raw, "choices")), raw):
        for name in ("finish_reason", "stop_reason", "done_reason"):
            if isinstance(value := _get(place, name), str):
                return value
    return ""


def _first(values: Any) -> Any:
    return values[0] if isinstance(values, list) and values else None


def _get(place: Any, name: str) -> Any:
    return place.get(name) if isinstance(place, dict) else getattr(place, name, None)


def load_llm(dotted_name: str, **options: Any) -> LLM:
    """Make the LLM class at *dotted_name*, such as ``llama_index.llms.ollama.Ollama``.

    `SetupError` where it is not installed, is no LLM class, or refuses *options*.
    """
    module_name, _, name = dotted_name.rpartition(".")
    if not module_name:
        problem = f"{dotted_name!r} names no class of LlamaIndex."
        raise SetupError(problem, "Give its full name, such as llama_index.llms.ollama.Ollama.")
    try:
        found = getattr(import_module(module_name), name, None)
    except ImportError as error:
        package = module_name.replace("_", "-").replace(".", "-")
        problem = f"{module_name} cannot be imported: {error}."
        raise SetupError(problem, f"Install it: pip install {package}") from error
    if not (isinstance(found, type) and issubclass(found, LLM)):
        raise SetupError(f"{dotted_name} is no LLM class of LlamaIndex.", "Check its spelling.")
    try:
        return found(**options)
    except (TypeError, ValueError) as error:
        kind = type(error).__name__
        problem = (
            f"{dotted_name} cannot be made with {', '.join(options) or 'no options'} ({kind})."
        )
        raise SetupError(problem, "Check its options in the documentation of the class.") from error
