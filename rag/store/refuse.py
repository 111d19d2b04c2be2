"""What the opened store refuses, and in which words."""

import difflib
from collections.abc import Sequence
from pathlib import Path

from rag.errors import IndexMismatchError, InputError, NotFoundError
from rag.store import database
from rag.store.records import Prepared
from rag.store.vectors import checked
from rag.types import Collection


def unknown(collection: Collection, existing: Sequence[Collection]) -> NotFoundError:
    """Say that *collection* does not exist, and which of its tenant's do, the nearest first."""
    names = [one.name for one in existing if one.tenant == collection.tenant]
    problem = f"There is no collection {collection.name!r}."
    if not names:
        return NotFoundError(problem, "Fill it first: footnote ingest PATH.")
    near = difflib.get_close_matches(collection.name, names, n=len(names), cutoff=0.0)
    return NotFoundError(problem, f"Use one of: {', '.join(near)}.")


def below_one(k: int) -> int:
    """Return *k*, the number of passages asked for; `InputError` below 1."""
    if k < 1:
        raise InputError(f"{k} passages were asked for.", "Ask for at least 1.")
    return k


def unfit(prepared: Prepared, collection: Collection, *, width: int) -> None:
    """Raise `ServiceError` where the vectors of *prepared* are not one of *width* to a passage."""
    if prepared.document.source.collection != collection:
        msg = f"{prepared.document.source.path} belongs to another collection"
        raise ValueError(msg)
    checked(prepared.vectors, rows=len(prepared.passages), width=width)


def other(built: set[str], fingerprint: str, home: Path) -> None:
    """Raise `IndexMismatchError` where any embedder but *fingerprint* is among those *built* with.

    Vectors of the same width from another model would be compared without a complaint.
    """
    if built - {fingerprint}:
        raise IndexMismatchError(
            f"The index at {home} was built with {', '.join(sorted(built))}, not {fingerprint}.",
            "Set FOOTNOTE_EMBEDDER back, or build the index anew for it: footnote reindex"
            " --embedder SPEC, with FOOTNOTE_EMBEDDER unset.",
        )


def damaged(paths: Sequence[str], home: Path) -> None:
    """Raise `SetupError` where the rows of any of *paths* are not what was written."""
    if paths:
        why = f"what it holds of {', '.join(paths[:3])} is not what was written"
        raise database.damaged(home / database.FILE, why)
