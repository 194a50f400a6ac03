"""The clocks of one ticket, replayed: every interval with what began it, and what is in force by which name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct, convert, structs

from deskhand.queries.contract import query
from deskhand.queries.filters import this_one
from deskhand.rules.access import Can
from deskhand.rules.errors import NotFound
from deskhand.rules.sla.account import Account, accounts
from deskhand.rules.sla.calendar import Opening
from deskhand.rules.sla.clock import Clock, History
from deskhand.rules.sla.policy import Book
from deskhand.rules.sla.trail import past_of
from deskhand.rules.sla.watch import clocks
from deskhand.store.clocks import KEPT, Kept, book
from deskhand.store.db import Reading, Row


class Cut(Struct, frozen=True, array_like=True):
    """A change that clocks may depend on: when, by whom, and from what to what."""

    at: datetime
    who: str
    changes: dict[str, Sequence[str | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What a ticket's clocks did from its opening until `at`; names and zones are by id."""

    id: UUID
    number: str
    subject: str
    at: datetime
    accounts: tuple[Account, ...]
    cuts: tuple[Cut, ...]
    policies: Mapping[UUID, str]
    calendars: Mapping[UUID, str]
    zones: Mapping[UUID, str]

    def cut_at(self, moment: datetime) -> Cut | None:
        """Return the change that was made at a moment."""
        return next((one for one in self.cuts if one.at == moment), None)


CUTS = """
    (select coalesce(jsonb_agg(jsonb_build_array(e.created_at, e.actor_name, e.payload -> 'changes')
                               order by e.id), '[]')
     from events e where e.workspace_id = t.workspace_id and e.ticket_id = t.id
        and jsonb_typeof(e.payload -> 'changes') = 'object'
        and e.payload -> 'changes' ?| array['status', 'priority', 'organization', 'requester', 'category'])
"""
CLOCKS = f"{KEPT} as kept, case when t.sla_book = 0 then {CUTS} else '[]' end as cuts"
"""What `clocks_from` reads of a ticket `t`; what was never wound is read from the trail."""
_CLOCK = f"""
    select t.id, t.number, t.subject, {KEPT} as kept, {CUTS} as cuts,
        (select jsonb_object_agg(p.id, p.name) from sla_policies p where p.workspace_id = t.workspace_id) as policies,
        (select coalesce(jsonb_object_agg(c.id, c.name), '{{}}') from calendars c
         where c.workspace_id = t.workspace_id) as calendars
    from tickets t
"""  # noqa: S608 (a constant)


@query(needs=Can.WORK_QUEUE)
async def read_clock(reading: Reading, ticket_id: UUID) -> Replay:
    """Return what a ticket's clocks did until now, in one statement where this process knows the policies."""
    where = this_one(reading.actor, ticket_id)
    record = await reading.row(f"{_CLOCK} where {where.text()}", *where.values)
    if record is None:
        raise NotFound("There is no such ticket.")
    history, says, cuts = await _read(reading, record)
    return Replay(
        id=record["id"], number=record["number"], subject=record["subject"], at=reading.now, cuts=cuts,
        accounts=tuple(accounts(history, says, now=reading.now)), policies=_by_id(record["policies"]),
        calendars=_by_id(record["calendars"]), zones=_zones(says),
    )  # fmt: skip


async def clocks_from(reading: Reading, record: Row) -> tuple[Clock, ...]:
    """Return the clocks of a ticket whose row holds CLOCKS, as they stand now."""
    history, says, _ = await _read(reading, record)
    return tuple(clocks(history, says, now=reading.now))


async def _read(reading: Reading, record: Row) -> tuple[History, Book, tuple[Cut, ...]]:
    kept = convert(record["kept"], Kept, strict=False)
    cuts = convert(record["cuts"], tuple[Cut, ...], strict=False)
    return _history(kept, cuts), await book(reading, max(kept.book, kept.terms.book)), cuts


def _history(kept: Kept, cuts: Sequence[Cut]) -> History:
    """Return the history of a ticket's clocks; one that was never wound has it from its trail."""
    state, past = kept.state, tuple((one.until, one.state) for one in kept.past)
    if kept.book == 0:
        policy_id = None if kept.is_merged else kept.terms.policy_id
        state = structs.replace(state, policy_id=policy_id, is_halved=kept.terms.is_halved)
        past = tuple(past_of(state, [(one.at, one.changes) for one in reversed(cuts)]))
    return History(opened_at=kept.opened_at, answered_at=kept.answered_at, state=state, past=past)


def _by_id(names: Mapping[str, Any] | None) -> dict[UUID, str]:
    return {UUID(key): str(name) for key, name in (names or {}).items()}


def _zones(says: Book) -> dict[UUID, str]:
    """Return the zone of each calendar, as its newest version has it."""
    newest = {key: versions[-1].says for key, versions in says.calendars.items()}
    return {key: hours.calendar.zone for key, hours in newest.items() if isinstance(hours, Opening)}
