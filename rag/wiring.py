"""Which adapter stands behind each port: the only place that chooses."""

from functools import partial

from rag.answer.learned import LearnedVerifier
from rag.answer.rewrite import Rewriter
from rag.errors import SetupError
from rag.footnote import Footnote
from rag.heap import share_arenas
from rag.models.address import is_near
from rag.models.embed_local import MiniLM
from rag.models.extractive import ExtractiveWriter
from rag.models.judge import CrossEncoder
from rag.models.prices import embedding_price
from rag.ports import Chat, Embedder, Reranker, Verifier, Writer
from rag.settings import Settings
from rag.store.library import Library
from rag.store.switch import built_with
from rag.store.vector_cache import VectorCache

EXTRACTIVE = "extractive"
"""The model's name where no model is called."""
LLAMA = "llama:"
"""Before the dotted name of an LLM class of LlamaIndex."""


def open_footnote(settings: Settings, *, command: str, address: str = "") -> Footnote:
    """Open the index under ``settings.home`` as *command*, which owns it until closed.

    Raises `OwnedError` where another process owns it, `IndexMismatchError` where another embedder
    made it, `SetupError` where a setting cannot be followed.
    """
    share_arenas()
    embedder = choose_embedder(settings)
    writer = choose_writer(settings, embedder)
    library = Library.open(settings, embedder=embedder, command=command, address=address)
    return Footnote(
        settings=settings,
        library=library,
        embedder=embedder,
        writer=writer,
        verifier=choose_verifier(threads=settings.threads),
        rewriter=choose_rewriter(settings),
        reranker=choose_reranker(settings),
    )


def choose_embedder(settings: Settings) -> Embedder:
    """Return the embedder that ``FOOTNOTE_EMBEDDER`` names, or else the index was built with."""
    spec = spec_of(settings)
    kind, _, model = spec.partition(":")
    if kind == "local" and not model:
        return MiniLM(threads=settings.threads)
    if kind == "openai" and model:
        return _remote(model, settings)
    raise SetupError(
        f"FOOTNOTE_EMBEDDER is {spec!r}.",
        "Give it `local` or `openai:MODEL`, such as `openai:text-embedding-3-small`.",
    )


def spec_of(settings: Settings) -> str:
    """Return how the embedder is called: in the settings, by the index, or else ``local``."""
    return settings.embedder or built_with(settings.home) or "local"


def _remote(model: str, settings: Settings) -> Embedder:
    from rag.models.embed_remote import RemoteEmbedder
    from rag.models.remembering import Remembering

    url, price_usd = settings.openai_base_url, settings.embed_price_usd
    if price_usd is None:
        price_usd = embedding_price(model, near=is_near(url))
    embedder = RemoteEmbedder(
        model,
        base_url=url,
        api_key=_key(settings),
        concurrency=settings.embed_concurrency,
    )
    cache = VectorCache(settings.home, most_mb=settings.embed_cache_mb)
    return Remembering(embedder, cache, price_usd=price_usd)


def choose_verifier(*, threads: int = 0) -> Verifier:
    """Return the verifier of every answer, summary and evaluation; *threads* 0: all cores."""
    return LearnedVerifier(CrossEncoder(threads=threads))


def choose_writer(settings: Settings, embedder: Embedder) -> Writer:
    """Return what writes answers: a chat model where one is set and has its key, else quotations.

    ``FOOTNOTE_MODEL=llama:CLASS`` is any LLM class of LlamaIndex, which brings its own key.
    """
    chat = _chat(settings)
    if chat is None:
        return ExtractiveWriter(embedder)
    from rag.answer.generate import ChatWriter

    return ChatWriter(chat, settings=settings)


def choose_rewriter(settings: Settings) -> Rewriter | None:
    """Return what rewrites questions: nothing unless ``FOOTNOTE_REWRITE`` and a model are set."""
    chat = _chat(settings) if settings.rewrite else None
    return Rewriter(chat, settings.rewrite) if chat else None


def choose_reranker(settings: Settings) -> Reranker | None:
    """Return what ranks hits again: nothing unless ``FOOTNOTE_RERANK`` and a model are set."""
    chat = _chat(settings) if settings.rerank else None
    if chat is None:
        return None
    from rag.answer.rerank import ChatReranker
    from rag.models.tokens import count_tokens

    count = partial(count_tokens, model=chat.model)
    # Room for all of them at twice their size, with titles: FOOTNOTE_CONTEXT_TOKENS holds fewer.
    return ChatReranker(chat, count=count, budget=settings.rerank * 2 * settings.passage_tokens)


def _chat(settings: Settings) -> Chat | None:
    llama = settings.model.startswith(LLAMA)
    if settings.model == EXTRACTIVE or (settings.openai_api_key is None and not llama):
        return None
    return _llama(settings) if llama else _openai(settings)


def _openai(settings: Settings) -> Chat:
    from rag.models.chat import OpenAIChat

    return OpenAIChat(
        settings.model,
        base_url=settings.openai_base_url,
        api_key=_key(settings),
        deadline_s=settings.answer_deadline_s,
    )


def _llama(settings: Settings) -> Chat:
    from rag.llama import LlamaChat, load_llm

    return LlamaChat(load_llm(settings.model.removeprefix(LLAMA), **settings.llama_options))


def _key(settings: Settings) -> str:
    if settings.openai_api_key is None:
        raise SetupError(
            f"{spec_of(settings)} at {settings.openai_base_url} needs a key.",
            "Set OPENAI_API_KEY (any text will do for a local server that asks for none).",
        )
    return settings.openai_api_key.get_secret_value()
