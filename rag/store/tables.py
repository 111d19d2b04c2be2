"""The tables of the truth. Every key begins with tenant and collection.

A *version* row is one reading of one file: the same bytes read by another recipe are another row,
told apart by `edition`. At most one of a document's rows is ``live``.
"""

from sqlalchemy import (
    Column,
    ColumnElement,
    Dialect,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    TypeDecorator,
    text,
)

from rag.types import Collection

REVISIONS = ("0001", "0002", "0003", "0004")
"""Alembic's revisions, oldest first; a test holds them equal to the files under `migrations`."""
HEAD = REVISIONS[-1]

EMPTY = text("X''")
"""No bytes."""
PENDING, LIVE, DEAD = "pending", "live", "dead"
TORN = "torn "
"""What the recipe of a version begins with whose rows were found damaged: it is no ingest's recipe,
so the next one reads the file anew."""


class Words(TypeDecorator[str]):
    """Any Python string, as bytes: file names and texts may hold what UTF-8 proper refuses.

    Sorts by code point.
    """

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Encode; lone surrogates stay what they are."""
        del dialect
        return None if value is None else value.encode("utf-8", "surrogatepass")

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Decode what `process_bind_param` wrote."""
        del dialect
        return None if value is None else value.decode("utf-8", "surrogatepass")


metadata = MetaData()


def _owned() -> list[Column[str]]:
    """Make the two columns that every key of a collection's tables begins with."""
    return [Column("tenant", Words, nullable=False), Column("collection", Words, nullable=False)]


meta = Table(
    "meta",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)

collections = Table(
    "collections",
    metadata,
    *_owned(),
    Column("embedder", String, nullable=False),
    PrimaryKeyConstraint("tenant", "collection"),
)

documents = Table(
    "documents",
    metadata,
    *_owned(),
    Column("id", String, nullable=False),
    # Given by whoever ingested it; they stay when the file changes. JSON, as all lists here.
    Column("tags", String, nullable=False, server_default="[]"),
    PrimaryKeyConstraint("tenant", "collection", "id"),
    ForeignKeyConstraint(
        ["tenant", "collection"], ["collections.tenant", "collections.collection"]
    ),
)

versions = Table(
    "versions",
    metadata,
    *_owned(),
    Column("document_id", String, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("version", String, nullable=False),
    Column("state", String, nullable=False),
    Column("path", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("page_starts", String, nullable=False),
    Column("page_labels", String, nullable=False),
    Column("sections", String, nullable=False),
    Column("properties", String, nullable=False),
    Column("notes", String, nullable=False),
    Column("media_type", String, nullable=False),
    Column("language", String, nullable=False),
    Column("recipe", String, nullable=False),
    Column("file", Words, nullable=False),
    Column("root", Words, nullable=False),
    Column("size", Integer, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("passages", Integer, nullable=False),
    Column("checksum", String, nullable=False),
    Column("ingested", String, nullable=False),
    Column("marks", String, nullable=False, server_default="[]"),
    # Those the file itself gives.
    Column("tags", String, nullable=False, server_default="[]"),
    Column("container", Words, nullable=False, server_default=EMPTY),
    # `ingest.sketch`: what near-duplicates are found by.
    Column("sketch", LargeBinary, nullable=False, server_default=EMPTY),
    PrimaryKeyConstraint("tenant", "collection", "document_id", "edition"),
    ForeignKeyConstraint(
        ["tenant", "collection", "document_id"],
        ["documents.tenant", "documents.collection", "documents.id"],
        ondelete="CASCADE",
    ),
)
Index("leftover_versions", versions.c.state, sqlite_where=text("state != 'live'"))

passages = Table(
    "passages",
    metadata,
    *_owned(),
    Column("document_id", String, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("id", String, nullable=False),
    Column("start", Integer, nullable=False),
    # The text is kept here as well as in the version's: slicing it out of a text of 1 MB costs
    # SQLite about a millisecond for each passage, since it must walk the text from its beginning.
    Column("text", Words, nullable=False),
    Column("first_page", Integer, nullable=False),
    Column("last_page", Integer, nullable=False),
    Column("heading", String, nullable=False),
    Column("vector", LargeBinary, nullable=False),
    # "table" is a word of SQL.
    Column("table_header", Words, nullable=False, server_default=EMPTY),
    Column("marks", String, nullable=False, server_default="[]"),
    # The first 16 bytes of the SHA-256 of what was embedded: the same, the same vector.
    Column("embedded", LargeBinary, nullable=False, server_default=EMPTY),
    # Ordinal of the first passage of its page or section (`rag.store.parts`).
    Column("part", Integer, nullable=False, server_default=text("-1")),
    PrimaryKeyConstraint("tenant", "collection", "document_id", "edition", "ordinal"),
    ForeignKeyConstraint(
        ["tenant", "collection", "document_id", "edition"],
        ["versions.tenant", "versions.collection", "versions.document_id", "versions.edition"],
        ondelete="CASCADE",
    ),
)
Index(
    "passages_by_id",
    passages.c.tenant,
    passages.c.collection,
    passages.c.id,
    passages.c.edition,
    # The id says these three as well. They are here so that a search, which asks where hundreds of
    # passages lie, reads the index alone: their rows are spread over all of the file.
    passages.c.document_id,
    passages.c.start,
    passages.c.part,
    unique=True,
)
Index("passages_by_embedded", passages.c.embedded, sqlite_where=text("embedded != X''"))

failures = Table(
    "failures",
    metadata,
    *_owned(),
    Column("path", Words, nullable=False),
    Column("file", Words, nullable=False),
    Column("problem", Words, nullable=False),
    Column("remedy", Words, nullable=False),
    Column("kind", String, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("at", String, nullable=False),
    # SHA-256 and recipe of what failed: the same bytes read the same way would fail again.
    Column("version", String, nullable=False, server_default=""),
    Column("recipe", String, nullable=False, server_default=""),
    Column("root", Words, nullable=False, server_default=EMPTY),
    PrimaryKeyConstraint("tenant", "collection", "path"),
)


def _kept(name: str) -> Table:
    """Make a table of JSON bodies by id. They belong to a tenant: a job may span collections."""
    return Table(
        name,
        metadata,
        Column("tenant", Words, nullable=False),
        Column("id", Words, nullable=False),
        Column("body", Words, nullable=False),
        PrimaryKeyConstraint("tenant", "id"),
    )


def of(table: Table, collection: Collection) -> ColumnElement[bool]:
    """Return the condition that a row of *table* is *collection*'s."""
    return (table.c.tenant == collection.tenant) & (table.c.collection == collection.name)


receipts = _kept("receipts")
jobs = _kept("jobs")
