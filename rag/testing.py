"""Shipped parts for tests, here and in whatever is built on Footnote: real, local, scripted."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from rag.errors import FootnoteError
from rag.ports import Finished, Message, Sentence, Task, Written
from rag.reply import Usage


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
