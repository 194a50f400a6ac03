"""What a draft of a policy would have made of past tickets, as whoever asked follows it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.queries.contract import query
from deskhand.queries.filters import decode_cursor, encode_cursor, narrowed
from deskhand.rules.access import Can, Person
from deskhand.rules.errors import NotFound
from deskhand.rules.filters import Filters
from deskhand.rules.sla.hindsight import MOST_FLIPS, Tally
from deskhand.rules.sla.policy import Policy, Target
from deskhand.store.db import Reading

LISTED = 50
"""Tickets of a page."""


class Flipped(Struct, frozen=True, kw_only=True):
    """A ticket some of whose targets flip."""

    id: UUID
    number: str
    subject: str
    targets: tuple[Target, ...]


class Drafted(Struct, frozen=True, kw_only=True):
    """A draft as it was judged; without `is_new` it is one of the policy itself."""

    policy_id: UUID
    is_new: bool
    start_id: UUID | None
    name: str
    number: int | None
    draft: Policy


class Hindsight(Drafted, frozen=True, kw_only=True):
    """A run: how far it is, what it counted, and some of the tickets that flip to one side."""

    id: UUID
    policy_name: str
    state: str
    since: datetime
    until: datetime
    reached_at: datetime
    tally: Tally
    flipped: int
    items: list[Flipped]
    next_cursor: str | None = None

    @property
    def is_unfinished(self) -> bool:
        """Say whether tickets are still judged."""
        return self.state in {"waiting", "judging"}

    @property
    def is_cut(self) -> bool:
        """Say whether more tickets flip than are named."""
        return self.flipped > MOST_FLIPS

    @property
    def share(self) -> int:
        """Return how much of its time it has gone through, per cent; at most 99 while it is unfinished."""
        return min(99, int((self.reached_at - self.since) / (self.until - self.since) * 100))


_DRAFT = "h.policy_id, h.is_new, h.start_id, h.name, h.number, h.draft"


@query(needs=Can.MANAGE_WORKSPACE)
async def read_hindsight(
    reading: Reading, hindsight_id: UUID | None = None, *, is_late: bool, after: str | None = None
) -> Hindsight:
    """Return one's own run, with tickets that flip to one side, the newest first, of those one may see."""
    where = narrowed(reading.actor, Filters())
    where.add("i.workspace_id = ? and i.is_late = ?", reading.workspace_id, is_late)
    if after is not None:
        where.add("i.ticket_id < ?", decode_cursor(after, tuple[UUID])[0])
    row = await reading.row(
        f"""
        select h.id, p.name as policy_name, h.state, h.since, h.until, h.reached_at, h.tally, h.flipped, {_DRAFT},
            (select coalesce(jsonb_agg(to_jsonb(f) order by f.id desc), '[]') from (
                select t.id, t.number, t.subject, i.targets from hindsight_flips i
                join tickets t on t.workspace_id = i.workspace_id and t.id = i.ticket_id
                where i.hindsight_id = h.id and {where.text(after=3)}
                order by i.ticket_id desc limit {LISTED + 1}) f) as items
        from hindsights h join sla_policies p on p.workspace_id = h.workspace_id and p.id = h.policy_id
        where h.workspace_id = $1 and h.owner_id = $2 and ($3::uuid is null or h.id = $3)
        """,  # noqa: S608 (fragments are constants, values are parameters)
        reading.workspace_id, _owner(reading), hindsight_id, *where.values,
    )  # fmt: skip
    if row is None:
        raise _missing()
    found = msgspec.convert(dict(row), Hindsight, strict=False)
    if len(found.items) <= LISTED:
        return found
    items = found.items[:LISTED]
    return msgspec.structs.replace(found, items=items, next_cursor=encode_cursor(items[-1].id))


@query(needs=Can.MANAGE_WORKSPACE)
async def read_draft(reading: Reading) -> Drafted:
    """Return the draft of one's own run, to go on with."""
    row = await reading.row(
        f"select {_DRAFT} from hindsights h where h.workspace_id = $1 and h.owner_id = $2",  # noqa: S608 (a constant)
        reading.workspace_id, _owner(reading),
    )  # fmt: skip
    if row is None:
        raise _missing()
    return msgspec.convert(dict(row), Drafted, strict=False)


def _owner(reading: Reading) -> UUID | None:
    return reading.actor.user_id if isinstance(reading.actor, Person) else None


def _missing() -> NotFound:
    return NotFound("There is nothing to look back on any more. Ask for it again on the page of a policy.")
