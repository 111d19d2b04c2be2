"""From a file that was read to a document with its passages, ready to be embedded."""

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from ingest.load.loaded import Attachment, Loaded
from ingest.split import Cut
from rag.store.records import Origin
from rag.types import Collection, Document, Section, Source, document_id

_YEAR = re.compile(r"(?:19|20)\d\d")
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Ready:
    """A document and its passages, before their vectors are there."""

    document: Document
    cuts: tuple[Cut, ...]
    origin: Origin
    file: Path | None
    """Whose bytes are kept as the original; none where they are kept already."""
    sketch: bytes = b""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document belongs."""

    path: str
    collection: Collection
    container: str = ""
    """Path of the document it came with."""


def document_of(loaded: Loaded, version: str, place: Place) -> Document:
    """Make the document at *place* of what was read of bytes whose SHA-256 is *version*."""
    path, collection = place.path, place.collection
    title = title_of(loaded, path)
    source = Source(document_id(collection, path), version, title, path, collection)
    return Document(
        source,
        loaded.text,
        page_starts=loaded.page_starts,
        page_labels=loaded.page_labels,
        sections=tuple(Section(one.title, one.level, one.start) for one in loaded.headings),
        media_type=loaded.media_type,
        language=loaded.language,
        properties=MappingProxyType(dict(loaded.properties)),
        notes=loaded.notes,
        marks=loaded.marks,
        tags=tuple(sorted(set(loaded.tags))),
        container=place.container,
    )


def title_of(loaded: Loaded, path: str) -> str:
    """Return the title the file gives itself, and its name where only that has a year; or this."""
    name = PurePosixPath(path).stem.replace("_", " ").strip() or path
    if not loaded.title:
        return name
    said = {word.lower() for word in _WORDS.findall(loaded.title)}
    new = [word for word in _WORDS.findall(name) if word.lower() not in said]
    return (
        f"{loaded.title} ({name})" if any(_YEAR.fullmatch(word) for word in new) else loaded.title
    )
