"""The few functions that pass the wall; they return keys, and the work then runs as System(workspace)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import asyncpg

from deskhand.kit import ids
from deskhand.rules.access import Can, Person, Role
from deskhand.store.db import Row, past_the_walls

_BUILDING = 600.0
"""Seconds that an index may take to build."""


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed follow-up; `fence` proves the claim when it is settled."""

    workspace_id: UUID
    id: UUID
    event_id: UUID
    reaction: str
    attempts: int
    fence: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A claimed delivery."""

    workspace_id: UUID
    id: UUID
    fence: int


@dataclass(frozen=True, slots=True)
class Turn:
    """A claimed run of the timetable."""

    workspace_id: UUID
    name: str
    due_at: datetime
    fence: int
    zone: str | None = None
    """The time zone that its moment was reckoned in; None for UTC."""
    is_asked: bool = False
    """Whether somebody asked for this run."""
    time_zone: str = "UTC"
    """The workspace's time zone now."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment that a rule waited for since an event."""

    workspace_id: UUID
    rule_id: UUID
    ticket_id: UUID
    event_id: UUID


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many follow-ups and deliveries wait, and how many were given up."""

    jobs_waiting: int
    jobs_dead: int
    deliveries_waiting: int
    deliveries_dead: int


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody found by a secret, and when the secret was last used."""

    person: Person
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Happening:
    """A committed event of a ticket, with what decides who may hear of it."""

    workspace_id: UUID
    id: UUID
    name: str
    is_public: bool
    ticket_id: UUID
    requester_id: UUID
    organization_id: UUID | None
    team_id: UUID | None = None
    assignee_id: UUID | None = None
    category_id: UUID | None = None


async def workspace_of(host: str) -> UUID | None:
    """Return the workspace that answers a host name; a workspace without a host answers every other one."""
    async with past_the_walls() as connection:
        found: UUID | None = await connection.fetchval("select everywhere_workspace($1)", host)
    return found


async def workspaces() -> list[UUID]:
    """Return all workspaces, the oldest first."""
    async with past_the_walls() as connection:
        return [row[0] for row in await connection.fetch("select * from everywhere_workspaces()")]


async def unassigned() -> list[UUID]:
    """Return the workspaces in which the desk shares out tickets and some ticket has nobody."""
    async with past_the_walls() as connection:
        return [row[0] for row in await connection.fetch("select * from everywhere_unassigned()")]


async def make_workspace(*, slug: str, name: str, base_url: str, now: datetime) -> UUID:
    """Make a workspace with its sequence of ticket numbers and return its id."""
    workspace_id = ids.new_id()
    async with past_the_walls() as connection:
        await connection.execute(
            "select everywhere_make_workspace($1, $2, $3, $4, $5)", workspace_id, slug, name, base_url, now
        )
    return workspace_id


async def person_of_session(digest: bytes, now: datetime) -> Found | None:
    """Return who holds an unexpired session."""
    async with past_the_walls() as connection:
        row = await connection.fetchrow("select * from everywhere_session($1, $2)", digest, now)
    return None if row is None else Found(_person(row, session_id=row["session_id"]), row["last_seen_at"])


async def person_of_token(digest: bytes, now: datetime) -> Found | None:
    """Return on whose behalf an unexpired, unrevoked API token acts."""
    async with past_the_walls() as connection:
        row = await connection.fetchrow("select * from everywhere_token($1, $2)", digest, now)
    if row is None:
        return None
    scopes = None if row["scopes"] is None else frozenset(Can(scope) for scope in row["scopes"] if scope in set(Can))
    return Found(_person(row, token_id=row["token_id"], scopes=scopes), row["last_used_at"])


async def workspace_of_link(digest: bytes, now: datetime, *, purpose: str = "sign_in") -> UUID | None:
    """Return the workspace of a one-time link of a purpose that still works."""
    async with past_the_walls() as connection:
        found: UUID | None = await connection.fetchval(
            "select workspace_id from everywhere_link($1, $2) where purpose = $3", digest, now, purpose
        )
    return found


async def claim_jobs(now: datetime, *, lease: timedelta, most: int) -> list[Job]:
    """Claim follow-ups that are due, most urgent first; each claim counts as an attempt."""
    async with past_the_walls() as connection:
        rows = await connection.fetch("select * from everywhere_claim_jobs($1, $2, $3)", now, lease, most)
    return [Job(*row) for row in rows]


async def claim_deliveries(now: datetime, *, lease: timedelta, most: int) -> list[Claim]:
    """Claim deliveries that are due, most urgent first."""
    return await _claimed("select * from everywhere_claim_deliveries($1, $2, $3)", now, lease, most)


async def claim_webhooks(now: datetime, *, lease: timedelta, most: int) -> list[Claim]:
    """Claim deliveries to endpoints of webhooks that are due, most urgent first."""
    return await _claimed("select * from everywhere_claim_webhooks($1, $2, $3)", now, lease, most)


