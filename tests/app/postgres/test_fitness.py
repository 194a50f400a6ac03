"""The checks that no server at hand can fail."""

from dataclasses import replace

import pytest

from deskhand.app.postgres.addresses import DatabaseRefused
from deskhand.app.postgres.fitness import Facts, check_same, check_server

FACTS = Facts(
    version=150000,
    version_name="15.0",
    fsync="on",
    full_page_writes="on",
    synchronous_commit="on",
    default_transaction_read_only="off",
    standby=False,
    encoding="UTF8",
    database="desk",
    since="2026-01-01",
    role="app",
    superuser=False,
    bypasses=False,
    makes_roles=False,
    makes_schemas=False,
    makes_tables=False,
    owned=0,
)


@pytest.mark.parametrize("synchronous_commit", ["on", "local", "remote_write", "remote_apply"])
def test_a_sound_server_is_taken(synchronous_commit: str) -> None:
    check_server(replace(FACTS, synchronous_commit=synchronous_commit), "DATABASE_URL")


def test_an_old_server_is_refused() -> None:
    with pytest.raises(DatabaseRefused, match=r"DATABASE_URL leads to PostgreSQL 14\.9; Deskhand needs 15"):
        check_server(replace(FACTS, version=140009, version_name="14.9"), "DATABASE_URL")


def test_a_standby_is_refused() -> None:
    with pytest.raises(DatabaseRefused, match="is a standby"):
        check_server(replace(FACTS, standby=True), "DATABASE_URL")


def test_two_servers_are_told_apart() -> None:
    with pytest.raises(DatabaseRefused, match="DATABASE_DIRECT_URL leads to another database"):
        check_same(replace(FACTS, since="2026-02-02"), FACTS, name="DATABASE_DIRECT_URL")
