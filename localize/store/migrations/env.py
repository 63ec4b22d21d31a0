"""What alembic runs around the revisions: on the connection and in the transaction that `upgrade` passes in."""

from alembic import context

from localize.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
