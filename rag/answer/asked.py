"""What is asked, and what answering it needs of the rest of the house."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.answer.rewrite import Rewriter
from rag.ports import Embedder, Message, Verifier, Writer
from rag.reply import Citation, Conflict, Policy
from rag.retrieve.holding import Holding
from rag.settings import Settings
from rag.store.records import Counts
from rag.types import Collection, Document, Hit


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and how it is to be answered."""

    text: str
    collection: Collection
    history: tuple[Message, ...] = ()
    """Earlier turns, oldest first."""
    language: str = ""
    """ISO 639-1 of the reply; empty for the question's own."""
    policy: Policy = Policy.REPAIR
    k: int = 8
    """Passages shown to the writer."""
    most: int = 0
    """Passages of a list or a count; 0 leaves it to `rag.answer.gather.READ`."""


def _nothing(_topic: str, _collection: Collection) -> Holding:
    return Holding((), more=False)


def _none(_topic: str, _collection: Collection) -> str:
    return ""


def no_conflicts(_collection: Collection, _cited: Sequence[Citation]) -> tuple[Conflict, ...]:
    """Know of no other versions."""
    return ()


@dataclass(frozen=True, slots=True)
class Parts:
    """What asking and summarising need of the rest of the house."""

    search: Callable[[str, Collection, int], list[Hit]]
    document: Callable[[Collection, str], Document]
    counts: Callable[[Collection], Counts]
    writer: Writer
    verifier: Verifier
    embedder: Embedder
    settings: Settings
    conflicts: Callable[[Collection, Sequence[Citation]], tuple[Conflict, ...]] = no_conflicts
    """What other versions of the documents cited say instead."""
    filters: str = ""
    """What leaves documents out, as receipts note it; empty where nothing does."""
    holding: Callable[[str, Collection], Holding] = _nothing
    """Every passage that holds the words of a topic."""
    named: Callable[[str, Collection], str] = _none
    """The id of the one document that a topic names, or nothing."""
    rewriter: Rewriter | None = None
