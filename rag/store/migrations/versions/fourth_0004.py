"""Where a passage lies is told by an index alone: of each search hundreds are asked."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Put into the index of ids what searches ask of them."""
    op.execute("DROP INDEX passages_by_id")
    columns = "tenant, collection, id, edition, document_id, start, part"
    op.execute(f"CREATE UNIQUE INDEX passages_by_id ON passages ({columns})")
