"""Changes of many tickets as a job: carried out in the name of who asked, and gone on with after a worker is lost."""

from __future__ import annotations

from uuid import UUID

import pytest

from deskhand.actions import bulk_changes
from deskhand.actions.bulk_changes import change_many
from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.kit import clock
from deskhand.reactions.bulk import carry_out_bulk
from deskhand.reactions.contract import Happened
from deskhand.rules.bulk import Wanted
from deskhand.rules.events import BulkBegun
from tests.database import Desk


def begun(desk: Desk, bulk_id: UUID) -> Happened:
    return Happened(
        workspace_id=desk.system.workspace_id, id=bulk_id, event=BulkBegun(bulk_id=bulk_id, total=3), ticket_id=None,
        actor_id=desk.agent.user_id, actor_name=desk.agent.name, at=clock.now(),
    )  # fmt: skip


async def test_a_lost_worker_is_taken_over_and_no_ticket_changes_twice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_changes, "AT_ONCE", 1)
    monkeypatch.setattr(bulk_changes, "BATCH", 1)
    wanted = NewTicket(subject="Sync", description="x")
    ids = [(await act(desk.customer, open_ticket, wanted)).id for _ in range(3)]
    asked = await act(desk.agent, change_many, ids, Wanted(priority="low", assignee=str(desk.agent.user_id)))
    assert await desk.value("select count(*) from jobs where reaction = 'bulk.carry_out_bulk'") == 1
    await act(desk.agent, bulk_changes.carry_on, asked.id)  # the worker dies here
    await carry_out_bulk(desk.system, [begun(desk, asked.id)])
    await carry_out_bulk(desk.system, [begun(desk, asked.id)])
    told = await desk.as_owner("select ticket_id, actor_name from events where name = 'ticket.assigned' order by 1")
    assert [tuple(row) for row in told] == [(one, "Maya Okafor") for one in sorted(ids)]
    assert await desk.value("select state from bulk_changes") == "done"

    stopped = await act(desk.agent, change_many, ids, Wanted(priority="high"))
    await desk.as_owner("update users set is_active = false where id = $1", desk.agent.user_id)
    await carry_out_bulk(desk.system, [begun(desk, stopped.id)])
    assert await desk.value("select count(*) from tickets where priority = 'high'") == 0
