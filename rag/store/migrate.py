"""The door to Alembic, opened only when tables are older than the code: it takes a second."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(connection: Connection, *, backup: Path | None = None) -> None:
    """Run every migration that *connection*'s database has not seen, after a copy to *backup*."""
    if backup is not None:
        backup.unlink(missing_ok=True)
        connection.exec_driver_sql("VACUUM INTO ?", (str(backup),))
        connection.rollback()
        backup.chmod(0o600)
    config = _config()
    config.attributes["connection"] = connection
    # pysqlite would run each statement that changes tables in a transaction of its own.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    command.upgrade(config, "head")
    connection.commit()


def revisions() -> tuple[str, ...]:
    """Return the revisions under `migrations`, oldest first."""
    scripts = ScriptDirectory.from_config(_config()).walk_revisions()
    return tuple(script.revision for script in scripts)[::-1]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
