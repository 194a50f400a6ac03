"""Rules that are tried on what happened, as whoever asked follows them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.queries.contract import query
from deskhand.rules.access import Can, Person
from deskhand.rules.automation.backtest import Counts, Would
from deskhand.rules.automation.rule import Content
from deskhand.rules.errors import NotFound
from deskhand.store.db import Reading

PAGE = 50
"""Hits of one page."""


class HitLine(Struct, frozen=True, kw_only=True):
    """What a rule would have done at an event, and on which ticket."""

    event_id: UUID
    ticket_id: UUID
    ticket_number: str
    ticket_subject: str
    event: str
    at: datetime
    would: Would


class Backtest(Struct, frozen=True, kw_only=True):
    """A run with a page of what the rule would have done, the newest first; `before` leads to the next one."""

    id: UUID
    rule_id: UUID | None
    content: Content
    state: str
    reason: str | None
    since: datetime
    until: datetime
    reached_at: datetime
    counts: Counts
    hits: int
    is_cut: bool
    tickets: int
    items: list[HitLine]
    before: UUID | None = None

    @property
    def is_unfinished(self) -> bool:
        """Say whether it goes on."""
        return self.state in {"waiting", "looking"}

    @property
    def share(self) -> int:
        """Return how much of the time is gone through, per cent; at most 99 while it goes on."""
        return max(0, min(99, int((self.reached_at - self.since) / (self.until - self.since) * 100)))


_ONE = """
    select b.id, b.rule_id, b.content, b.state, b.reason, b.since, b.until, b.reached_at, b.counts, b.hits, b.is_cut,
           (select count(distinct h.ticket_id) from backtest_hits h
            where h.workspace_id = b.workspace_id and h.backtest_id = b.id) as tickets,
           (select coalesce(jsonb_agg(to_jsonb(l) order by l.event_id desc), '[]') from (
                select h.event_id, h.ticket_id, t.number as ticket_number, t.subject as ticket_subject, h.event, h.at,
                       h.would
                from backtest_hits h join tickets t on t.workspace_id = h.workspace_id and t.id = h.ticket_id
                where h.workspace_id = b.workspace_id and h.backtest_id = b.id
                  and ($4::uuid is null or h.event_id < $4)
                order by h.event_id desc limit $5) l) as items
    from backtests b where b.workspace_id = $1 and b.id = $2 and b.owner_id = $3
"""


@query(needs=Can.MANAGE_AUTOMATION)
async def read_backtest(reading: Reading, backtest_id: UUID, *, before: UUID | None = None) -> Backtest:
    """Return a run of one's own with a page of what the rule would have done."""
    owner = reading.actor.user_id if isinstance(reading.actor, Person) else None
    row = await reading.row(_ONE, reading.workspace_id, backtest_id, owner, before, PAGE + 1)
    if row is None:
        raise NotFound("There is no such run, a newer one took its place, or it is not yours. Try the rule once more.")
    found = msgspec.convert(dict(row), Backtest)
    items = found.items[:PAGE]
    return msgspec.structs.replace(
        found, items=items, before=items[-1].event_id if len(found.items) > PAGE else None
    )  # fmt: skip
