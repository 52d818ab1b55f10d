"""Alembic's entry point: run the migrations on the engine that `dlp.database` hands over."""

from alembic import context

with context.config.attributes["engine"].begin() as connection:
    context.configure(connection=connection)
    context.run_migrations()
