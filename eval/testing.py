"""A small product, whole and in memory: it searches by words and answers with a sentence.

For the tests of the evaluation, which must not depend on the product's own models. Everything it
cites is true, unless the test that uses it tampers with the reply.
"""

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from rag.errors import NotFoundError, ServiceError
from rag.ports import Message
from rag.reply import (
    Abstention,
    Answer,
    Citation,
    Claim,
    Policy,
    Reason,
    Receipt,
    Searched,
    Timings,
    Usage,
    Verdict,
)
from rag.settings import Settings
from rag.types import Collection, Document, Hit, Passage, Source, digest, document_id

SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
WORD = re.compile(r"\w{4,}")
ENOUGH = 2
"""Words in common with the question, below which it abstains."""


@dataclass(frozen=True, slots=True)
class Part:
    """Names a part of the small product where the report asks for it."""

    fingerprint: str = "words/0"
    model: str = "extractive"
    version: str = "1"


@dataclass(frozen=True, slots=True)
class Row:
    """A known document."""

    document_id: str
    path: str
    version: str
    pages: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """Documents in memory."""

    documents: Mapping[str, Document]

    def known(self, collection: Collection) -> Sequence[Row]:
        """Return a row for each document of *collection*."""
        own = [d for d in self.documents.values() if d.source.collection == collection]
        return [Row(d.id, d.source.path, d.source.version, len(d.page_starts)) for d in own]

    def document(self, collection: Collection, document_id: str) -> Document:
        """Return one document of *collection*."""
        found = self.documents.get(document_id)
        if found is None or found.source.collection != collection:
            raise NotFoundError(f"There is no document {document_id}.", "See the list.")
        return found


def written(path: str, pages: Sequence[str], collection: Collection | None = None) -> Document:
    """Return the document at *path* with these *pages*."""
    collection = collection or Collection()
    starts = tuple(sum(len(page) + 1 for page in pages[:n]) for n in range(len(pages)))
    text = "\n".join(pages)
    source = Source(document_id(collection, path), digest(text), path, path, collection)
    return Document(source, text, starts)


def same(answer: Answer) -> Answer:
    """Leave *answer* alone."""
    return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The small product."""

    library: Shelf
    settings: Settings = field(default_factory=Settings.load)
    embedder: Part = field(default_factory=Part)
    writer: Part = field(default_factory=Part)
    verifier: Part = field(default_factory=Part)
    tamper: Callable[[Answer], Answer] = same
    """What goes wrong with each answer."""
    broken: frozenset[str] = frozenset()
    """Questions that no model answers."""
    asked: list[tuple[str, tuple[Message, ...]]] = field(default_factory=list)
    """What it was asked, in order of arrival."""

    def collection(self, name: str | None) -> Collection:
        """Return the collection called *name*."""
        return Collection(name or self.settings.collection)

    def search(self, question: str, *, collection: str | None, k: int) -> list[Hit]:
        """Return the *k* sentences with the most words of *question*."""
        wanted = _words(question)
        hits = [
            Hit(passage, len(wanted & _words(passage.text)))
            for passage in self._passages(self.collection(collection))
        ]
        return sorted((h for h in hits if h.score), key=lambda h: -h.score)[:k]

    async def answer(
        self,
        question: str,
        *,
        collection: str | None,
        history: tuple[Message, ...],
        policy: Policy | None,
        k: int | None,
    ) -> Answer | Abstention:
        """Quote the best sentence, or abstain."""
        self.asked.append((question, history))
        # The later a question comes in the alphabet, the earlier its reply.
        await asyncio.sleep((ord("z") - ord(question[0].lower())) / 10_000)
        if question in self.broken:
            raise ServiceError("The model did not answer.", "Try again later.")
        hits = self.search(question, collection=collection, k=k or 8)
        if hits and hits[0].score >= ENOUGH and policy is not Policy.STRICT:
            return self.tamper(_answer(question, hits[0].passage))
        return self._abstention(question, hits)

    def _passages(self, collection: Collection) -> list[Passage]:
        return [
            Passage.cut(document, *span.span())
            for document in self.library.documents.values()
            if document.source.collection == collection
            for span in SENTENCE.finditer(document.text)
            if span.group().strip()
        ]

    def _abstention(self, question: str, hits: list[Hit]) -> Abstention:
        searched = Searched(self.collection(None), question, len(self.library.documents), 0)
        return Abstention(
            id=f"abs_{id(question)}",
            question=question,
            reason=Reason.NOT_ENOUGH_EVIDENCE,
            text="The documents do not say.",
            searched=searched,
            nearest=tuple(hits[:3]),
            model="extractive",
            usage=Usage(),
            timings=Timings(),
            receipt=Receipt("rcp_0", (), "1", "extractive", "0", "1"),
        )


def open_desk(pages: Mapping[str, Sequence[str]], **chosen: object) -> Desk:
    """Return the small product over documents given as path and pages."""
    documents = [written(path, texts) for path, texts in pages.items()]
    shelf = Shelf({document.id: document for document in documents})
    return Desk(library=shelf, **chosen)  # type: ignore[arg-type]


def _words(text: str) -> set[str]:
    return {word.lower() for word in WORD.findall(text)}


def _answer(question: str, passage: Passage) -> Answer:
    start = passage.start + len(passage.text) - len(passage.text.lstrip())
    quote = passage.text.strip()
    text = f"{quote} [1]"
    citation = Citation(
        number=1,
        source=passage.source,
        first_page=passage.first_page,
        last_page=passage.last_page,
        start=start,
        end=start + len(quote),
        quote=quote,
        passage_id=passage.id,
    )
    return Answer(
        id=f"ans_{id(question)}",
        question=question,
        text=text,
        claims=(Claim(quote, 0, len(text), Verdict.SUPPORTED, 1.0, (1,)),),
        citations=(citation,),
        confidence=1.0,
        model="extractive",
        usage=Usage(prompt_tokens=10, completion_tokens=5, cost_usd=0.001),
        timings=Timings(1.0, 2.0, 3.0),
        receipt=Receipt("rcp_0", (), "1", "extractive", "0", "1"),
    )
