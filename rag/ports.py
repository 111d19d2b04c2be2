"""What the rest of the house asks of models and indexes. Each port has two implementations today.

Remote embedders and every index are plain calls: they run in worker threads at the edge. Only chat
waits long enough, and often enough, to be asynchronous all the way up.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
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


@dataclass(frozen=True, slots=True)
class Found:
    """An id out of an index that may be stale: believed only once joined to the truth."""

    passage_id: str
    score: float
    """Higher is better, comparable within one list."""


class DenseIndex(Protocol):
    """Nearest vectors, one space for each collection key. `ChromaIndex`, `ExactIndex`."""

    def put(self, key: str, ids: Sequence[str], vectors: Vectors) -> None:
        """Add or replace; any number of rows."""

    def remove(self, key: str, ids: Sequence[str]) -> None:
        """Forget *ids*; unknown ones are ignored."""

    def search(self, key: str, vector: Vectors, k: int) -> list[Found]:
        """Return up to *k* nearest by cosine, best first; an unknown *key* gives none."""

    def ids(self, key: str) -> set[str]:
        """Return all ids held, for the audit."""

    def close(self) -> None:
        """Let go of files and memory."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the keyword index is given of a passage."""

    passage_id: str
    text: str
    context: str
    """Title and headings: searched, at a lower weight."""
    document_id: str = ""
    """Of which document it is, for searches among some documents only."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question with other words that it is searched by."""

    text: str
    """Each of its words weighs 1."""
    beside: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    """Texts, and what each of their words weighs where the question does not say it."""


Question = str | Query
"""A plain one is searched by its own words only."""


class KeywordIndex(Protocol):
    """BM25 over words, one space for each collection key. `TantivyIndex`, `ScanIndex`."""

    def put(self, key: str, entries: Iterable[Entry]) -> None:
        """Add or replace; visible to the next search."""

    def remove(self, key: str, ids: Sequence[str]) -> None:
        """Forget *ids*; unknown ones are ignored."""

    def search(self, key: str, question: Question, k: int) -> list[Found]:
        """Return up to *k* best, best first; no word in common gives none."""

    def among(
        self, key: str, question: Question, k: int, document_ids: frozenset[str]
    ) -> list[Found]:
        """Return up to *k* best of those documents' entries, scored as by `search`."""

    def held(self, key: str, asked: Sequence[str]) -> dict[str, int]:
        """Count the entries that hold each of *asked*, words; those that none holds are absent."""

    def ids(self, key: str) -> set[str]:
        """Return all ids held, for the audit."""

    def close(self) -> None:
        """Let go of files and locks."""
