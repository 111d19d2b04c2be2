"""What is asked of indexes: ids for questions, by vectors and by words.

Each port has two implementations today, and every index may be stale: what it finds is believed
only once it is joined to the truth.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

from rag.types import Vectors


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
    """What the keyword index is given of a passage, field by field."""

    passage_id: str
    text: str
    heading: str = ""
    """Titles of the sections that it stands in."""
    document_id: str = ""
    """Of which document it is, for searches among some documents only."""
    title: str = ""
    """Of the document."""
    table: str = ""
    """Title, unit and columns of the table that it is a part of."""


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
