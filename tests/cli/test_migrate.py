"""`deskhand migrate`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from deskhand.app.postgres.addresses import Addresses
from deskhand.cli.commands import COMMANDS, parser
from deskhand.rules.settings import Settings
from deskhand.store.migrations import HEAD, revision_of
from tests.cli.conftest import Tell
from tests.database import fresh_database


@pytest.fixture
async def empty(server: Addresses) -> AsyncIterator[Addresses]:
    """Lend a database in which nothing is."""
    async with fresh_database(server, template="template0") as found:
        yield found


async def test_an_empty_database_is_brought_to_the_head(
    empty: Addresses, settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    elsewhere = replace(settings, database_url=empty.runtime, database_owner_url=empty.owner)
    assert await revision_of(empty.owner) is None
    assert await COMMANDS["migrate"].run(elsewhere, parser().parse_args(["migrate"])) == 0
    assert capfd.readouterr().out == f"The database is at revision {HEAD}.\n"
    assert await revision_of(empty.runtime) == HEAD


async def test_a_database_that_is_up_to_date_stays_as_it_is(tell: Tell) -> None:
    assert (await tell("migrate")).out == f"The database is at revision {HEAD}.\n"
