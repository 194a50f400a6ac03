"""Migrations: forward only, plain SQL, run by the database's owner."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg

if TYPE_CHECKING:
    from sqlalchemy import Connection

HEAD = "0046"
"""The newest revision; a database at it needs nothing."""


async def revision_of(url: str) -> str | None:
    """Return the revision that a database is at, or None when it has none yet."""
    connection = await asyncpg.connect(url, timeout=10)
    try:
        found: str | None = await connection.fetchval("select version_num from alembic_version")
    except (asyncpg.UndefinedTableError, asyncpg.InsufficientPrivilegeError):
        return None
    finally:
        await connection.close()
    return found


def apply(connection: Connection, name: str) -> None:
    """Run the statements of one migration as they stand in `sql/`, with no placeholders read into them."""
    statements = (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")
    run(connection, statements)


def run(connection: Connection, statements: str) -> None:
    """Run several statements in the connection's transaction."""
    driver = connection.connection.driver_connection
    if driver is None:
        raise RuntimeError("The migration's connection is closed.")
    driver.execute(statements)


def migrate(owner_url: str, *, runtime_role: str, to: str = "head") -> None:
    """Bring the database to a revision and grant the runtime role what it needs; blocks until done."""
    from alembic import command  # noqa: PLC0415 (half a second that an up-to-date start need not spend)
    from alembic.config import Config  # noqa: PLC0415 (as above)

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["url"] = owner_url
    config.attributes["runtime_role"] = runtime_role
    command.upgrade(config, to)
