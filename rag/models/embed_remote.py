"""An embedder behind any server that speaks OpenAI's protocol."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from time import sleep
from typing import TYPE_CHECKING

import numpy as np

from rag.errors import InputError, ServiceError
from rag.models.embed_request import Endpoint, Reply, request
from rag.models.tokens import count_tokens
from rag.types import Vectors

if TYPE_CHECKING:
    import openai

WIDTHS = {
    "text-embedding-3-small": 1536,
    "text-embedding-3-large": 3072,
    "text-embedding-ada-002": 1536,
}
"""Of models whose width need not be asked for."""
WINDOW = 8191
"""Tokens that OpenAI's embedding models read."""
OTHER_WINDOW = 512
"""Assumed of every other model: what most open ones read. Some cut longer texts in silence."""
BATCH_TEXTS, BATCH_TOKENS = 256, 100_000
"""Of one request; OpenAI takes 2,048 and 300,000."""
_SURROGATE = re.compile("[\ud800-\udfff]")


class RemoteEmbedder:
    """An `Embedder` that asks a server.

    Whether the same text gives the same bytes each time is up to the server; OpenAI's own differ
    in the last digits. What must not change is kept by whoever asks.
    """

    def __init__(
        self,
        model: str,
        *,
        base_url: str,
        api_key: str,
        width: int = 0,
        deadline_s: float = 60.0,
        wait: Callable[[float], None] = sleep,
    ) -> None:
        """Take the model's usual width where *width* is 0; an unknown model is asked for it.

        Each request may take *deadline_s* seconds, retries and the *wait* between them included.
        """
        self.model = model
        self._endpoint = Endpoint(base_url, api_key, deadline_s=deadline_s, wait=wait)
        self._width = width or WIDTHS.get(model, 0)

    @cached_property
    def width(self) -> int:
        """Columns of every vector; an unknown model is asked once."""
        return self._width or self._ask(["width"]).shape[1]

    @property
    def window(self) -> int:
        """Most tokens of one text."""
        return WINDOW if self.model.startswith("text-embedding-") else OTHER_WINDOW

    @property
    def fingerprint(self) -> str:
        """Model, server and width: the same name elsewhere may be another model."""
        return f"openai:{self.model}@{self._endpoint.host}/{self.width}"

    @property
    def counter(self) -> str:
        """`TiktokenCounter` counts as this does."""
        return f"tiktoken:{self.window}:{self.model}"

    def count(self, texts: Sequence[str]) -> list[int]:
        """Return tokens by tiktoken: exact for OpenAI's models, near for others."""
        return [count_tokens(text, self.model) for text in texts]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row for each text, in order; a text over the window is refused."""
        counts = self.count(texts)
        for number, tokens in enumerate(counts, start=1):
            if tokens > self.window:
                which = f"Text {number} of {len(texts)}" if len(texts) > 1 else "The text"
                problem = f"{which} has {tokens} tokens; {self.model} reads at most {self.window}."
                raise InputError(problem, f"Shorten or split it to at most {self.window} tokens.")
        if not texts:
            return np.empty((0, self.width), dtype=np.float32)
        return np.concatenate([self._ask(batch) for batch in _batches(texts, counts)])

    def embed_question(self, question: str) -> Vectors:
        """Return one row; these models embed questions and passages alike."""
        return self.embed_passages([question])

    def _ask(self, texts: Sequence[str]) -> Vectors:
        reply = request(self._endpoint, self._client, self.model, [_sendable(t) for t in texts])
        try:
            vectors = _vectors(reply, len(texts))
            if self._width not in {0, vectors.shape[1]}:
                _unusable(f"vectors of width {vectors.shape[1]}, not {self._width}")
        except ValueError as error:
            problem = f"{self.model} at {self._endpoint.host} sent {error}."
            raise ServiceError(problem, "Check FOOTNOTE_EMBEDDER and OPENAI_BASE_URL.") from error
        self._width = vectors.shape[1]
        return vectors

    @cached_property
    def _client(self) -> "openai.OpenAI":
        return self._endpoint.client()


def _sendable(text: str) -> str:
    """Half a surrogate pair cannot be sent, and OpenAI refuses a text of nothing."""
    return _SURROGATE.sub("\ufffd", text) or " "


def _batches(texts: Sequence[str], counts: Sequence[int]) -> Iterator[Sequence[str]]:
    start = tokens = 0
    for at, more in enumerate(counts):
        if at > start and (at - start == BATCH_TEXTS or tokens + more > BATCH_TOKENS):
            yield texts[start:at]
            start, tokens = at, 0
        tokens += more
    yield texts[start:]


def _vectors(reply: Reply, texts: int) -> Vectors:
    """Put rows in order, and make their lengths 1; `ValueError` says what is wrong with them."""
    rows = sorted(reply.data, key=lambda row: row.index)
    if [row.index for row in rows] != list(range(texts)):
        _unusable(f"{len(rows)} vectors for {texts} texts, or with wrong numbers")
    widths = {len(row.embedding) for row in rows}
    if len(widths) != 1 or 0 in widths:
        _unusable(f"vectors of widths {sorted(widths)}")
    wide = np.array([row.embedding for row in rows], dtype=np.float64)
    with np.errstate(over="ignore"):  # then the length is infinite, and refused
        lengths = np.linalg.norm(wide, axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or not (lengths > 0).all():
        _unusable("a vector that is no direction: all zeros, or not numbers")
    unit: Vectors = (wide / lengths).astype(np.float32)
    return unit


def _unusable(what: str) -> None:
    raise ValueError(what)
