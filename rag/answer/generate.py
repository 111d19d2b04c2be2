"""A chat model as a writer: its text, cut into sentences with the words each relies on."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from functools import partial

from rag.answer.markers import Cutter
from rag.answer.prompt import ANSWER, NO_ANSWER, CountTokens, fitting, messages, repair
from rag.errors import ServiceError
from rag.models.tokens import count_tokens
from rag.ports import Chat, Finished, Message, Sentence, Task, Written
from rag.reply import Usage
from rag.settings import Settings

_CHARACTERS = 12
"""Most characters we read for one token of the limit. A reply longer than that has no end."""


class ChatWriter:
    """Implements `Writer` over any `Chat`."""

    def __init__(
        self,
        chat: Chat,
        *,
        settings: Settings,
        count: CountTokens | None = None,
        prompt: str = ANSWER,
    ) -> None:
        """Write through *chat*; *count* is the tokens of a text, by the model's own measure."""
        self._chat = chat
        self._settings = settings
        self._count = count or partial(count_tokens, model=chat.model)
        self._prompt = prompt

    @property
    def model(self) -> str:
        """As asked for."""
        return self._chat.model

    @property
    def version(self) -> str:
        """Of the prompt file."""
        return self._prompt

    async def write(self, task: Task) -> AsyncIterator[Sentence | Written]:
        """Yield the draft sentence by sentence, then one `Written`; `NO_ANSWER` yields none."""
        fitted = self._fitted(task)
        async for item in self._read(messages(fitted, version=self._prompt)):
            yield replace(item, read=len(fitted.hits)) if isinstance(item, Written) else item

    async def rewrite(
        self, task: Task, sentence: Sentence, problem: str
    ) -> AsyncIterator[Sentence | Written]:
        """Ask once more for *sentence*; yields nothing but `Written` where it cannot be had."""
        async for item in self._read(repair(self._fitted(task), sentence, problem)):
            yield item

    def _fitted(self, task: Task) -> Task:
        hits = fitting(task.hits, count=self._count, budget=self._settings.context_tokens)
        return replace(task, hits=hits)

    async def _read(self, asked: Sequence[Message]) -> AsyncIterator[Sentence | Written]:
        cutter, seen = Cutter(), ""
        ended = Finished(Usage(), self.model)
        async for piece in self._chat.stream(asked, max_tokens=self._settings.reply_tokens):
            if isinstance(piece, Finished):
                ended = piece
                break
            seen += piece
            self._refuse_endless(seen)
            if _may_be_no_answer(seen):
                continue
            fresh = seen if _may_be_no_answer(seen[: -len(piece) or None]) else piece
            for sentence in cutter.feed(fresh):
                if NO_ANSWER not in sentence.text:
                    yield sentence
        for sentence in _last(cutter, seen):
            if NO_ANSWER not in sentence.text:
                yield sentence
        yield Written(ended.usage, ended.model)

    def _refuse_endless(self, seen: str) -> None:
        if len(seen) > self._settings.reply_tokens * _CHARACTERS:
            problem = f"{self.model} did not stop after {len(seen)} characters."
            raise ServiceError(problem, "Try again, or choose another FOOTNOTE_MODEL.")


def _last(cutter: Cutter, seen: str) -> list[Sentence]:
    if _opens(seen).startswith(NO_ANSWER):
        return []
    held = list(cutter.feed(seen)) if _may_be_no_answer(seen) else []
    return [*held, *cutter.finish()]


def _opens(seen: str) -> str:
    return seen.lstrip("\"'`* \n\t")


def _may_be_no_answer(seen: str) -> bool:
    """Whether *seen* is, or may yet become, the word for no answer, whatever follows it."""
    return NO_ANSWER.startswith(_opens(seen)[: len(NO_ANSWER)])
