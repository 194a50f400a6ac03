"""Runs the migrations on one connection, under one lock, each in its own transaction."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, create_engine, pool

from deskhand.store.migrations import HEAD, run
from deskhand.store.migrations.grants import grants

_LOCK = 7_305_843_211
"""Key of the advisory lock that lets one migration run at a time."""


def _run(connection: Connection) -> None:
    connection.exec_driver_sql(f"select pg_advisory_lock({_LOCK})")
    connection.exec_driver_sql("set lock_timeout = '10s'")
    connection.commit()
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
    if context.get_context().get_current_revision() != HEAD:
        return
    connection.commit()
    with connection.begin():
        run(connection, grants(context.config.attributes["runtime_role"]))


def _psycopg(url: str) -> str:
    return "postgresql+psycopg://" + url.split("://", 1)[1]


engine = create_engine(_psycopg(context.config.attributes["url"]), poolclass=pool.NullPool)
with engine.connect() as _connection:
    _run(_connection)
