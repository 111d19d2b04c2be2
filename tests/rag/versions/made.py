"""Documents that are versions of one another, invented here, in a real store."""

from collections.abc import Mapping
from pathlib import Path

from ingest.sketch import sketch
from rag.settings import Settings
from rag.store.library import Library
from rag.store.records import Origin, Prepared
from rag.types import Collection, Document, Passage, Source, digest, document_id
from tests.rag.store.made import Hashed

HERE = Collection("papers")
RULES = """Rules of the garden club

The shed may be used by every member who has paid the yearly fee of EUR {fee}.
Tools are to be brought back within {days} days, clean and dry, to the rack by the door.
The gate is locked at {hour} every evening, and the last member to leave locks it.
Dogs are welcome on a lead. Barbecues need the consent of the two neighbours on either side.
"""
OLD = RULES.format(fee=20, days=7, hour="19:00")
NEW = RULES.format(fee=35, days=3, hour="20:30")


def prepared(path: str, text: str, collection: Collection = HERE, **said: str) -> Prepared:
    """The document *text* at *path*, a passage each 300 characters; *said* are its properties."""
    title = said.pop("title", "")
    source = Source(document_id(collection, path), hash_of(text), title, path, collection)
    document = Document(source, text, properties=said)
    starts = range(0, len(text), 300)
    cut = tuple(
        Passage.cut(document, start, min(start + 300, len(text)))
        for start in starts
        if text[start : start + 300].strip()
    )
    vectors = Hashed().embed_passages([passage.text for passage in cut])
    origin = Origin(f"/papers/{path}", "/papers", len(text), "plain-1")
    return Prepared(document, cut, vectors, origin, None, sketch=sketch(text))


def hash_of(text: str) -> str:
    """A version that follows from the text."""
    return digest(text) * 2


def library(home: Path, files: Mapping[str, str], collection: Collection = HERE) -> Library:
    """A library that holds *files*, by path."""
    settings = Settings.load({}, home=home, lock_wait_s=0)
    opened = Library.open(settings, embedder=Hashed(), command="test")
    opened.put(collection, [prepared(path, text, collection) for path, text in files.items()])
    return opened
