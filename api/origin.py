"""Where a document's file lies, told only to who knows: as a name that follows from the path.

A command sent to a service compares these with the files it sees. Paths themselves stay with the
index: they are nobody else's business.
"""

from pathlib import Path
from typing import Annotated

from fastapi import Query

from rag.types import digest

OriginRoot = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=4096,
        description="List only what lies under this folder for its sender, each with its `origin`.",
    ),
]


def origin(file: str) -> str:
    """Return 32 hex digits that name the absolute path *file*."""
    return digest("origin", file)


def lies_under(file: str, place: str) -> bool:
    """Say whether *file* is *place* or lies under it; what was sent without a path never does."""
    return Path(file).is_absolute() and Path(file).is_relative_to(place)
