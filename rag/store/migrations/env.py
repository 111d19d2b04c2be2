"""What Alembic runs: it migrates the connection that `rag.store.migrate` hands it."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
