"""Killing anything at any time under load: nothing that was acknowledged is lost, nothing is done twice unmarked."""

from __future__ import annotations

import pytest

from tests.flows.siege import TARGETS, Siege
from tests.post_office import post_office
from tests.running import site


@pytest.mark.kill
@pytest.mark.slow
async def test_kills_under_load_lose_nothing_and_double_nothing() -> None:
    async with post_office() as office:
        with site(SMTP_URL=office.url, LOG_LEVEL="warning") as found:
            siege = Siege(found, office, seed=11)
            await siege.open()
            await siege.kill("worker", "database", "web", "all", "worker", "database")
            await siege.let_leases_end()
            verdict = await siege.verdict()
    assert set(siege.kills) == set(TARGETS)
    assert len(siege.tickets) > 20
    assert not verdict.faults, f"{siege}\n{verdict}"
    assert verdict.second_copies <= verdict.marked
