"""Changing many tickets as one step: outcomes, taking it back, and going on where a lost worker stood."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from deskhand.actions.bulk import Outcome
from deskhand.actions.bulk_changes import carry_on, change_each, change_many, undo_many
from deskhand.actions.classification import Wanted as Sorting
from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.teams import TeamChange, add_team
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.kit import clock
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


def kinds(outcomes: Sequence[Outcome]) -> list[str | None]:
    return [outcome.refused.kind if outcome.refused else None for outcome in outcomes]


async def tags_of(desk: Desk) -> list[list[str]]:
    found = await desk.as_owner(
        "select array(select g.name from ticket_tags x join tags g on g.id = x.tag_id where x.ticket_id = t.id "
        "order by g.name) as names from tickets t order by t.id"
    )
    return [list(row["names"]) for row in found]


async def test_each_ticket_has_its_own_outcome_in_the_order_asked(desk: Desk) -> None:
    first, closed, last = await opened(desk, 3)
    await act(desk.agent, change_ticket, closed, TicketChange(status="closed"))
    nowhere = uuid4()
    wanted = Wanted(assignee=str(desk.other_agent.user_id), priority="high")
    outcomes = (await act(desk.agent, change_each, [last, closed, nowhere, first, last], wanted)).outcomes
    assert [outcome.id for outcome in outcomes] == [last, closed, nowhere, first]
    assert kinds(outcomes) == [None, "Conflict", "NotFound", None]
    assert outcomes[1].refused is not None
    assert outcomes[1].refused.allowed == ("reopen",)
    found = await desk.as_owner("select priority, status, assignee_id, version from tickets order by id")
    changed = ("high", "in_progress", desk.other_agent.user_id, 2)
    assert [tuple(row) for row in found] == [changed, ("medium", "closed", None, 2), changed]


async def test_of_one_ticket_never_half_is_changed(desk: Desk) -> None:
    ids = await opened(desk, 2)
    statement = "select name, ticket_id from events where ticket_id is not null order by id"
    before = await desk.as_owner(statement)
    wanted = Wanted(priority="low", status="waiting_customer", add_tags=("vpn",))
    assert kinds((await act(desk.agent, change_each, ids, wanted)).outcomes) == ["Conflict", "Conflict"]
    assert {row["priority"] for row in await desk.as_owner("select priority from tickets")} == {"medium"}
    assert await desk.as_owner(statement) == before
    assert await tags_of(desk) == [[], []]


async def test_two_at_once_in_opposite_orders_both_end(desk: Desk) -> None:
    ids = await opened(desk, 12)
    high = act(desk.agent, change_each, ids, Wanted(priority="high"))
    low = act(desk.other_agent, change_each, ids[::-1], Wanted(type="billing_issue"))
    for begun in await asyncio.gather(high, low):
        assert kinds(begun.outcomes) == [None] * 12
    found = await desk.as_owner("select distinct priority, type from tickets")
    assert [tuple(row) for row in found] == [("high", "billing_issue")]


async def test_tags_come_and_go_and_what_others_put_on_meanwhile_stays(desk: Desk) -> None:
    ids = await opened(desk, 3)
    await act(desk.agent, change_ticket, ids[0], TicketChange(classification=Sorting(tags=("old", "vpn"))))
    begun = await act(desk.agent, change_many, ids, Wanted(add_tags=("VPN", "Mail"), remove_tags=("old",)))
    assert await tags_of(desk) == [["mail", "vpn"]] * 3
    await act(desk.agent, change_ticket, ids[1], TicketChange(classification=Sorting(add_tags=("late",))))
    await act(desk.agent, change_ticket, ids[2], TicketChange(classification=Sorting(remove_tags=("mail",))))
    await act(desk.agent, undo_many, begun.id)
    assert await tags_of(desk) == [["old", "vpn"], ["late"], ["vpn"]]
    assert [fate for _, fate, _ in await fates(desk)] == ["restored", "restored", "kept"]
    begun = await act(desk.agent, change_many, ids, Wanted(tags=()))
    assert await tags_of(desk) == [[], [], []]
    await act(desk.agent, undo_many, begun.id)
    assert await tags_of(desk) == [["old", "vpn"], ["late"], ["vpn"]]


async def test_a_customers_own_tags_are_theirs_to_see_again(desk: Desk) -> None:
    wanted = NewTicket(subject="Sync", description="x", classification=Sorting(tags=("mine", "vpn")))
    ticket_id = (await act(desk.customer, open_ticket, wanted)).id
    await act(desk.agent, change_ticket, ticket_id, TicketChange(classification=Sorting(add_tags=("ours",))))
    statement = "select count(*) filter (where is_public), count(*) from ticket_tags"
    for wish in (Wanted(tags=()), Wanted(remove_tags=("mine", "ours"))):
        begun = await act(desk.agent, change_many, [ticket_id], wish)
        await act(desk.agent, undo_many, begun.id)
        assert [tuple(row) for row in await desk.as_owner(statement)] == [(2, 3)]


async def test_type_team_and_moments_are_put_back_too(desk: Desk) -> None:
    ids = await opened(desk, 1)
    columns = "type, team_id, snoozed_until, due_at"
    before = [tuple(row) for row in await desk.as_owner(f"select {columns} from tickets")]  # noqa: S608 (a constant)
    team = await act(desk.admin, add_team, TeamChange(name="Mail", member_ids=[desk.agent.user_id]))
    soon = clock.now() + timedelta(days=2)
    wanted = Wanted(type="billing_issue", team=str(team), snoozed_until=soon, due_at=soon)
    begun = await act(desk.agent, change_many, ids, wanted)
    changed = [tuple(row) for row in await desk.as_owner(f"select {columns} from tickets")]  # noqa: S608 (a constant)
    assert changed == [("billing_issue", team, soon, soon)]
    await act(desk.agent, undo_many, begun.id)
    assert [tuple(row) for row in await desk.as_owner(f"select {columns} from tickets")] == before  # noqa: S608 (a constant)
    with pytest.raises(Invalid, match="not an active team"):
        await act(desk.agent, change_many, ids, Wanted(team=str(uuid4())))


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
        ("open", "medium", '{"score":20,"signals":[["client",20,""]]}', None, None, None, None, None)
    ]
