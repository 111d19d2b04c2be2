"""What an ingest says of itself: while it runs (`Progress`) and at its end (`IngestReport`)."""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Failure:
    """One file that did not become a document, and what to do about it."""

    path: str
    problem: str
    remedy: str
    kind: Literal["failed", "skipped"] = "failed"
    """``skipped``: the file is sound, but nothing in it is for us."""
    file: str = ""
    """Where it lies, where that is known; for the record, never shown."""
    root: str = ""
    """The folder given that it was found under; for the record as well."""
    tries: int = 1
    """How often it was read just as it is."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What embedding took; all zeros where it was done here."""

    tokens: int = 0
    """Billed, as the server counts."""
    requests: int = 0
    """Answered."""
    cost_usd: float | None = 0.0
    """``None`` where the price is not known."""
    cached: int = 0
    """Texts whose vectors an earlier, unfinished run had paid for."""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of every file that was looked at."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    """Their files are gone, or stand under another path now."""
    moved: int = 0
    """Of those added or updated, documents that took the place of removed ones: the same file."""
    tagged: int = 0
    """Documents that were there before and got a tag."""
    missing: int = 0
    """Documents whose files are gone and that were kept, because nobody asked to prune."""
    failures: tuple[Failure, ...] = ()
    """In order of path."""
    passages: int = 0
    """Written by this run."""
    embedded: int = 0
    """Vectors made for them: a text that comes again, or is stored already, is not embedded."""
    embedding: Spent = field(default_factory=Spent)
    pages: int = 0
    """Read by this run."""
    seconds: float = 0.0
    stopped: str = ""
    """Why the run ended before all was done, and what to do; empty where it did not."""
    notes: tuple[str, ...] = ()
    """``"path: what was lost in reading it"``."""

    @property
    def failed(self) -> int:
        """Files that should have become documents."""
        return sum(failure.kind == "failed" for failure in self.failures)

    @property
    def skipped(self) -> int:
        """Files that hold nothing for us."""
        return sum(failure.kind == "skipped" for failure in self.failures)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a running ingest stands."""

    done: int
    """Files that are decided: written, unchanged, skipped or failed."""
    total: int
    """Files to decide."""
    passages: int = 0
    """Embedded so far."""
    pages: int = 0
    """Read so far."""
    path: str = ""
    """The file at hand."""
    cost_usd: float = 0.0
    """Paid so far."""
    step: Literal["counting", "asking", "writing"] = "writing"
    """``counting``: files are read to know what embedding them costs; ``asking``: whether it may be
    paid is asked next; then all begins anew."""
    read_bytes: int = 0
    """Of the files that had to be read and are decided."""
    total_bytes: int = 0
    """Of the files that have to be read: what is left of them says best how long it will take."""


def quiet(_: Progress) -> None:
    """Say nothing."""
