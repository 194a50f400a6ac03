"""Made-up rows are marked, and leave with everything that hangs on them."""

from __future__ import annotations

from uuid import uuid4

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.rules.ticket import Source
from deskhand.store import demo
from deskhand.store.db import acting_as
from tests.database import Desk

DELIVERY = """
    with sent as (
        insert into deliveries (workspace_id, id, event_id, ticket_id, user_id, recipient, notification_type, channel,
                                state, due_at, created_at, updated_at)
        select workspace_id, gen_random_uuid(), gen_random_uuid(), id, requester_id, 'x', 'ticket_created', 'email',
               'delivered', now(), now(), now() from tickets returning workspace_id, id
    )
    insert into delivery_attempts (workspace_id, id, delivery_id, number, fence, provider, started_at, lease_until)
    select workspace_id, gen_random_uuid(), id, 1, 1, 'smtp', now(), now() from sent
"""


async def test_only_what_is_named_is_marked(desk: Desk) -> None:
    organization_id = desk.customer.organization_id
    assert organization_id is not None
    async with acting_as(desk.system) as tx:
        await demo.mark(tx, users=[desk.customer.user_id, uuid4()], organizations=[organization_id])
    assert await desk.value("select array_agg(id) from users where is_demo") == [desk.customer.user_id]
    assert await desk.value("select array_agg(id) from organizations where is_demo") == [organization_id]


async def test_clearing_takes_demo_tickets_with_all_that_hangs_on_them_and_nothing_else(desk: Desk) -> None:
    real = await act(desk.customer, open_ticket, NewTicket(subject="s", description="d"))
    await act(desk.customer, open_ticket, NewTicket(subject="s", description="d", source=Source.DEMO))
    await desk.as_owner(DELIVERY)
    async with acting_as(desk.system) as tx:
        await demo.mark(tx, users=[desk.customer.user_id, desk.other_agent.user_id], organizations=[])
    async with acting_as(desk.system) as tx:
        assert await demo.clear(tx, most=10) == 1
    for table in ("tickets", "messages", "deliveries", "delivery_attempts", "jobs"):
        assert await desk.value(f"select count(*) from {table}") == 1, table  # noqa: S608 (a name of ours)
    assert await desk.value("select id from tickets") == real.id
    left = await desk.as_owner("select id from users where is_demo")
    assert [row["id"] for row in left] == [desk.customer.user_id], "a real ticket's requester stays"


async def test_another_workspaces_demo_stays(desk: Desk) -> None:
    await act(desk.customer, open_ticket, NewTicket(subject="s", description="d", source=Source.DEMO))
    elsewhere = type(desk.system)(uuid4(), "demo")
    async with acting_as(elsewhere) as tx:
        assert await demo.clear(tx, most=10) == 0
    assert await desk.value("select count(*) from tickets") == 1


async def test_a_large_demo_leaves_piece_by_piece_and_its_people_with_the_last(desk: Desk) -> None:
    for _ in range(5):
        await act(desk.customer, open_ticket, NewTicket(subject="s", description="d", source=Source.DEMO))
    async with acting_as(desk.system) as tx:
        await demo.mark(tx, users=[desk.customer.user_id], organizations=[])
    left = []
    for _ in range(4):
        async with acting_as(desk.system) as tx:
            removed = await demo.clear(tx, most=2)
        left.append((removed, await desk.value("select count(*) from users where is_demo")))
    assert left == [(2, 1), (2, 1), (1, 0), (0, 0)]


async def test_clearing_knows_of_everything_that_hangs_on_a_ticket(desk: Desk) -> None:
    """A table that refers to tickets or messages without `on delete cascade` must be named in store/demo._CLEAR."""
    rows = await desk.as_owner(
        "select distinct conrelid::regclass::text as name from pg_constraint where contype = 'f' "
        "and confrelid in ('tickets'::regclass, 'messages'::regclass) and confdeltype = 'a'"
    )
    unknown = {row["name"] for row in rows} - {
        name for name in (row["name"] for row in rows) if any(f" {name} " in statement for statement in demo._CLEAR)
    }
    assert not unknown, "“deskhand demo --clear” would stumble over these tables"