async def claim_files(now: datetime, *, lease: timedelta, most: int) -> list[Claim]:
    """Claim files that are to be checked, those that wait longest first."""
    return await _claimed("select * from everywhere_claim_files($1, $2, $3)", now, lease, most)


async def claim_exports(now: datetime, *, lease: timedelta, most: int) -> list[Claim]:
    """Claim exports whose next piece is due, those that wait longest first."""
    return await _claimed("select * from everywhere_claim_exports($1, $2, $3)", now, lease, most)


async def claim_hindsights(now: datetime, *, lease: timedelta, most: int) -> list[Claim]:
    """Claim runs over past tickets whose next slice is due, those that wait longest first."""
    return await _claimed("select * from everywhere_claim_hindsights($1, $2, $3)", now, lease, most)


async def claim_backtests(now: datetime, *, lease: timedelta, most: int) -> list[Claim]:
    """Claim rules that are being tried and whose next events are due, those that wait longest first."""
    return await _claimed("select * from everywhere_claim_backtests($1, $2, $3)", now, lease, most)


async def due_clocks(now: datetime, *, most: int) -> list[tuple[UUID, UUID]]:
    """Return workspaces and tickets of which there is something to raise, those that wait longest first."""
    async with past_the_walls() as connection:
        rows = await connection.fetch("select * from everywhere_due_clocks($1, $2)", now, most)
    return [(row["workspace_id"], row["ticket_id"]) for row in rows]


async def due_rules(now: datetime, *, most: int) -> list[Moment]:
    """Return the moments that rules waited for and that have come, those that wait longest first."""
    async with past_the_walls() as connection:
        rows = await connection.fetch("select * from everywhere_due_rules($1, $2)", now, most)
    return [Moment(*row) for row in rows]


async def clock_backlogs() -> list[UUID]:
    """Return the workspaces in which there are clocks to be gone through."""
    async with past_the_walls() as connection:
        return [row[0] for row in await connection.fetch("select * from everywhere_clock_backlogs()")]


async def claim_turn(now: datetime, *, lease: timedelta) -> Turn | None:
    """Claim one run of the timetable that is due and that no other worker holds."""
    async with past_the_walls() as connection:
        row = await connection.fetchrow("select * from everywhere_claim_timetable($1, $2)", now, lease)
    return None if row is None else Turn(*row)


async def backlog() -> Backlog:
    """Return how much waits and how much was given up, over all workspaces."""
    async with past_the_walls() as connection:
        row = await connection.fetchrow("select * from everywhere_backlog()")
    return Backlog(*row) if row else Backlog(0, 0, 0, 0)


async def snapshot() -> str:
    """Return the cursor of now: what is visible in this moment."""
    async with past_the_walls() as connection:
        return str(await connection.fetchval("select pg_current_snapshot()::text"))


async def happenings_since(cursor: str, *, most: int) -> tuple[str, list[Happening]]:
    """Return what committed since a cursor, each exactly once, and the cursor after it."""
    async with past_the_walls() as connection:
        rows = await connection.fetch(
            "select pg_current_snapshot()::text as cursor, e.* from (select 1) as one "
            "left join everywhere_events_since($1, $2) e on true",
            cursor, most,
        )  # fmt: skip
    found = [Happening(*tuple(row)[1:]) for row in rows if row["id"] is not None]
    return str(rows[0]["cursor"]), found


async def make_partition(month: date) -> None:
    """Make the partition of a month's events, unless it is there; its events that lie elsewhere already stay."""
    async with past_the_walls() as connection:
        with suppress(asyncpg.CheckViolationError):
            await connection.execute("select everywhere_make_partition($1)", month)


async def divide_words(fewest: int) -> bool:
    """Go one step towards words indexed in ranges of so many tickets or more; say whether there was a step to go."""
    async with past_the_walls() as connection:
        with suppress(asyncpg.LockNotAvailableError):
            return bool(await connection.fetchval("select everywhere_divide_words($1)", fewest, timeout=_BUILDING))
    return False


async def _claimed(statement: str, *values: object) -> list[Claim]:
    async with past_the_walls() as connection:
        return [Claim(*row) for row in await connection.fetch(statement, *values)]


def _person(
    row: Row,
    *,
    session_id: UUID | None = None,
    token_id: UUID | None = None,
    scopes: frozenset[Can] | None = None,
) -> Person:
    return Person(
        workspace_id=row["workspace_id"], user_id=row["user_id"], role=Role(row["role"]), name=row["name"],
        email=row["email"], organization_id=row["organization_id"], shares_tickets=row["shares_tickets"],
        time_zone=row["time_zone"], language=row["language"], team_ids=frozenset(row["team_ids"]),
        category_ids=frozenset(row["category_ids"]), foreign_category_ids=frozenset(row["foreign_category_ids"]),
        session_id=session_id, token_id=token_id, scopes=scopes,
    )  # fmt: skip
