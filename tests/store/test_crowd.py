"""A crowd's rows stand as if they had been written one by one."""

from __future__ import annotations

import hashlib

from deskhand.actions.contract import act
from deskhand.actions.demo import clear_demo, gather_crowd, tell_of_crowd
from deskhand.app.demo.crowd import Crowd
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.ticket import read_ticket
from deskhand.reactions.housekeeping import make_partitions_since
from deskhand.rules.ticket import Status
from tests.database import Desk


async def gathered(desk: Desk, count: int) -> Crowd:
    crowd = Crowd(count, now=clock.now())
    await make_partitions_since(clock.now() - crowd.period)
    await act(desk.system, gather_crowd, crowd.organizations, crowd.people)
    for told in crowd.batches(60):
        await act(desk.system, tell_of_crowd, told)
    return crowd


async def test_everything_that_was_told_is_there_and_marked(desk: Desk) -> None:
    crowd = await gathered(desk, 100)
    tickets = await desk.as_owner("select * from tickets order by id")
    assert len(tickets) == len({row["number"] for row in tickets}) == 100
    assert [row["number"] for row in tickets] == sorted(row["number"] for row in tickets)
    assert {row["source"] for row in tickets} == {"demo"}
    assert await desk.value("select count(*) from users where is_demo") == len(crowd.people)
    assert await desk.value("select count(*) from organizations where is_demo") == len(crowd.organizations)
    assert await desk.value("select count(*) from jobs") == 0, "nobody is told of what never happened"
    counted = await desk.value(
        "select count(*) from tickets t where message_count = (select count(*) from messages m "
        "where m.ticket_id = t.id and m.visibility = 'public') and last_message_at = (select max(m.created_at) "
        "from messages m where m.ticket_id = t.id and m.visibility = 'public')"
    )
    assert counted == 100


async def test_its_tickets_are_read_like_any_others(desk: Desk) -> None:
    await gathered(desk, 60)
    row = (await desk.as_owner("select id, number from tickets where status = 'closed' limit 1"))[0]
    view = await ask(desk.agent, read_ticket, row["id"])
    assert view.status == Status.CLOSED
    assert view.resolved_by
    names = [one.name for one in view.activity]
    assert names[0] == "ticket.created"
    assert names[-1] == "ticket.closed"
    told = await desk.value(
        "select payload ->> 'number' from events where name = 'ticket.created' and ticket_id = $1", row["id"]
    )
    assert told == row["number"]


async def test_its_events_bear_digests_and_lie_in_their_months(desk: Desk) -> None:
    await gathered(desk, 60)
    rows = await desk.as_owner(
        "select salt, digest, jsonb_build_array(workspace_id, id, name, is_public, ticket_id, actor_kind, actor_id, "
        "actor_name, payload, (extract(epoch from created_at) * 1000000)::bigint)::text as whole from events "
        "where name like 'ticket.%'"
    )
    assert len(rows) > 120
    assert all(row["digest"] == hashlib.sha256(row["salt"] + row["whole"].encode()).digest() for row in rows)
    (spread,) = await desk.as_owner(
        "select count(distinct tableoid) as months from events where name = 'ticket.created'"
    )
    assert spread["months"] >= 12
    assert await desk.value("select count(*) from events_earlier") == 0


async def test_it_leaves_as_a_demo_does(desk: Desk) -> None:
    before = await desk.value("select count(*) from users")
    await gathered(desk, 50)
    removed = 0
    while some := await act(desk.system, clear_demo, most=20):
        removed += some
    assert removed == 50
    assert await desk.value("select count(*) from users") == before
    assert await desk.value("select count(*) from messages") == 0
