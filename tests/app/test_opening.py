"""A process that reaches its database, and lets go of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from deskhand.app.opening import opened
from deskhand.app.postgres.addresses import Addresses
from deskhand.rules.errors import Permanent, Temporary
from deskhand.rules.settings import Settings
from deskhand.store import everywhere
from deskhand.store.migrations import HEAD, revision_of
from tests.database import fresh_database
from tests.running import free_port


@pytest.fixture
def settings(addresses: Addresses, tmp_path: Path) -> Settings:
    """Return the settings of a desk whose database is there, migrated and empty."""
    return Settings(
        data=tmp_path / "var", database_url=addresses.runtime, database_owner_url=addresses.owner, demo=False,
        port=free_port(),
    )  # fmt: skip


async def test_opening_brings_the_database_up_to_date_and_lends_the_pool(server: Addresses, tmp_path: Path) -> None:
    async with fresh_database(server, template="template0") as empty:
        settings = Settings(data=tmp_path / "var", database_url=empty.runtime, database_owner_url=empty.owner)
        async with opened(settings, up_to_date=False):
            assert await revision_of(empty.runtime) is None
        async with opened(settings) as desk:
            assert await revision_of(empty.runtime) == HEAD
            assert await everywhere.workspaces() == []
            assert desk.settings is settings
            assert desk.keys.master == (settings.data / "secret.key").read_bytes().strip()
    with pytest.raises(Temporary):
        await everywhere.workspaces()


async def test_without_its_key_nothing_opens_and_nothing_is_left_open(settings: Settings) -> None:
    settings.data.mkdir()
    (settings.data / "secret.key").touch()
    with pytest.raises(Permanent, match="secret key"):
        async with opened(settings):
            pass
    with pytest.raises(Temporary):
        await everywhere.workspaces()
