"""Files read as they are in ingest, and what a citation of them would name."""

from ingest.load.any import load
from ingest.load.loaded import Limits, Loaded
from ingest.prepare import Place, document_of
from rag.types import Collection, Document


def read(content: str | bytes, name: str, *, limits: Limits | None = None) -> Loaded:
    """Read *content* as the file *name*."""
    given = content.encode() if isinstance(content, str) else content
    return load(given, name, limits or Limits())


def document(content: str | bytes, name: str) -> Document:
    """Make a document of *content*."""
    return document_of(read(content, name), "f" * 64, Place(name, Collection()))


def place_of(quote: str, content: str | bytes, name: str) -> str:
    """Return what a citation of *quote*, which occurs once, names."""
    made = document(content, name)
    assert made.text.count(quote) == 1, made.text
    start = made.text.index(quote)
    return made.place(start, start + len(quote))


def path_of(quote: str, content: str | bytes, name: str) -> tuple[str, ...]:
    """Return the headings over *quote*."""
    made = document(content, name)
    return made.heading_at(made.text.index(quote))
