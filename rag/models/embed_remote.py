"""An embedder behind any server that speaks OpenAI's protocol."""

import re
import weakref
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from rag.errors import InputError, ServiceError
from rag.models.batches import Batch, parted
from rag.models.embed_request import (
    Endpoint,
    FailedTryError,
    Reply,
    in_order,
    once,
    unusable,
)
from rag.models.flow import Clock, Flow, Work
from rag.models.persist import Patience, persist
from rag.models.spending import Spending
from rag.models.together import together
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
CONCURRENCY = 8
_SURROGATE = re.compile("[\ud800-\udfff]")

Arrived = Callable[[Sequence[int], Vectors], None]
"""Is given the places of some of the texts, and their vectors."""


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
        concurrency: int = CONCURRENCY,
        clock: Clock | None = None,
    ) -> None:
        """Take the model's usual width where *width* is 0; an unknown model is asked for it.

        A question, for which somebody waits, may take *deadline_s* seconds, retries and the pauses
        between them included; so may each answer about passages, and all tries five times that.
        """
        self.model = model
        self._endpoint = Endpoint(base_url, api_key)
        self._width = width or WIDTHS.get(model, 0)
        self._clock = clock or Clock()
        self._flow = Flow(concurrency, self._clock)
        self._hasty = Patience(3, deadline_s, deadline_s, longest_wait_s=20.0)
        self._patient = Patience(10, 5 * deadline_s, deadline_s, longest_wait_s=2 * deadline_s)

    @cached_property
    def width(self) -> int:
        """Columns of every vector; an unknown model is asked once."""
        return self._width or self._asked(["width"]).shape[1]

    @property
    def window(self) -> int:
        """Most tokens of one text."""
        return WINDOW if self.model.startswith("text-embedding-") else OTHER_WINDOW

    @property
    def host(self) -> str:
        """Where the server is."""
        return self._endpoint.host

    @property
    def fingerprint(self) -> str:
        """Model, server and width: the same name elsewhere may be another model."""
        return f"openai:{self.model}@{self.host}/{self.width}"

    @property
    def english_only(self) -> bool:
        """Taken not to be: what OpenAI serves reads a hundred languages."""
        return False

    @property
    def counter(self) -> str:
        """`TiktokenCounter` counts as this does."""
        return f"tiktoken:{self.window}:{self.model}"

    def count(self, texts: Sequence[str]) -> list[int]:
        """Return tokens by tiktoken: exact for OpenAI's models, near for others."""
        return [count_tokens(text, self.model) for text in texts]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row for each text, in order; a text over the window is refused."""
        return self.embed(texts, self.fitting(texts))

    def embed_question(self, question: str) -> Vectors:
        """Return one row; these models embed questions and passages alike."""
        self.fitting([question])
        return self._asked([question])

    def embed(
        self,
        texts: Sequence[str],
        counts: Sequence[int],
        *,
        arrived: Arrived = lambda _places, _vectors: None,
        spending: Spending | None = None,
    ) -> Vectors:
        """Embed *texts* of so many tokens, `fitting`; count and limit requests by *spending*.

        *arrived* is called in whichever thread, as each request is answered. So when this raises,
        `BudgetError` among others, all that was paid for has been handed over.
        """
        if not texts:
            return np.empty((0, self.width), dtype=np.float32)
        work, spent = Work(), spending or Spending()

        def do(batch: Batch) -> Vectors:
            rows = []
            while batch.texts:
                some = batch[: spent.grant(batch.counts)]
                rows.append(self._paid(some, spent, work))
                arrived(some.places, rows[-1])
                batch = batch[len(some.texts) :]
            return np.concatenate(rows)

        _ = self._client  # made by one thread, before many use it
        batches = list(parted(texts, counts, among=self._flow.most))
        rows = together(do, batches, most=self._flow.most, stop=lambda: self._flow.stop(work))
        return np.concatenate(rows)

    def fitting(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has; `InputError` where one is over the window."""
        counts = self.count(texts)
        for number, tokens in enumerate(counts, start=1):
            if tokens > self.window:
                which = f"Text {number} of {len(texts)}" if len(texts) > 1 else "The text"
                problem = f"{which} has {tokens} tokens; {self.model} reads at most {self.window}."
                raise InputError(problem, f"Shorten or split it to at most {self.window} tokens.")
        return counts

    def _paid(self, batch: Batch, spent: Spending, work: Work) -> Vectors:
        aside, billed = sum(batch.counts), None
        try:
            reply = self._replied(
                batch.texts, self._patient, self._flow, work, broke=lambda: spent.broke(aside)
            )
            billed = aside if reply.usage is None else reply.usage.prompt_tokens
        finally:
            spent.refund(aside) if billed is None else spent.settle(aside, billed)
        try:
            return self._vectors(reply, len(batch.texts))
        except ServiceError:
            spent.lose(billed)
            raise

    def _asked(self, texts: Sequence[str]) -> Vectors:
        """Ask for somebody who waits: past whatever else is in flight, and not for long."""
        reply = self._replied(texts, self._hasty, Flow(1, self._clock), Work())
        return self._vectors(reply, len(texts))

    def _replied(
        self,
        texts: Sequence[str],
        patience: Patience,
        flow: Flow,
        work: Work,
        *,
        broke: Callable[[], None] = lambda: None,
    ) -> Reply:
        """Ask until there is a reply; *broke* is called for each try that may be billed without."""
        whole = [_sendable(text) for text in texts]

        def tried(seconds: float) -> Reply:
            try:
                return once(self._client, self.model, whole, seconds)
            except FailedTryError as failure:
                if failure.billed:
                    broke()
                raise

        return persist(
            tried,
            f"{self.model} at {self.host}",
            patience=patience,
            flow=flow,
            work=work,
        )

    def _vectors(self, reply: Reply, texts: int) -> Vectors:
        try:
            vectors = in_order(reply, texts)
            if self._width not in {0, vectors.shape[1]}:
                raise unusable(f"vectors of width {vectors.shape[1]}, not {self._width}")
        except ValueError as error:
            problem = f"{self.model} at {self.host} sent {error}."
            raise ServiceError(problem, "Check FOOTNOTE_EMBEDDER and OPENAI_BASE_URL.") from error
        self._width = vectors.shape[1]
        return vectors

    @cached_property
    def _client(self) -> "openai.OpenAI":
        client = self._endpoint.client()
        weakref.finalize(self, client.close)
        return client


def _sendable(text: str) -> str:
    """Half a surrogate pair cannot be sent, and OpenAI refuses a text of nothing."""
    return _SURROGATE.sub("\ufffd", text) or " "
