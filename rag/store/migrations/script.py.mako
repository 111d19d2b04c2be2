"""${message}."""

from alembic import op

revision = "${up_revision}"
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Go from the tables before to these."""
    ${upgrades if upgrades else "pass"}
