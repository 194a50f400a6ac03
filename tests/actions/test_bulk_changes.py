"""Changing many tickets as one step: outcomes, taking it back, and going on where a lost worker stood."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from deskhand.actions.bulk_changes import carry_on, change_many, undo_many
from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.rules import bulk as rules
from deskhand.rules.bulk import BATCH, Wanted
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound
from tests.database import Desk

_COLUMNS = "status, priority, priority_reason, assignee_id, resolution, resolved_by_id, resolved_at, closed_at"


async def opened(desk: Desk, count: int) -> list[UUID]:
    wanted = NewTicket(subject="Sync", description="x")
    return [(await act(desk.customer, open_ticket, wanted)).id for _ in range(count)]


async def rows(desk: Desk) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await desk.as_owner(f"select {_COLUMNS} from tickets order by id")]  # noqa: S608


async def fates(desk: Desk) -> list[tuple[object, ...]]:
    found = await desk.as_owner("select ticket_id, state, reason from bulk_tickets order by ticket_id")
    return [tuple(row) for row in found]


async def test_each_has_its_fate_and_all_is_put_back_as_it_was(desk: Desk) -> None:
    ids = await opened(desk, 4)
    await act(desk.other_agent, change_ticket, ids[0], TicketChange(assignee_id=desk.other_agent.user_id))
    await act(desk.agent, reply, ids[1], NewMessage(content="Which one?"))
    await act(desk.agent, change_ticket, ids[3], TicketChange(status="cancelled"))
    before = await rows(desk)
    wanted = Wanted(status="closed", priority="low", assignee=str(desk.agent.user_id))
    begun = await act(desk.agent, change_many, [*ids, ids[0]], wanted)
    assert not begun.is_running
    found = await fates(desk)
    assert [fate for _, fate, _ in found] == ["changed", "changed", "changed", "refused"]
    assert "cannot be assigned; reopen it first" in str(found[3][2])
    assert [row[:2] for row in (await rows(desk))[:3]] == [("closed", "low")] * 3
    told = await desk.as_owner("select payload ->> 'reason' as why from events where name = 'ticket.closed'")
    assert [row["why"] for row in told] == ["Changed together with 3 others"] * 3

    await act(desk.other_agent, change_ticket, ids[2], TicketChange(priority="urgent"))
    with pytest.raises(NotFound):
        await act(desk.other_agent, undo_many, begun.id)
    await act(desk.agent, undo_many, begun.id)
    after = await rows(desk)
    assert [after[0], after[1], after[3]] == [before[0], before[1], before[3]]
    assert after[2][:2] == ("closed", "urgent")
    assert [fate for _, fate, _ in await fates(desk)] == ["restored", "restored", "kept", "refused"]
    back = await desk.as_owner(
        "select payload -> 'changes' ->> 'assignee' as trail from events where name = 'ticket.status_changed' "
        "and payload ->> 'reason' like '%taken back' order by ticket_id"
    )
    assert [row["trail"] for row in back] == ['["Maya Okafor", "Tom Berg"]', None]
    with pytest.raises(Conflict, match="taken back already"):
        await act(desk.agent, undo_many, begun.id)


async def test_nothing_is_put_back_after_its_time(desk: Desk) -> None:
    begun = await act(desk.agent, change_many, await opened(desk, 1), Wanted(priority="low"))
    await desk.as_owner("update bulk_changes set finished_at = finished_at - $1::interval", rules.UNDO)
    with pytest.raises(Conflict, match="can be taken back for 60 minutes"):
        await act(desk.agent, undo_many, begun.id)
    await desk.as_owner("update bulk_changes set finished_at = finished_at - $1::interval", timedelta(days=8))
    await act(desk.agent, change_many, await opened(desk, 1), Wanted(priority="low"))
    assert await desk.value("select count(*) from bulk_changes") == 1, "what is long over is forgotten"


async def test_many_go_batch_by_batch_and_each_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deskhand.actions.bulk_changes.AT_ONCE", 1)
    monkeypatch.setattr("deskhand.actions.bulk_changes.BATCH", 2)
    ids = await opened(desk, 5)
    begun = await act(desk.agent, change_many, ids, Wanted(priority="urgent"))
    assert begun.is_running
    assert await act(desk.agent, carry_on, begun.id)
    with pytest.raises(Conflict, match="still running"):
        await act(desk.agent, undo_many, begun.id)
    assert [fate for _, fate, _ in await fates(desk)] == ["changed", "changed", "waiting", "waiting", "waiting"]
    while await act(desk.agent, carry_on, begun.id):  # as whoever takes over does
        pass
    told = await desk.as_owner("select ticket_id from events where name = 'ticket.updated' order by ticket_id")
    assert [row["ticket_id"] for row in told] == ids
    assert (await act(desk.agent, undo_many, begun.id)).is_running
    while await act(desk.agent, carry_on, begun.id):
        pass
    assert [row[1] for row in await rows(desk)] == ["medium"] * 5
    names = await desk.as_owner(
        "select name, payload ->> 'changed' as changed from events where name like 'bulk.%' order by id"
    )
    assert [tuple(row) for row in names] == [
        ("bulk.begun", None), ("bulk.finished", "5"), ("bulk.begun", None), ("bulk.finished", "5"),
    ]  # fmt: skip
    assert BATCH < rules.AT_ONCE


async def test_who_may_not_and_what_is_none(desk: Desk) -> None:
    ids = await opened(desk, 1)
    with pytest.raises(Forbidden):
        await act(desk.customer, change_many, ids, Wanted(priority="low"))
    with pytest.raises(Invalid, match="choose between 1 and 10,000"):
        await act(desk.agent, change_many, [], Wanted(priority="low"))
    with pytest.raises(Invalid, match="no active agent"):
        await act(desk.agent, change_many, ids, Wanted(assignee=str(desk.customer.user_id)))
    assert await rows(desk) == [
        ("open", "medium", "Detected, 20 points: priority client (+20).", None, None, None, None, None)
    ]
