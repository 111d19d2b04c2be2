"""What is said about documents: citations, claims, answers, abstentions, summaries.

Offsets named *start* and *end* are characters from 0, end exclusive: of the document in a
`Citation`, of the answer or summary in a `Claim`.
"""

from dataclasses import dataclass
from enum import StrEnum

from rag.retrieve.kinds import Kind
from rag.types import Collection, Hit, Source


class Verdict(StrEnum):
    """Whether what a claim cites supports it."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    UNSUPPORTED = "unsupported"
    NOT_CHECKABLE = "not_checkable"
    """Nothing in it can be checked, or not by this verifier. Never counts as support."""
    ERROR = "error"
    """The verifier failed. Lowers coverage, never becomes a score."""


class Reason(StrEnum):
    """Why there is no answer. A closed set."""

    NOTHING_FOUND = "nothing_found"
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence"
    UNSUPPORTED_DRAFT = "unsupported_draft"
    CONFLICTING_EVIDENCE = "conflicting_evidence"
    REFUSED = "refused"
    BUDGET = "budget"


class Policy(StrEnum):
    """What happens to a sentence whose support is missing."""

    FLAG = "flag"
    """It is shown, with its verdict."""
    DROP = "drop"
    """It is left out."""
    REPAIR = "repair"
    """The model may rewrite it once from the evidence; what still fails is left out."""
    STRICT = "strict"
    """The whole answer is withheld."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Exact characters of exact pages."""

    number: int
    """Shown to the reader as ``[number]``, from 1, in order of first use."""
    source: Source
    first_page: int
    last_page: int
    start: int
    end: int
    quote: str
    """Always ``document.text[start:end]``."""
    passage_id: str
    """The passage, retrieved for this question and this asker, that holds the span."""
    place: str = ""
    """A name more exact than pages: ``"Costs!A5:D9"``, ``"line 3"``, ``"iv"`` as printed."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """What another version of a cited document says instead."""

    number: int
    """Of the citation that it disagrees with."""
    cited: str
    """What tells the version cited: ``"2025"``, ``"2.1"``, or its path."""
    version: str
    """What tells the other version."""
    newer: bool
    """Whether the other version is the newer one."""
    other: Citation
    """Its words, exactly; number 0, for the answer does not rest on them."""

    @property
    def said(self) -> str:
        """Say it to the reader, in one sentence and a half."""
        pages = self.other.first_page, self.other.last_page
        page = f"page {pages[0]}" if pages[0] == pages[1] else f"pages {pages[0]}-{pages[1]}"
        age = "newer" if self.newer else "older"
        quote = " ".join(self.other.quote.split())
        place = f"{self.other.source.path}, {page}"
        return (
            f"The {age} version {self.version} ({place}) says: “{quote}” "
            f"What is cited as [{self.number}] is of version {self.cited}."
        )


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable sentence of an answer or a summary."""

    text: str
    """Without markers."""
    start: int
    """Of the sentence, markers included, in the answer as shown."""
    end: int
    verdict: Verdict
    probability: float
    """That the cited text supports the claim, 0 to 1, by the verifier's own calibration."""
    citations: tuple[int, ...] = ()
    """Numbers of the citations it rests on, as shown."""
    why: str = ""
    """What decided, for the reader: ``"14 % is not in the passage; it has 12 %"``."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What the remote models were given and gave."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    cost_usd: float = 0.0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.cached_tokens + other.cached_tokens,
            self.cost_usd + other.cost_usd,
        )


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds spent in each stage."""

    retrieve: float = 0.0
    generate: float = 0.0
    verify: float = 0.0


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is needed to check an answer later."""

    id: str
    passages: tuple[tuple[str, str], ...]
    """Id and SHA-256 of the text of each passage that was shown to the writer."""
    prompt_version: str
    model: str
    settings: str
    """Fingerprint of the settings that matter."""
    verifier: str
    filters: str = ""
    """The filter that was given, as JSON with its keys in order; empty where none was."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What an answer was made from, of all that its question is about."""

    passages_matching: int
    """Passages that match a list or a count; that were found for a comparison; that there are, for
    a summary, or the sections of the document summed up."""
    passages_read: int
    """How many of them were read."""
    documents_matching: int
    documents_read: int
    whole: bool
    """Whether all of them were read, and no others can match; of a list of documents, some of each
    document."""
    said: str
    """The same for the reader: ``"Read all 14 passages in 6 documents that match."``"""


@dataclass(frozen=True, slots=True)
class Answer:
    """Sentences that their citations support."""

    id: str
    question: str
    text: str
    """With ``[n]`` markers."""
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    confidence: float
    """0 to 1."""
    model: str
    """``"extractive"`` where no model wrote it."""
    usage: Usage
    timings: Timings
    receipt: Receipt
    notes: tuple[str, ...] = ()
    """For the reader, outside the answer: ``"2 unsupported sentences were left out"``."""
    conflicts: tuple[Conflict, ...] = ()
    """What other versions of the documents cited say instead; one for each citation at most."""
    kind: Kind = Kind.LOOKUP
    scope: Scope | None = None
    """None for a look-up, which is answered from the passages that are nearest."""


@dataclass(frozen=True, slots=True)
class Searched:
    """Where an answer was looked for in vain."""

    collection: Collection
    question: str
    """As it was searched, which for a follow-up is not as it was typed."""
    documents: int
    passages: int
    """How many of each the collection holds."""


@dataclass(frozen=True, slots=True)
class Abstention:
    """No answer, and why."""

    id: str
    question: str
    reason: Reason
    text: str
    """A sentence that says so."""
    searched: Searched
    nearest: tuple[Hit, ...]
    """What came closest, best first; at most three."""
    model: str
    usage: Usage
    timings: Timings
    receipt: Receipt
    kind: Kind = Kind.LOOKUP
    scope: Scope | None = None
    """As for an `Answer`."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A section that is not in the summary, and why."""

    heading: str
    first_page: int
    reason: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a summary read, used, and left out."""

    sections: int
    sections_read: int
    sections_used: int
    """At least one sentence of the summary cites it."""
    pages: int
    pages_read: int
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary whose every sentence is cited, and what it covers."""

    id: str
    sources: tuple[Source, ...]
    text: str
    """With ``[n]`` markers."""
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    coverage: Coverage
    model: str
    usage: Usage
    timings: Timings
    receipt: Receipt
    notes: tuple[str, ...] = ()
