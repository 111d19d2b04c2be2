"""The first tables.

Written as SQL, because the tables in the code go on changing and these must not.
"""

from alembic import op

revision = "0001"
down_revision = None

TABLES = (
    """CREATE TABLE collections (
    tenant BLOB NOT NULL,
    collection BLOB NOT NULL,
    embedder VARCHAR NOT NULL,
    PRIMARY KEY (tenant, collection)
)""",
    """CREATE TABLE failures (
    tenant BLOB NOT NULL,
    collection BLOB NOT NULL,
    path BLOB NOT NULL,
    file BLOB NOT NULL,
    problem BLOB NOT NULL,
    remedy BLOB NOT NULL,
    kind VARCHAR NOT NULL,
    tries INTEGER NOT NULL,
    at VARCHAR NOT NULL,
    PRIMARY KEY (tenant, collection, path)
)""",
    """CREATE TABLE jobs (
    tenant BLOB NOT NULL,
    id BLOB NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (tenant, id)
)""",
    """CREATE TABLE meta (
    name VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    PRIMARY KEY (name)
)""",
    """CREATE TABLE receipts (
    tenant BLOB NOT NULL,
    id BLOB NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (tenant, id)
)""",
    """CREATE TABLE documents (
    tenant BLOB NOT NULL,
    collection BLOB NOT NULL,
    id VARCHAR NOT NULL,
    PRIMARY KEY (tenant, collection, id),
    FOREIGN KEY(tenant, collection) REFERENCES collections (tenant, collection)
)""",
    """CREATE TABLE versions (
    tenant BLOB NOT NULL,
    collection BLOB NOT NULL,
    document_id VARCHAR NOT NULL,
    edition INTEGER NOT NULL,
    version VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    path BLOB NOT NULL,
    title BLOB NOT NULL,
    text BLOB NOT NULL,
    page_starts VARCHAR NOT NULL,
    page_labels VARCHAR NOT NULL,
    sections VARCHAR NOT NULL,
    properties VARCHAR NOT NULL,
    notes VARCHAR NOT NULL,
    media_type VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    recipe VARCHAR NOT NULL,
    file BLOB NOT NULL,
    root BLOB NOT NULL,
    size INTEGER NOT NULL,
    pages INTEGER NOT NULL,
    passages INTEGER NOT NULL,
    checksum VARCHAR NOT NULL,
    ingested VARCHAR NOT NULL,
    PRIMARY KEY (tenant, collection, document_id, edition),
    FOREIGN KEY(tenant, collection, document_id)
        REFERENCES documents (tenant, collection, id)
        ON DELETE CASCADE
)""",
    """CREATE INDEX leftover_versions ON versions (state) WHERE state != 'live'""",
    """CREATE TABLE passages (
    tenant BLOB NOT NULL,
    collection BLOB NOT NULL,
    document_id VARCHAR NOT NULL,
    edition INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    id VARCHAR NOT NULL,
    start INTEGER NOT NULL,
    text BLOB NOT NULL,
    first_page INTEGER NOT NULL,
    last_page INTEGER NOT NULL,
    heading VARCHAR NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (tenant, collection, document_id, edition, ordinal),
    FOREIGN KEY(tenant, collection, document_id, edition)
        REFERENCES versions (tenant, collection, document_id, edition)
        ON DELETE CASCADE
)""",
    """CREATE UNIQUE INDEX passages_by_id ON passages (tenant, collection, id, edition)""",
)


def upgrade() -> None:
    """Make them."""
    for statement in TABLES:
        op.execute(statement)
