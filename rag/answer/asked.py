"""What is asked, and what answering it needs of the rest of the house."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.answer.rewrite import Rewriter
from rag.ports import Embedder, Message, Verifier, Writer
from rag.reply import Citation, Conflict, Policy
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
    rewriter: Rewriter | None = None
