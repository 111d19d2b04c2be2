"""Places within pages, headers of tables, tags, and what is needed to embed and fail only once."""

from alembic import op

revision = "0002"
down_revision = "0001"

COLUMNS = (
    "documents ADD COLUMN tags VARCHAR DEFAULT '[]' NOT NULL",
    "versions ADD COLUMN marks VARCHAR DEFAULT '[]' NOT NULL",
    "versions ADD COLUMN tags VARCHAR DEFAULT '[]' NOT NULL",
    "versions ADD COLUMN container BLOB DEFAULT X'' NOT NULL",
    "versions ADD COLUMN sketch BLOB DEFAULT X'' NOT NULL",
    "passages ADD COLUMN table_header BLOB DEFAULT X'' NOT NULL",
    "passages ADD COLUMN marks VARCHAR DEFAULT '[]' NOT NULL",
    "passages ADD COLUMN embedded BLOB DEFAULT X'' NOT NULL",
    "failures ADD COLUMN version VARCHAR DEFAULT '' NOT NULL",
    "failures ADD COLUMN recipe VARCHAR DEFAULT '' NOT NULL",
    "failures ADD COLUMN root BLOB DEFAULT X'' NOT NULL",
)


def upgrade() -> None:
    """Add them."""
    for column in COLUMNS:
        op.execute(f"ALTER TABLE {column}")
    op.execute("CREATE INDEX passages_by_embedded ON passages (embedded) WHERE embedded != X''")
