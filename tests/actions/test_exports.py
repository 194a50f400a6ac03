"""Exports as people ask for them; how they are written is told in tests/reactions/test_write_exports.py."""

from __future__ import annotations

import pytest

from deskhand.actions.contract import act
from deskhand.actions.exports import ask_export, condemn_exports, end_export, erase_export, fail_export
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.exports import read_export
from deskhand.reactions.write_exports import LEASE
from deskhand.rules.errors import NotFound
from deskhand.rules.exports import Wanted
from deskhand.store import everywhere
from tests.database import Desk


async def test_an_export_is_given_up_by_its_claim_alone_and_erased_when_it_ends(desk: Desk) -> None:
    asked = await act(desk.agent, ask_export, "\x00", Wanted())
    assert (await ask(desk.agent, read_export, asked.id)).name == "Tickets"
    (claim,) = await everywhere.claim_exports(clock.now(), lease=LEASE, most=4)
    await act(desk.system, fail_export, asked.id, fence=claim.fence - 1, reason="late")
    assert (await ask(desk.agent, read_export, asked.id)).state == "waiting"
    await act(desk.system, fail_export, asked.id, fence=claim.fence, reason="No room.")
    assert (await ask(desk.agent, read_export, asked.id)).reason == "No room."
    assert await act(desk.system, condemn_exports) == []
    with pytest.raises(NotFound):
        await act(desk.other_agent, end_export, asked.id)
    await act(desk.agent, end_export, asked.id)
    assert await act(desk.system, condemn_exports) == [(asked.id, claim.fence + 1)]
    await act(desk.system, erase_export, asked.id)
    await act(desk.system, erase_export, asked.id)
    told = await desk.as_owner("select name from events where name like 'export.%' order by id")
    assert [row["name"] for row in told] == ["export.asked", "export.failed", "export.erased"]
