"""What goes into the store and comes out of it, apart from the domain's own types."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from rag.types import Collection, Document, Passage, Source, Vectors


def hash_of(text: str) -> bytes:
    """Return 16 bytes that name a text as it was embedded: the same text, the same vector."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document's bytes came from, and what was done to read them."""

    file: str
    """Absolute path as text, or ``"upload:"`` and the client's name."""
    root: str
    """The folder given to ingest, absolute; empty where there was none."""
    size: int
    """Bytes."""
    recipe: str
    """Versions of loader and splitter, and the passage size: another recipe, other passages."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document ready to be stored: read, cut and embedded."""

    document: Document
    passages: tuple[Passage, ...]
    """No two with the same span."""
    vectors: Vectors
    """Row *i* is ``passages[i]``."""
    origin: Origin
    original: Path | None
    """Copied under ``originals/`` if its bytes still are the version's; ``None`` keeps nothing."""
    embedded: tuple[bytes, ...] = ()
    """For each passage `hash_of` what was embedded for it; empty where that is not kept."""
    sketch: bytes = b""
    """What near-duplicates are found by; empty for too short a text."""
    given: tuple[str, ...] = ()
    """Tags that whoever ingests it gives it, beside those it was given before."""
    replaces: tuple[str, ...] = ()
    """Ids of other documents whose place it takes: they go, and leave it the tags they were given,
    at the instant it becomes visible."""


@dataclass(frozen=True, slots=True)
class Known:
    """A live document, as lists show it."""

    document_id: str
    path: str
    file: str
    root: str
    version: str
    recipe: str
    title: str
    media_type: str
    pages: int
    passages: int
    size: int
    language: str
    notes: tuple[str, ...]
    ingested: str
    """ISO 8601, UTC."""
    container: str = ""
    """Path of the document it came with; empty for a file of its own."""
    tags: tuple[str, ...] = ()
    """The file's own and those given, sorted."""
    given: tuple[str, ...] = ()
    """Those of `tags` that were given: they stay when the file changes, and can be taken away."""
    properties: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    sketch: bytes = b""


@dataclass(frozen=True, slots=True)
class Card:
    """A live document, as every search needs it."""

    edition: int
    """Of the version that is live."""
    source: Source
    passages: int
    torn: bool
    """Whether its rows were found damaged: its passages are in no answer."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be done with the tags given; one that is in both is taken away."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    def of(self, tags: Iterable[str]) -> set[str]:
        """Return what *tags* become."""
        return {*tags, *self.add} - set(self.remove)


@dataclass(frozen=True, slots=True)
class Failed:
    """A file that could not be, or need not be, indexed."""

    path: str
    file: str
    problem: str
    remedy: str
    kind: str
    """``"failed"`` or ``"skipped"``."""
    tries: int
    at: str
    """ISO 8601, UTC."""
    version: str = ""
    """SHA-256 of the bytes, where they could be read."""
    recipe: str = ""
    """How it was tried: the same bytes read the same way would fail again."""
    root: str = ""
    """The folder given to ingest, absolute; empty for what was sent, and so is not ours to open."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Live ones only."""

    documents: int
    passages: int


@dataclass(frozen=True, slots=True)
class Removal:
    """What a removal took out of the answers."""

    documents: int
    passages: int


@dataclass(frozen=True, slots=True)
class Torn:
    """A version whose rows are not what was written."""

    collection: Collection
    document_id: str
    edition: int
    path: str


@dataclass(frozen=True, slots=True)
class Audit:
    """What a thorough look found; both are empty where all is well."""

    torn: tuple[str, ...] = ()
    """Paths of documents whose rows are damaged: in no answer until they are ingested again."""
    mended: tuple[str, ...] = ()
    """How the indexes differed, and why they were rebuilt since the store was opened."""


@dataclass(frozen=True, slots=True)
class Part:
    """How one part of the store is."""

    name: str
    """``"truth"``, ``"chroma"`` or ``"keywords"``."""
    ok: bool
    detail: str
