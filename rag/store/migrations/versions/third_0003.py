"""Which part of its document a passage lies in: its page or section."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add it; of what is there already nobody has said, until it is ingested anew."""
    op.execute("ALTER TABLE passages ADD COLUMN part INTEGER DEFAULT -1 NOT NULL")
