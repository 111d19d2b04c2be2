"""Cutting a document into passages where it is read: what the child is asked, what it answers."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from ingest.load.loaded import Loaded
from ingest.prepare import Place, document_of
from ingest.split import Cut, split
from rag.models.counting import counter
from rag.ports import Counter
from rag.types import Collection, Document, Passage


@dataclass(frozen=True, slots=True)
class Cutting:
    """How one file's text is to be cut, once it is read."""

    place: Place
    tokens: int
    """Most of a passage."""
    counter: str
    """Of the embedder (`rag.models.counting`); empty: it is cut by whoever asked."""

    @classmethod
    def from_fields(cls, fields: dict[str, Any]) -> "Cutting":
        """Make one of what ``dataclasses.asdict`` made of another, by way of JSON."""
        place = fields["place"]
        made = Place(place["path"], Collection(**place["collection"]), place["container"])
        return cls(made, fields["tokens"], fields["counter"])

    def fields(self) -> dict[str, Any]:
        """Return what `from_fields` takes."""
        return asdict(self)


Row = tuple[int, int, str, str]
"""Start and end of a passage, what it is told of its table, and what is embedded for it."""


def rows_of(loaded: Loaded, version: str, cutting: Cutting) -> list[Row]:
    """Cut what was read."""
    document = document_of(loaded, version, cutting.place)
    return list(
        map(row_of, split(document, counter=_known(cutting.counter), passage_tokens=cutting.tokens))
    )


def row_of(cut: Cut) -> Row:
    """Return *cut* as it is sent."""
    return cut.passage.start, cut.passage.end, cut.passage.table, cut.embedded


def cuts_of(document: Document, rows: Sequence[Row]) -> tuple[Cut, ...]:
    """Return the cuts of *document* that *rows* are of."""
    return tuple(
        Cut(Passage.cut(document, start, end, table=table), embedded)
        for start, end, table, embedded in rows
    )


@lru_cache(maxsize=4)
def _known(name: str) -> Counter:
    return counter(name)
