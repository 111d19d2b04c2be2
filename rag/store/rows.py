"""Between the domain's types and the rows of the truth."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from sqlalchemy import RowMapping

from rag.store.records import Known, Prepared
from rag.store.vectors import packed
from rag.types import Collection, Document, Mark, Passage, Section, Source

Row = dict[str, Any]
_SAME = (
    *("document_id", "path", "file", "root", "version", "recipe", "title", "media_type"),
    *("pages", "passages", "size", "language", "ingested", "container", "sketch"),
)
KNOWN = (*_SAME, "notes", "tags", "properties")
"""Columns of a version that lists show: neither its text nor what grows with it."""


def owned(collection: Collection) -> Row:
    """Return the columns that every row of *collection* begins with."""
    return {"tenant": collection.tenant, "collection": collection.name}


def version_row(prepared: Prepared, *, edition: int, state: str, ingested: str) -> Row:
    """Return the row of a version, its passages apart."""
    document, origin = prepared.document, prepared.origin
    return {
        **owned(document.source.collection),
        "document_id": document.id,
        "edition": edition,
        "version": document.source.version,
        "state": state,
        "path": document.source.path,
        "title": document.source.title,
        "text": document.text,
        "page_starts": json.dumps(document.page_starts),
        "page_labels": json.dumps(document.page_labels),
        "sections": json.dumps([[s.title, s.level, s.start] for s in document.sections]),
        "properties": json.dumps(dict(document.properties)),
        "notes": json.dumps(document.notes),
        "media_type": document.media_type,
        "language": document.language,
        "recipe": origin.recipe,
        "file": origin.file,
        "root": origin.root,
        "size": origin.size,
        "pages": len(document.page_starts),
        "passages": len(prepared.passages),
        "ingested": ingested,
        "marks": _marked(document.marks),
        "tags": json.dumps(document.tags),
        "container": document.container,
        "sketch": prepared.sketch,
    }


def passage_rows(prepared: Prepared, *, edition: int) -> list[Row]:
    """Return a row for each passage, in order."""
    vectors = packed(prepared.vectors)
    hashes = prepared.embedded or [b""] * len(vectors)
    return [
        {
            **owned(prepared.document.source.collection),
            "document_id": prepared.document.id,
            "edition": edition,
            "ordinal": ordinal,
            "id": passage.id,
            "start": passage.start,
            "text": passage.text,
            "first_page": passage.first_page,
            "last_page": passage.last_page,
            "heading": json.dumps(passage.heading),
            "vector": vector,
            "table_header": passage.table,
            "marks": _marked(passage.marks),
            "embedded": embedded,
            "part": passage.part,
        }
        for ordinal, (passage, vector, embedded) in enumerate(
            zip(prepared.passages, vectors, hashes, strict=True)
        )
    ]


def checksum(text: str, passages: Iterable[Row | RowMapping]) -> str:
    """Return 64 hex digits that change when *text*, a passage or a vector does."""
    total = hashlib.sha256(_bytes(text))
    for row in passages:
        fields = (row["id"], row["start"], row["first_page"], row["last_page"], row["heading"])
        total.update(repr(fields).encode())
        total.update(_bytes(row["text"]))
        total.update(row["vector"])
        # Tables before 0002 had none of these: what is empty must not count.
        for name in ("table_header", "marks", "embedded"):
            if row[name] not in {"", "[]", b""}:
                total.update(repr(row[name]).encode())
        if row["part"] >= 0:
            total.update(b"part %d" % row["part"])
    return total.hexdigest()


def text_hash(text: str) -> str:
    """Return the SHA-256 of *text*, in hex."""
    return hashlib.sha256(_bytes(text)).hexdigest()


def source_of(row: RowMapping) -> Source:
    """Return which version of which document *row* speaks of."""
    collection = Collection(row["collection"], row["tenant"])
    return Source(row["document_id"], row["version"], row["title"], row["path"], collection)


def passage_of(row: RowMapping) -> Passage:
    """Return the passage that `passage_rows` was given."""
    pages = row["first_page"], row["last_page"]
    heading = tuple(json.loads(row["heading"]))
    table, marks = row["table_header"], marks_of(row["marks"])
    placed = Passage(source_of(row), row["start"], row["text"], *pages, heading, table, marks)
    return replace(placed, part=row["part"])


def document_of(row: RowMapping) -> Document:
    """Return the document that `version_row` was given."""
    return Document(
        source_of(row),
        row["text"],
        page_starts=tuple(json.loads(row["page_starts"])),
        page_labels=tuple(json.loads(row["page_labels"])),
        sections=tuple(Section(*section) for section in json.loads(row["sections"])),
        media_type=row["media_type"],
        language=row["language"],
        properties=MappingProxyType(json.loads(row["properties"])),
        notes=tuple(json.loads(row["notes"])),
        marks=marks_of(row["marks"]),
        tags=tags_of(row),
        container=row["container"],
    )


def known_of(row: RowMapping) -> Known:
    """Return a document as lists show it; *row* has the columns `KNOWN`, and ``given``."""
    return Known(
        notes=tuple(json.loads(row["notes"])),
        tags=tags_of(row),
        given=tuple(json.loads(row["given"])),
        properties=MappingProxyType(json.loads(row["properties"])),
        **{name: row[name] for name in _SAME},
    )


def tags_of(row: RowMapping) -> tuple[str, ...]:
    """Return the tags of a document's file and those it was given, none twice."""
    return tuple(sorted({*json.loads(row["tags"]), *json.loads(row["given"])}))


def _marked(marks: Iterable[Mark]) -> str:
    return json.dumps([[mark.start, mark.name] for mark in marks])


def marks_of(written: str) -> tuple[Mark, ...]:
    """Return the marks that `_marked` wrote."""
    return tuple(Mark(*mark) for mark in json.loads(written))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
