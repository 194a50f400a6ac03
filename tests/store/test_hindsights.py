"""Rows of hindsights: one for each person, and an old claim changes nothing."""

from __future__ import annotations

from deskhand.rules.sla.policy import STANDARD
from deskhand.store import clocks, hindsights
from deskhand.store.db import acting_as
from deskhand.store.hindsights import Draft
from tests.database import Desk


async def test_the_newest_stands_and_an_old_claim_changes_nothing(desk: Desk) -> None:
    async with acting_as(desk.system) as tx:
        policy_id, _, _ = await clocks.latest_policy(tx)
        draft = Draft(policy_id=policy_id, is_new=True, name="x", says=STANDARD)
        await hindsights.replace(tx, desk.admin.user_id, draft, since=tx.now)
        kept = await hindsights.replace(tx, desk.admin.user_id, draft, since=tx.now)
        assert await tx.value("select count(*) from hindsights") == 1
        assert await hindsights.hold(tx, kept, fence=1) is None
        await hindsights.put_off(tx, kept, fence=1, until=tx.now, most=0)
        held = await hindsights.hold(tx, kept, fence=0)
        assert held is not None
        assert (held.draft, await hindsights.next_tickets(tx, held, 5)) == (STANDARD, [])
        await hindsights.note(tx, kept, None, tally=held.tally, flipped=0)
        assert await hindsights.hold(tx, kept, fence=0) is None, "it is finished"
