"""One question on its way to a reply: draft, check, decide."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

from rag.answer.about import About
from rag.answer.asked import Asked, Parts
from rag.answer.checking import Checking
from rag.answer.closeness import closest
from rag.answer.decide import confidence, message, notes, refusal
from rag.answer.draft import Cited, Delta
from rag.answer.gather import Gathered
from rag.answer.looked import Looked
from rag.answer.receipts import receipt
from rag.answer.scope import scope
from rag.ports import Task
from rag.reply import Abstention, Answer, Policy, Reason, Receipt, Scope, Searched, Timings
from rag.retrieve.kinds import Kind
from rag.retrieve.route import Route, routed, spoken
from rag.store.records import Counts
from rag.types import digest

NEAREST = 3
"""Hits named when there is no answer."""


@dataclass(slots=True)
class Work:
    """One question on its way to a reply."""

    asked: Asked
    parts: Parts
    question: str
    """Standing on its own."""
    found: Gathered = field(default_factory=Gathered)
    told: tuple[str, ...] = ()
    """What a reader should know of the search."""
    retrieve_ms: float = 0.0
    route: Route = field(init=False)
    checking: Checking = field(init=False)

    def __post_init__(self) -> None:
        self.route = routed(self.question)
        self.checking = Checking(self.parts, self.asked.collection, self.asked.policy)

    def take(self, looked: Looked) -> None:
        """Write from what was found, and count what finding it took."""
        self.found = looked.found
        self.told = looked.notes
        self.checking.usage += looked.usage

    @property
    def withheld(self) -> bool:
        """Whether nothing, or under `Policy.STRICT` not everything, held."""
        strict = self.asked.policy is Policy.STRICT and self.checking.left_out > 0
        return strict or not self.checking.draft.claims

    def named(self) -> About | None:
        """Return the one document that a summary is asked of, if one is named."""
        if self.route.kind is not Kind.SUMMARY or self.route.questions:
            return None
        document = self.parts.named(self.route.topic, self.asked.collection)
        return About(self.asked, self.question, document) if document else None

    async def written(self) -> AsyncIterator[Cited | Delta]:
        """Draft, and show each sentence that holds."""
        route = self.route
        task = Task(
            self.question,
            self.found.hits,
            self.asked.language,
            kind=route.kind,
            each=route.questions,
            every=route.topic if route.of_all else "",
            documents=route.of_documents,
        )
        between = "\n" if route.of_all else None  # each on a line of its own
        async for judged in self.checking.held(task):
            for event in self.checking.draft.add(judged, joined_by=between):
                yield event

    async def reply(self) -> Answer | Abstention:
        """Decide."""
        kept = self._receipt()
        if self.withheld:
            return await asyncio.to_thread(self._abstention, kept)
        cited = self.checking.draft.citations
        quotes = [citation.quote for citation in cited]
        # What is only asked for, "list all", is in no sentence that answers.
        about = self.route.topic if self.route.of_all else self.question
        near = await asyncio.to_thread(closest, self.parts.embedder, about, quotes)
        told = await asyncio.to_thread(self.parts.conflicts, self.asked.collection, cited)
        return Answer(
            id=self._id(kept),
            question=self.asked.text,
            text=self.checking.draft.text,
            claims=tuple(self.checking.draft.claims),
            citations=cited,
            confidence=confidence(self.checking.draft.claims, near, question=self.question),
            model=self.checking.model,
            usage=self.checking.usage,
            timings=self._timings(),
            receipt=kept,
            notes=self._notes(),
            conflicts=told,
            kind=self.route.kind,
            scope=self._scope(self.parts.counts(self.asked.collection)),
        )

    def _notes(self) -> tuple[str, ...]:
        said = notes(self.checking.left_out, self.checking.rewritten)
        return (*said, *self._unheard(), *self._unquoted(), *self.told)

    def _unheard(self) -> Iterator[str]:
        """Say for which sides or parts nothing was found, as far as the writer can tell."""
        names = {side.question: side.name for side in self.route.sides}
        for question in self.checking.silent:
            yield f"Nothing was found for “{names.get(question) or spoken(question)}”."

    def _unquoted(self) -> Iterator[str]:
        """Say how many of the documents that match stand in a list, where not all do."""
        cited = {citation.source.document_id for citation in self.checking.draft.citations}
        if self.route.of_all and len(cited) < self.found.documents:
            yield f"{len(cited)} of the {self.found.documents} documents that match are quoted."

    def _scope(self, counts: Counts) -> Scope | None:
        return scope(self.route, self.found, counts, read=self.checking.read)

    def _abstention(self, kept: Receipt) -> Abstention:
        counts = self.parts.counts(self.asked.collection)
        searched = Searched(self.asked.collection, self.question, counts.documents, counts.passages)
        reason = self._reason()
        return Abstention(
            id=self._id(kept),
            question=self.asked.text,
            reason=reason,
            text=message(reason, searched, filtered=bool(self.parts.filters)),
            searched=searched,
            nearest=self.found.hits[:NEAREST],
            model=self.checking.model,
            usage=self.checking.usage,
            timings=self._timings(),
            receipt=kept,
            kind=self.route.kind,
            scope=self._scope(counts),
        )

    def _reason(self) -> Reason:
        if not self.found.hits:
            return Reason.NOTHING_FOUND
        if not self.checking.drafted:
            return Reason.NOT_ENOUGH_EVIDENCE
        return Reason.REFUSED if refusal(self.checking.drafted) else Reason.UNSUPPORTED_DRAFT

    def _receipt(self) -> Receipt:
        parts = self.parts
        return receipt(
            self.found.hits,
            writer=parts.writer,
            model=self.checking.model,
            verifier=parts.verifier,
            settings=parts.settings,
            filters=parts.filters,
        )

    def _id(self, kept: Receipt) -> str:
        asked = self.asked
        return "ans_" + digest(asked.text, self.question, asked.policy, asked.language, kept.id)

    def _timings(self) -> Timings:
        return Timings(
            round(self.retrieve_ms, 2),
            round(self.checking.generate_ms, 2),
            round(self.checking.verify_ms, 2),
        )
