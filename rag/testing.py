"""Shipped parts for tests, here and in whatever is built on Footnote: real, local, scripted."""

import re
import zlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from rag.errors import FootnoteError, InputError
from rag.ports import Finished, Message, Ranked, Sentence, Task, Written
from rag.reply import Usage
from rag.types import Hit, Vectors

_WORDS = re.compile(r"\w+|[^\w\s]")


@dataclass(slots=True)
class ScriptedWriter:
    """Implements `Writer`: drafts what it is told to, and keeps what it was asked."""

    sentences: Sequence[Sentence] = ()
    """The draft."""
    repairs: Sequence[Sentence] = ()
    """Given one at a time, in order, whenever a sentence is to be rewritten; then none."""
    fails: FootnoteError | None = None
    """Raised after the draft, where `Written` would stand."""
    tasks: list[Task] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def model(self) -> str:
        """Say what the receipts will."""
        return "scripted"

    @property
    def version(self) -> str:
        """Of the script."""
        return "scripted-1"

    async def write(self, task: Task) -> AsyncIterator[Sentence | Written]:
        """Yield the script."""
        self.tasks.append(task)
        for sentence in self.sentences:
            yield sentence
        if self.fails:
            raise self.fails
        yield Written(Usage(100, 20), self.model)

    async def rewrite(
        self, task: Task, sentence: Sentence, problem: str
    ) -> AsyncIterator[Sentence | Written]:
        """Yield the next of the repairs, if one is left."""
        del task, sentence
        place = len(self.problems)
        self.problems.append(problem)
        for repair in self.repairs[place : place + 1]:
            yield repair
        yield Written(Usage(50, 10), self.model)


@dataclass(slots=True)
class ScriptedChat:
    """Implements `Chat`: replies what it is told to, in pieces, and keeps what it was asked."""

    replies: Sequence[Sequence[str]] = ()
    """Pieces of each reply, in order; the last is given again when they run out."""
    fails: FootnoteError | None = None
    """Raised where `Finished` would stand."""
    asked: list[list[Message]] = field(default_factory=list)

    @property
    def model(self) -> str:
        """Say what was asked for."""
        return "scripted-chat"

    async def stream(
        self, messages: Sequence[Message], *, max_tokens: int
    ) -> AsyncIterator[str | Finished]:
        """Yield the next reply, piece by piece."""
        del max_tokens
        turn = min(len(self.asked), len(self.replies) - 1)
        self.asked.append(list(messages))
        for piece in self.replies[turn]:
            yield piece
        if self.fails:
            raise self.fails
        yield Finished(Usage(10, 5), self.model)


class ByWords:
    """Implements `Reranker`: the more words a passage shares with the question, the better."""

    async def ranked(self, question: str, hits: Sequence[Hit]) -> Ranked:
        """Return *hits* by the number of shared words; equal ones in the order they came in."""
        asked = set(_WORDS.findall(question.lower()))
        shared = [len(asked & set(_WORDS.findall(hit.passage.text.lower()))) for hit in hits]
        places = sorted(range(len(hits)), key=lambda place: -shared[place])
        return Ranked(tuple(hits[place] for place in places))


class HashEmbedder:
    """Implements `Embedder`: texts that share words are near, since each word turns its own way.

    A token is four bytes of a word, or one mark; two special ones are added. Costs nothing.
    """

    def __init__(self, *, width: int = 32, window: int = 256, name: str = "hash@1") -> None:
        self.width = width
        self.window = window
        self.fingerprint = f"{name}/{width}"
        self.counter = ""
        self.english_only = False
        self.calls = 0
        """Of `embed_passages`."""

    def count(self, texts: Sequence[str]) -> list[int]:
        """Count tokens, the two special ones included."""
        return [
            2 + sum(-(-len(word.encode()) // 4) for word in _WORDS.findall(text)) for text in texts
        ]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row for each text; one over the window is refused."""
        self.calls += 1
        over = [count for count in self.count(texts) if count > self.window]
        if over:
            raise InputError(f"A text has {over[0]} tokens, over {self.window}.", "Shorten it.")
        return np.stack([np.zeros(self.width, np.float32), *map(self._row, texts)])[1:]

    def embed_question(self, question: str) -> Vectors:
        """Return one row, as for a passage."""
        return self.embed_passages([question])

    def _row(self, text: str) -> Vectors:
        row = np.zeros(self.width, dtype=np.float32)
        for word in _WORDS.findall(text.lower()):
            seed = zlib.crc32(word.encode())
            row[seed % self.width] += 1 if seed >> 16 & 1 else -1
        if not row.any():
            row[0] = 1
        return row / np.linalg.norm(row)
