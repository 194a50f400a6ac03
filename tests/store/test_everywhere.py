"""What passes the wall: finding workspaces and people, claiming what is due, making months of events."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from uuid import UUID

from deskhand.actions.contract import act
from deskhand.actions.people import Credentials, make_sign_in_link, sign_in_with_link
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.actions.tokens import NewToken, create_token
from deskhand.app import timetable
from deskhand.kit import clock
from deskhand.rules import sign_in
from deskhand.rules.access import Can, Role, Visitor
from deskhand.store import everywhere, jobs
from deskhand.store.db import acting_as
from tests.database import Desk

LEASE = timedelta(seconds=60)
WANTED = NewTicket(subject="The sync stopped", description="Since 09:58.")
SECRET = b"s" * 32


async def test_the_sole_workspace_answers_every_host_and_others_their_own(desk: Desk) -> None:
    first = desk.system.workspace_id
    assert await everywhere.workspace_of("anything.example") == first
    second = await everywhere.make_workspace(slug="second", name="Second", base_url="http://b", now=clock.now())
    await desk.as_owner("update workspaces set host = 'b.example' where id = $1", second)
    assert await everywhere.workspace_of("b.example") == second
    assert await everywhere.workspace_of("anything.example") == first
    await desk.as_owner("update workspaces set host = 'a.example' where id = $1", first)
    assert await everywhere.workspace_of("anything.example") is None
    assert await everywhere.workspaces() == [first, second]


async def test_a_session_is_found_while_it_lasts_and_its_user_is_active(desk: Desk) -> None:
    await act(desk.system, make_sign_in_link, desk.customer.email, b"l" * 32)
    assert await everywhere.workspace_of_link(b"l" * 32, clock.now()) == desk.system.workspace_id
    tried = Credentials(email="", password="", digest=SECRET)
    await act(Visitor(desk.system.workspace_id), sign_in_with_link, b"l" * 32, tried)
    assert await everywhere.workspace_of_link(b"l" * 32, clock.now()) is None
    found = await everywhere.person_of_session(SECRET, clock.now())
    assert found is not None
    assert (found.person.user_id, found.person.organization_id) == (
        desk.customer.user_id,
        desk.customer.organization_id,
    )
    assert found.person.session_id is not None
    assert await everywhere.person_of_session(b"x" * 32, clock.now()) is None
    assert await everywhere.person_of_session(SECRET, clock.now() + sign_in.SESSION + timedelta(minutes=1)) is None
    await desk.as_owner("update users set is_active = false where id = $1", desk.customer.user_id)
    assert await everywhere.person_of_session(SECRET, clock.now()) is None


async def test_a_link_works_for_a_day(desk: Desk) -> None:
    await act(desk.system, make_sign_in_link, desk.customer.email, b"l" * 32)
    assert await everywhere.workspace_of_link(b"l" * 32, clock.now() + sign_in.LINK + timedelta(minutes=1)) is None


async def test_a_token_is_found_with_its_scopes_while_it_works(desk: Desk) -> None:
    ends = clock.now() + timedelta(days=1)
    wanted = NewToken(
        email=desk.agent.email, name="t", digest=SECRET, scopes=["ticket:read", "ticket:note"], expires_at=ends
    )
    token_id = await act(desk.system, create_token, wanted)
    found = await everywhere.person_of_token(SECRET, clock.now())
    assert found is not None
    assert (found.person.token_id, found.person.role, found.last_used_at) == (token_id, Role.AGENT, None)
    assert found.person.scopes == frozenset({Can.READ_TICKET, Can.NOTE})
    await desk.as_owner("update api_tokens set scopes = array['ticket:read', 'no:longer']")
    again = await everywhere.person_of_token(SECRET, clock.now())
    assert again is not None
    assert again.person.scopes == frozenset({Can.READ_TICKET})
    assert await everywhere.person_of_token(SECRET, ends) is None
    await desk.as_owner("update api_tokens set revoked_at = now()")
    assert await everywhere.person_of_token(SECRET, clock.now()) is None


async def test_jobs_are_claimed_once_by_whoever_asks_first_and_most_urgent_first(desk: Desk) -> None:
    for priority in ("low", "critical", "medium"):
        for _ in range(10):
            wanted = NewTicket(subject="s", description="d", priority=priority)
            await act(desk.customer, open_ticket, wanted)
    now = clock.now()
    claims = await asyncio.gather(*(everywhere.claim_jobs(now, lease=LEASE, most=5) for _ in range(8)))
    claimed = [job.id for claim in claims for job in claim]
    assert len(claimed) == len(set(claimed)) == 30
    assert {(job.attempts, job.fence) for claim in claims for job in claim} == {(1, 1)}
    assert await everywhere.claim_jobs(now, lease=LEASE, most=100) == []
    later = now + LEASE
    first = await everywhere.claim_jobs(later, lease=LEASE, most=10)
    ranks = await desk.as_owner("select priority from jobs where id = any($1)", [job.id for job in first])
    assert {row["priority"] for row in ranks} == {0}
    assert {(job.attempts, job.fence) for job in first} == {(2, 2)}


async def test_a_settled_or_dead_job_is_not_claimed(desk: Desk) -> None:
    await act(desk.customer, open_ticket, WANTED)
    await act(desk.customer, open_ticket, WANTED)
    dead, done = await everywhere.claim_jobs(clock.now(), lease=LEASE, most=2)
    async with acting_as(desk.system) as tx:
        await jobs.bury(tx, dead, why="no")
        await jobs.finish(tx, [done])
    assert await everywhere.claim_jobs(clock.now() + LEASE, lease=LEASE, most=2) == []
    backlog = await everywhere.backlog()
    assert (backlog.jobs_waiting, backlog.jobs_dead, backlog.deliveries_waiting, backlog.deliveries_dead) == (
        0,
        1,
        0,
        0,
    )


async def test_a_turn_is_claimed_by_one_worker_until_its_lease_ends(desk: Desk) -> None:
    await desk.as_owner(
        "update timetable set due_at = now() + case name when 'partitions' then interval '-1 minute' else '1 day' end"
    )
    now = clock.now()
    turns = await asyncio.gather(*(everywhere.claim_turn(now, lease=LEASE) for _ in range(6)))
    (turn,) = [turn for turn in turns if turn is not None]
    assert (turn.workspace_id, turn.name, turn.fence) == (desk.system.workspace_id, "partitions", 1)
    again = await everywhere.claim_turn(now + LEASE, lease=LEASE)
    assert again is not None
    assert again.fence == 2
    assert {entry.name for entry in timetable.TIMETABLE} == {
        row["name"] for row in await desk.as_owner("select name from timetable")
    }


async def test_a_month_of_events_is_made_once_by_many_at_once(desk: Desk) -> None:
    await asyncio.gather(*(everywhere.workspaces() for _ in range(8)))
    for month in (10, 11, 12):
        await asyncio.gather(*(everywhere.make_partition(date(2031, month, 1)) for _ in range(8)))
    await everywhere.make_partition(date(2031, 12, 9))
    names = await desk.as_owner("select relname from pg_class where relname ~ '^events_2031..$' order by 1")
    assert [row["relname"] for row in names] == ["events_203110", "events_203111", "events_203112"]


async def test_an_event_stands_in_the_month_of_its_id(desk: Desk) -> None:
    """December 2031 begins at 1953849600000 ms and ends before 1956528000000 ms (Unix time)."""
    await everywhere.make_partition(date(2031, 12, 1))
    wanted = {
        UUID(f"{moment:012x}".ljust(32, end)): partition
        for end in "0f"
        for moment, partition in (
            (1953849600000 - 1, "events_earlier"), (1953849600000, "events_203112"),
            (1956528000000 - 1, "events_203112"), (1956528000000, "events_earlier"),
        )
    }  # fmt: skip
    await desk.as_owner(
        "insert into events (workspace_id, id, name, is_public, actor_kind, actor_name, payload, salt, created_at) "
        "select $1, id, 'x', true, 'system', 'x', '{}', decode(repeat('00', 16), 'hex'), now() "
        "from unnest($2::uuid[]) id",
        desk.system.workspace_id, list(wanted),
    )  # fmt: skip
    rows = await desk.as_owner("select id, tableoid::regclass::text as place from events where name = 'x'")
    assert {row["id"]: row["place"] for row in rows} == wanted


async def test_workspaces_draw_their_own_numbers(desk: Desk) -> None:
    second = await everywhere.make_workspace(slug="second", name="Second", base_url="http://b", now=clock.now())
    ticket = await act(desk.customer, open_ticket, WANTED)
    sequences = await desk.as_owner("select relname from pg_class where relkind = 'S' order by oid")
    assert [row["relname"] for row in sequences] == [
        f"ticket_numbers_{workspace.hex}" for workspace in (desk.system.workspace_id, second)
    ]
    assert ticket.number.endswith("-00001")
    assert await desk.value(f"select is_called from ticket_numbers_{second.hex}") is False  # noqa: S608 (an id)
