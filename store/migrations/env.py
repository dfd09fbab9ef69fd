"""Run migrations inside the transaction of the connection that store.database hands over."""

from __future__ import annotations

from alembic import context

from store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    compare_server_default=True,
    render_as_batch=True,  # SQLite changes a table by copying it; make its triggers anew after that
)
with context.begin_transaction():
    context.run_migrations()
