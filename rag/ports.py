"""What the rest of the house asks of models; each port has two implementations today.

Remote embedders and every index are plain calls: they run in worker threads at the edge. Only chat
waits long enough, and often enough, to be asynchronous all the way up.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from rag.reply import Usage, Verdict
from rag.retrieve.kinds import Kind
from rag.types import Hit, Vectors


class Counter(Protocol):
    """Says how much of an embedder's window a text takes. `LocalCounter`, `TiktokenCounter`."""

    @property
    def window(self) -> int:
        """Most tokens of one text, by `count`, special tokens included."""

    def count(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens the model reads in each text, special tokens included."""


class Embedder(Counter, Protocol):
    """Turns texts into vectors that a dot product can compare.

    The same text gives the same bytes, alone or in any batch. Implementations: `MiniLM`
    (`rag.models.embed_local`), `RemoteEmbedder` (`rag.models.embed_remote`).
    """

    @property
    def fingerprint(self) -> str:
        """Model, revision and width: ``"all-MiniLM-L6-v2@c9745ed/384"``.

        Kept beside the index. An index answers only to the fingerprint it was built with; any
        other raises `IndexMismatchError`.
        """

    @property
    def width(self) -> int:
        """Columns of every vector."""

    @property
    def english_only(self) -> bool:
        """Whether what is in other languages gets vectors that mean little."""

    @property
    def counter(self) -> str:
        """What `rag.models.counting` makes a `Counter` of that counts alike; empty: it cannot."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return shape ``(len(texts), width)``; row *i* is ``texts[i]``, of length 1.

        No texts give shape ``(0, width)``. A text over `window` is refused with `InputError`,
        never cut in silence.
        """

    def embed_question(self, question: str) -> Vectors:
        """Return shape ``(1, width)``. Some models embed the two sides differently."""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation with a chat model."""

    role: str
    """``"system"``, ``"user"`` or ``"assistant"``."""
    content: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The last thing a chat stream yields: the reply is complete, and this is what it took."""

    usage: Usage
    model: str
    """As the upstream names it."""


class Chat(Protocol):
    """A chat model behind whatever gateway. Implementations: `OpenAIChat`, `LlamaChat`."""

    @property
    def model(self) -> str:
        """As asked for: ``"gpt-4o-mini"``."""

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int
    ) -> AsyncIterator[str | Finished]:
        """Yield pieces of the reply as they come, then one `Finished`.

        A reply that did not end as it should (cut, filtered, over *max_tokens*, empty, not what
        the protocol says) raises `ServiceError`, at the latest where `Finished` would stand, so
        incomplete output is never taken for complete. Failures before the first piece are retried
        within the deadline.
        """


@dataclass(frozen=True, slots=True)
class Quote:
    """The words a writer says it relies on."""

    shown: int
    """Which of the passages it was shown, from 1. May name one that does not exist."""
    words: str
    """As the writer gave them; may be empty, or be in no passage at all."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a draft, before anything about it is believed."""

    text: str
    """Without markers."""
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """What a writer is to write, and from what."""

    question: str
    """Standing on its own. For a summary: what to say, and how long."""
    hits: tuple[Hit, ...]
    """Best first; writers number them from 1 in this order."""
    language: str = ""
    """ISO 639-1 of the reply; empty for the question's own."""
    kind: Kind = Kind.LOOKUP
    each: tuple[str, ...] = ()
    """Its parts or sides, as questions; none where there is one only. Each wants an answer."""
    every: str = ""
    """Of what all that there is is wanted, for a list or a count; empty for any other question."""
    documents: bool = False
    """Whether what is listed or counted are the documents."""


@dataclass(frozen=True, slots=True)
class Written:
    """The last thing a writer yields."""

    usage: Usage
    model: str
    read: int | None = None
    """How many of the hits it was given it did read, from the first; None: all."""
    silent: tuple[str, ...] = ()
    """Those of `Task.each` that it found nothing for, as far as it can tell."""


class Writer(Protocol):
    """Drafts an answer. Implementations: `ChatWriter`, `ExtractiveWriter` (no model at all)."""

    @property
    def model(self) -> str:
        """``"extractive"`` where no model writes."""

    @property
    def version(self) -> str:
        """Of prompt or method, for receipts."""

    def write(self, task: Task) -> AsyncIterator[Sentence | Written]:
        """Yield the draft sentence by sentence, then one `Written`.

        No sentence at all means: the passages do not hold the answer.
        """

    def rewrite(
        self, task: Task, sentence: Sentence, problem: str
    ) -> AsyncIterator[Sentence | Written]:
        """Yield what *sentence* should have been, given what was wrong with it; maybe nothing."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Hits in a new order, and what that took."""

    hits: tuple[Hit, ...]
    usage: Usage = field(default_factory=Usage)
    note: str = ""
    """For the reader, where the order is still the old one against what was asked."""


class Reranker(Protocol):
    """Reads the best hits again, at a price: `ChatReranker`; in tests `rag.testing.ByWords`."""

    async def ranked(self, question: str, hits: Sequence[Hit]) -> Ranked:
        """Return all of *hits*, best first; a failure leaves them in the order they came in."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a verifier found of one claim."""

    verdict: Verdict
    probability: float
    """That the evidence supports the claim, 0 to 1."""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a learned judge makes of one claim and its evidence; no verdict yet."""

    support: float
    """Log-odds that the evidence supports the claim."""
    lacking: tuple[str, ...] = ()
    """Words of the claim that the judge misses in the evidence, in order."""


class Judge(Protocol):
    """Has opinions on English pairs; `rag.answer.learned` makes verdicts of them."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever an opinion could."""

    def opinions(self, pairs: Sequence[tuple[str, Sequence[str]]]) -> list[Opinion]:
        """Return one opinion for each (claim, evidence texts): a pair's own, in any company."""


class Verifier(Protocol):
    """Says whether evidence supports claims: the same input, the same verdict, to the byte."""

    @property
    def version(self) -> str:
        """Changes whenever a verdict could."""

    def check(self, pairs: Sequence[tuple[str, Sequence[str]]]) -> list[Checked]:
        """Return one verdict for each (claim, evidence texts); no evidence is ``unsupported``."""
