"""Merging: one conversation out of two, nothing lost, nothing shown to anybody new, and all of it can be taken back."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from deskhand.actions.contract import act
from deskhand.actions.merges import merge, unmerge
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.actions.watchers import watch
from deskhand.queries.contract import ask
from deskhand.queries.portal import read_my_ticket
from deskhand.queries.ticket import read_ticket
from deskhand.queries.watchers import watchers_of
from deskhand.rules.access import Person
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound
from deskhand.rules.ticket import Ticket
from tests.actions.test_replies import trail
from tests.database import Desk, person

MOVING = {"version", "updated_at"} | {
    "clocked_at", "first_response_due_at", "sla_due_at", "sla_nearest_at", "sla_critical_at", "sla_warning_at",
    "sla_half_at", "next_sla_at", "sla_left",
}  # fmt: skip
"""What a merge and its end leave raised."""


async def opened(desk: Desk, *subjects: str, by: Person | None = None) -> list[Ticket]:
    return [
        await act(by or desk.customer, open_ticket, NewTicket(subject=subject, description=f"{subject} opened"))
        for subject in subjects
    ]


async def texts(desk: Desk, ticket_id: UUID) -> list[str]:
    return [message.text for message in (await ask(desk.agent, read_ticket, ticket_id)).messages]


async def state(desk: Desk) -> dict[str, Any]:
    """Return everything that tickets are made of, without what only counts changes."""
    found: dict[str, Any] = {}
    for table in ("tickets", "messages", "ticket_watchers", "ticket_links", "ticket_merges", "files", "ticket_tags"):
        rows = await desk.as_owner(f"select to_jsonb(t)::text as row from {table} t order by 1")  # noqa: S608 (our own)
        found[table] = [
            {key: value for key, value in json.loads(row["row"]).items() if key not in MOVING} for row in rows
        ]
    return found


async def test_merged_tickets_are_one_conversation_and_lead_to_it(desk: Desk) -> None:
    a, b = await opened(desk, "A", "B")
    await act(desk.agent, reply, a.id, NewMessage(content="A answered"))
    await act(desk.other_agent, note, a.id, NewMessage(content="A noted"))
    await act(desk.agent, watch, a.id, desk.other_agent.user_id)
    merged = await act(desk.agent, merge, b.id, [a.number])
    assert (merged.id, merged.status, merged.message_count, merged.version) == (b.id, "open", 3, 2)
    view = await ask(desk.agent, read_ticket, b.id)
    assert [(message.text, message.of) for message in view.messages] == [
        ("A opened", a.number), ("B opened", None), ("A answered", a.number), ("A noted", a.number)
    ]  # fmt: skip
    assert view.opening is not None
    assert view.opening.text == "B opened"
    assert [one.number for one in view.merged] == [a.number]
    assert [one.name for one in await ask(desk.agent, watchers_of, b.id)] == ["Tom Berg"]
    gone = await ask(desk.agent, read_ticket, a.id)
    assert (gone.merged_into, gone.status, gone.messages) == ((b.id, b.number), "closed", [])
    mine = await ask(desk.customer, read_my_ticket, b.id)
    assert [message.text for message in mine.messages] == ["A opened", "B opened", "A answered"]
    assert mine.opening is not None
    assert mine.opening.text == "B opened"
    assert (await ask(desk.customer, read_my_ticket, a.id)).merged_into == (b.id, b.number)
    assert (await trail(desk, a.id))[-1] == {
        "name": "ticket.merged", "relation": "merged_into", "other_id": str(b.id), "messages": 3,
        "changes": {"status": ["waiting_customer", "closed"]},
    }  # fmt: skip
    assert (await trail(desk, b.id))[-1] == {
        "name": "ticket.merged", "relation": "merged_from", "other_id": str(a.id), "messages": 3, "changes": {},
    }  # fmt: skip
    told = [(one.name, one.of) for one in view.activity]
    assert ("ticket.created", a.number) in told, "the trail of what was merged is read on"
    assert ("ticket.created", None) in told


async def test_a_merge_and_its_end_leave_everything_as_it_was(desk: Desk) -> None:
    a, b, c = await opened(desk, "A", "B", "C")
    await act(desk.agent, reply, a.id, NewMessage(content="A answered"))
    await act(desk.agent, note, b.id, NewMessage(content="B noted"))
    await act(desk.agent, change_ticket, b.id, TicketChange(status="resolved", resolution="Done."))
    for ticket in (a, b):
        await act(desk.agent, watch, ticket.id, desk.agent.user_id)
    await act(desk.agent, watch, a.id, desk.admin.user_id)
    before = await state(desk)
    await act(desk.agent, merge, c.id, [a.id, b.id])
    assert await state(desk) != before
    for ticket in (b, a):
        await act(desk.other_agent, unmerge, ticket.id)
    assert await state(desk) == before
    assert (await trail(desk, b.id))[-1]["changes"] == {"status": ["closed", "resolved"]}


async def test_chains_are_one_step_long_and_come_apart_as_they_were(desk: Desk) -> None:
    a, b, c = await opened(desk, "A", "B", "C")
    await act(desk.agent, watch, a.id, desk.admin.user_id)
    await act(desk.agent, merge, b.id, [a.id])
    before = await state(desk)
    await act(desk.agent, merge, c.id, [b.id])
    for one in (a, b):
        assert (await ask(desk.agent, read_ticket, one.id)).merged_into == (c.id, c.number)
    assert await texts(desk, c.id) == ["A opened", "B opened", "C opened"]
    assert [one.name for one in await ask(desk.agent, watchers_of, c.id)] == ["Ada Admin"]
    await act(desk.agent, unmerge, b.number)
    assert await state(desk) == before
    assert await texts(desk, b.id) == ["A opened", "B opened"]
    await act(desk.agent, merge, c.id, [b.id])
    await act(desk.agent, unmerge, a.id)
    assert (await texts(desk, a.id), await texts(desk, c.id)) == (["A opened"], ["B opened", "C opened"])
    with pytest.raises(Conflict, match="merged into itself"):
        await act(desk.agent, merge, b.id, [c.id])
    later = await act(desk.agent, merge, b.id, [a.id])
    assert later.id == c.id, "a merge into a merged one goes on to where that one stands"


async def test_what_comes_after_a_merge_goes_where_it_belongs(desk: Desk) -> None:
    a, b = await opened(desk, "A", "B")
    await act(desk.agent, merge, b.id, [a.id])
    by_number = await act(desk.customer, reply, a.id, NewMessage(content="To A"))
    assert (by_number.ticket.id, by_number.is_internal) == (b.id, False)
    await act(desk.agent, reply, b.id, NewMessage(content="To B"))
    noted = await act(desk.agent, note, a.id, NewMessage(content="Note to A"))
    assert noted.ticket.id == b.id
    answered = await act(desk.agent, reply, a.id, NewMessage(content="Answer", reply_to=by_number.id))
    assert answered.ticket.status == "waiting_customer"
    assert await texts(desk, b.id) == ["A opened", "B opened", "To A", "To B", "Note to A", "Answer"]
    await act(desk.agent, unmerge, a.id)
    assert await texts(desk, a.id) == ["A opened", "To A", "Note to A", "Answer"]
    assert await texts(desk, b.id) == ["B opened", "To B"]
    rows = await desk.as_owner("select message_count, last_message_preview, status from tickets order by id")
    assert [tuple(row) for row in rows] == [(3, "Answer", "open"), (2, "To B", "waiting_customer")]


async def test_a_merged_ticket_is_not_changed_by_itself(desk: Desk) -> None:
    a, b = await opened(desk, "A", "B")
    await act(desk.agent, merge, b.id, [a.id])
    for who, wanted in ((desk.agent, TicketChange(priority="high")), (desk.customer, TicketChange(status="open"))):
        with pytest.raises(Conflict, match="was merged into another ticket"):
            await act(who, change_ticket, a.id, wanted)
    with pytest.raises(Conflict, match="was merged into another ticket already"):
        await act(desk.agent, merge, b.id, [a.id])
    with pytest.raises(Conflict, match="is not merged"):
        await act(desk.agent, unmerge, b.id)


async def test_a_merge_shows_nobody_what_they_could_not_read(desk: Desk) -> None:
    (a,) = await opened(desk, "A")
    (theirs,) = await opened(desk, "Theirs", by=desk.other_customer)
    colleague = await person(
        desk.system, "kim@halcyon.test", name="Kim Colleague", organization_id=desk.customer.organization_id
    )
    colleague = replace(colleague, organization_id=desk.customer.organization_id, shares_tickets=True)
    (near,) = await opened(desk, "Near", by=colleague)
    for other in (theirs, near):
        before = await state(desk)
        with pytest.raises(Conflict, match="Not the same customers read"):
            await act(desk.agent, merge, a.id, [other.id])
        assert await state(desk) == before
    await desk.as_owner("update organizations set shares_tickets = true")
    await act(desk.agent, note, near.id, NewMessage(content="CANARY"))
    await act(desk.agent, merge, a.id, [near.id])
    sharing = replace(desk.customer, shares_tickets=True)
    for who in (sharing, colleague):
        read = await ask(who, read_my_ticket, a.id)
        assert [message.text for message in read.messages] == ["A opened", "Near opened"]
    assert [one.name for one in await ask(desk.agent, watchers_of, a.id)] == ["Kim Colleague"], "they hear on"
    written = await act(colleague, reply, near.id, NewMessage(content="Mine"))
    assert written.ticket.id == a.id
    await act(desk.agent, unmerge, near.id)
    assert await texts(desk, near.id) == ["Near opened", "CANARY", "Mine"]
    assert await ask(desk.agent, watchers_of, a.id) == []


async def test_who_may_not_and_what_is_not_there(desk: Desk) -> None:
    a, b = await opened(desk, "A", "B")
    for act_of, values in ((merge, (b.id, [a.id])), (unmerge, (a.id,))):
        with pytest.raises(Forbidden):
            await act(desk.customer, act_of, *values)
    for sources in ([], [a.id] * 51):
        with pytest.raises(Invalid, match="must name 1 to 50"):
            await act(desk.agent, merge, b.id, sources)
    with pytest.raises(Invalid, match="is not the number of a ticket"):
        await act(desk.agent, merge, "2001-01-00001", [a.id])
    with pytest.raises(NotFound):
        await act(desk.agent, merge, b.id, [uuid4()])
    with pytest.raises(Conflict, match="into itself"):
        await act(desk.agent, merge, a.id, [a.number])
    await act(desk.agent, change_ticket, b.id, TicketChange(status="closed"))
    with pytest.raises(Conflict, match=r"is closed, and .* is still to be done"):
        await act(desk.agent, merge, b.id, [a.id])


async def test_many_merges_at_once_neither_block_nor_close_a_circle(desk: Desk) -> None:
    tickets = await opened(desk, "A", "B", "C", "D")
    pairs = [(into.id, source.id) for into in tickets for source in tickets if into is not source]
    acts = [act(desk.agent, merge, into, [source]) for into, source in pairs]
    writing = [act(desk.customer, reply, one.id, NewMessage(content=f"to {one.subject}")) for one in tickets]
    async with asyncio.timeout(20):
        outcomes = await asyncio.gather(*acts, *writing, return_exceptions=True)
    assert {type(outcome).__name__ for outcome in outcomes} == {"Ticket", "Conflict", "Written"}
    rows = {row["id"]: row["merged_into_id"] for row in await desk.as_owner("select id, merged_into_id from tickets")}
    assert sum(place is None for place in rows.values()) == 1
    assert all(place is None or rows[place] is None for place in rows.values()), "one step leads to where all stands"
    assert await desk.value("select count(*) from messages") == 8
    (root,) = [one for one, place in rows.items() if place is None]
    assert await desk.value("select count(distinct ticket_id) from messages where ticket_id = $1", root) == 1
    both = [act(desk.agent, unmerge, one) for one in rows if one != root]
    async with asyncio.timeout(20):
        await asyncio.gather(*both)
    for one in tickets:
        assert await texts(desk, one.id) == [f"{one.subject} opened", f"to {one.subject}"]
