"""What is asked, and what answering it needs of the rest of the house."""

from collections.abc import Callable
from dataclasses import dataclass

from rag.answer.rewrite import Rewriter
from rag.ports import Embedder, Message, Verifier, Writer
from rag.reply import Policy
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
    rewriter: Rewriter | None = None
