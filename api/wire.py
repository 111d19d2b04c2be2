"""What is said, as it goes out over HTTP and from ``--json``: the shapes scripts rely on.

Fields may be added, never renamed. Nothing here imports a web framework, so the command line can
use it at no cost. Each shape's ``of`` translates the domain's value.
"""

from typing import Any, Literal, Self

from pydantic import Field

from api.shapes import HitOut, SearchOut, Shape, Text, VersionRef
from rag.reply import (
    Abstention,
    Answer,
    Citation,
    Claim,
    Conflict,
    Reason,
    Searched,
    Summary,
    Verdict,
)
from rag.retrieve.kinds import Kind


class CitationOut(Shape):
    """Exact characters of exact pages."""

    number: int
    document: VersionRef
    first_page: int
    last_page: int
    start: int
    """Characters of the document's text (Unicode code points), from 0."""
    end: int
    quote: Text
    place: Text = ""
    """More exact than pages, where the format names such places: ``Costs!A5:D9``, ``line 3``."""

    @classmethod
    def of(cls, citation: Citation) -> Self:
        """Show *citation*."""
        return cls(
            number=citation.number,
            document=VersionRef.of(citation.source),
            first_page=citation.first_page,
            last_page=citation.last_page,
            start=citation.start,
            end=citation.end,
            quote=citation.quote,
            place=citation.place,
        )


class ConflictOut(Shape):
    """What another version of a cited document says instead, word for word."""

    number: int
    """Of the citation that it disagrees with."""
    cited: Text
    """What tells the version cited: ``2025``, ``2025-10-20``, or its path."""
    version: Text
    """What tells the other version."""
    newer: bool
    """Whether the other version is the newer one."""
    said: Text
    """All of it in words."""
    document: VersionRef
    """The other version, as are the places and the quote."""
    first_page: int
    last_page: int
    start: int
    end: int
    quote: Text
    place: Text = ""

    @classmethod
    def of(cls, conflict: Conflict) -> Self:
        """Show *conflict*."""
        there = CitationOut.of(conflict.other).model_dump(exclude={"number"})
        told = {
            name: getattr(conflict, name)
            for name in ("number", "cited", "version", "newer", "said")
        }
        return cls.model_validate({**there, **told})


class ClaimOut(Shape):
    """One checked sentence."""

    text: Text
    start: int
    """Characters of the answer (Unicode code points), from 0, markers included."""
    end: int
    verdict: Verdict
    probability: float
    citations: list[int]
    why: Text = ""

    @classmethod
    def of(cls, claim: Claim) -> Self:
        """Show *claim*."""
        return cls.model_validate(claim)


class SearchedOut(Shape):
    """Where an answer was looked for in vain."""

    collection: Text
    question: Text
    documents: int
    passages: int

    @classmethod
    def of(cls, searched: Searched) -> Self:
        """Show what was *searched*."""
        return cls(
            collection=searched.collection.name,
            question=searched.question,
            documents=searched.documents,
            passages=searched.passages,
        )


class AbstentionOut(Shape):
    """Why there is no answer."""

    reason: Reason
    searched: SearchedOut
    nearest: list[HitOut]

    @classmethod
    def of(cls, abstention: Abstention) -> Self:
        """Show why there is none."""
        return cls(
            reason=abstention.reason,
            searched=SearchedOut.of(abstention.searched),
            nearest=SearchOut.of(abstention.nearest).hits,
        )


class UsageOut(Shape):
    """What the remote models were given and gave."""

    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    cost_usd: float


class TimingsOut(Shape):
    """Milliseconds spent in each stage."""

    retrieve: float
    generate: float
    verify: float


class ReplyOut(Shape):
    """What answers and summaries have in common."""

    id: str
    claims: list[ClaimOut]
    citations: list[CitationOut]
    model: str
    ai_generated: bool
    """False where no model wrote any of it: every word is quoted, or fixed."""
    usage: UsageOut
    timings_ms: TimingsOut
    receipt: str
    notes: list[Text] = Field(default=[])


class ScopeOut(Shape):
    """What an answer was made from, of all that its question is about."""

    passages_matching: int
    """That match a list or a count; that were found for a comparison; that there are, for a
    summary, or the sections of the document summed up."""
    passages_read: int
    documents_matching: int
    documents_read: int
    whole: bool
    """Whether all of them were read, and no others can match; of a list of documents, some of each
    document."""
    said: Text
    """The same as a sentence for the reader."""


class AnswerOut(ReplyOut):
    """The body of ``POST /v1/answers`` and of ``footnote ask --json``."""

    status: Literal["answered", "abstained"]
    answer: Text
    """With ``[n]`` markers; where there is none, a sentence that says so."""
    confidence: float
    """0 to 1; 0 where there is no answer."""
    abstention: AbstentionOut | None
    conflicts: list[ConflictOut] = Field(default=[])
    """What other versions of the documents cited say instead; one for each citation at most."""
    kind: Kind = Kind.LOOKUP
    """What the question wants."""
    scope: ScopeOut | None = None
    """Null for a look-up."""

    @classmethod
    def of(cls, reply: Answer | Abstention) -> Self:
        """Show *reply*: what was found, or that nothing was."""
        said: dict[str, Any]
        if isinstance(reply, Answer):
            said = {"status": "answered", "confidence": reply.confidence, "abstention": None}
            said["conflicts"] = [ConflictOut.of(one) for one in reply.conflicts]
        else:
            because = AbstentionOut.of(reply)
            said = {"status": "abstained", "confidence": 0.0, "abstention": because}
        scope = reply.scope and ScopeOut.model_validate(reply.scope)
        said |= {"kind": reply.kind, "scope": scope, "answer": reply.text}
        return cls.model_validate({**_common(reply), **said})


class SkippedOut(Shape):
    """A section that is not in the summary, and why."""

    heading: Text
    first_page: int
    reason: Text


class CoverageOut(Shape):
    """What a summary read, used, and left out."""

    sections: int
    sections_read: int
    sections_used: int
    pages: int
    pages_read: int
    skipped: list[SkippedOut]


class SummaryOut(ReplyOut):
    """The body of ``POST /v1/summaries`` and of ``footnote summarise --json``."""

    documents: list[VersionRef]
    summary: Text
    """With ``[n]`` markers."""
    coverage: CoverageOut

    @classmethod
    def of(cls, summary: Summary) -> Self:
        """Show *summary* and what it covers."""
        said = {
            "documents": [VersionRef.of(source) for source in summary.sources],
            "summary": summary.text,
            "coverage": CoverageOut.model_validate(summary.coverage),
        }
        return cls.model_validate({**_common(summary), **said})


def _common(reply: Answer | Abstention | Summary) -> dict[str, Any]:
    written = () if isinstance(reply, Abstention) else reply.claims
    cited = () if isinstance(reply, Abstention) else reply.citations
    quoted = isinstance(reply, Abstention) or reply.model == "extractive"
    return {
        "id": reply.id,
        "claims": [ClaimOut.of(claim) for claim in written],
        "citations": [CitationOut.of(citation) for citation in cited],
        "model": reply.model,
        "ai_generated": not quoted,
        "usage": UsageOut.model_validate(reply.usage),
        "timings_ms": TimingsOut.model_validate(reply.timings),
        "receipt": reply.receipt.id,
        "notes": [] if isinstance(reply, Abstention) else list(reply.notes),
    }
