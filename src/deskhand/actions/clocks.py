"""Clocks of tickets: worked out anew with every change that they depend on, in the statement that writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import structs

from deskhand.actions.contract import action
from deskhand.rules.access import Can
from deskhand.rules.events import Change, WorkspaceChanged
from deskhand.rules.sla.clock import History, State
from deskhand.rules.sla.policy import Policy, Target, is_always_open, with_overrides
from deskhand.rules.sla.trail import Told, past_of
from deskhand.rules.sla.waits import answered_in_time
from deskhand.rules.sla.watch import Raise, heard, key, to_raise, watch
from deskhand.rules.statistics import full_hour
from deskhand.rules.ticket import Priority, Status, Ticket
from deskhand.store import clocks, compliance, tickets
from deskhand.store.clocks import Backlog, Kept, Past, Terms
from deskhand.store.db import Tx

Columns = dict[str, object]
PUT_OFF = timedelta(minutes=15)
"""How long a clock that fails is left alone, so that it keeps none that works from its turn."""


_LATE = frozenset(key(target, None) for target in Target)
_DEPENDED_ON = {"status", "priority", "organization_id", "category_id", "merged_into_id"}
"""Columns of a ticket that its clocks depend on."""


async def change(tx: Tx, ticket: Ticket, columns: Columns, *, raises_version: bool = True) -> Ticket:
    """Write changed columns of a ticket with what its clocks make of them."""
    whole = columns if _DEPENDED_ON.isdisjoint(columns) else columns | await wound(tx, ticket, columns)
    return await tickets.change(tx, ticket, whole, raises_version=raises_version)


async def wound(tx: Tx, ticket: Ticket, columns: Mapping[str, object], *, said_by: str | None = None) -> Columns:
    """Return what clocks make of a ticket that is held once these columns are written, and perhaps a message."""
    kept = await _kept(tx, ticket.id)
    after = structs.replace(ticket, **{name: value for name, value in columns.items() if hasattr(ticket, name)})
    terms = kept.terms
    if (after.organization_id, after.category_id) != (ticket.organization_id, ticket.category_id):
        terms = await clocks.terms(tx, after.organization_id, after.category_id)
    terms = _unless_merged(terms, is_merged=after.merged_into_id is not None)
    asked_at = {"customer": kept.state.asked_at or tx.now, "agent": None}.get(said_by or "", kept.state.asked_at)
    now = State(
        status=Status(after.status), priority=Priority(after.priority), policy_id=terms.policy_id,
        is_halved=terms.is_halved, asked_at=asked_at,
    )  # fmt: skip
    answered = structs.replace(kept, answered_at=after.first_response_at)
    columns = await _worked_out(tx, answered, now, terms=terms, since=tx.now) | {"asked_at": now.asked_at}
    return columns | await _next_replies(tx, kept, now)


async def opening(tx: Tx, opened: tickets.Opening) -> tuple[Columns, Terms]:
    """Return what clocks make of a ticket that is opened now, and the terms, which this process saw last."""
    known = clocks.known_terms(tx.workspace_id, opened.organization_id, opened.category_id)
    terms = known or await clocks.terms(tx, opened.organization_id, opened.category_id)
    return await _new(tx, opened.priority, terms), terms


async def begin_otherwise(tx: Tx, ticket: Ticket, terms: Terms) -> Ticket:
    """Write what clocks make of a new ticket whose terms are others than this process knew."""
    clocks.remember_terms(tx.workspace_id, ticket.organization_id, ticket.category_id, terms=terms)
    columns = await _new(tx, ticket.priority, terms)
    return await tickets.change(tx, ticket, columns, raises_version=False)


async def rewind(tx: Tx, ticket_ids: Sequence[UUID]) -> None:
    """Work out the clocks of tickets that are held, and write them."""
    await _rewind(tx, await clocks.kept(tx, ticket_ids), since=tx.now)


@action(needs=Can.OPERATE)
async def wind_backlog(tx: Tx, most: int) -> Backlog:
    """Go through more tickets whose clocks were never wound, or by what the book said before.

    What is late no more is told by no event, so its hours are counted anew with it; what became late is raised.
    """
    found = await clocks.next_of_backlog(tx, most)
    if found is None:
        return Backlog(done=0, is_finished=True)
    ticket_ids, since = found
    every = await clocks.kept(tx, ticket_ids)
    columns = await _rewind(tx, every, since=since or tx.now)
    relieved = {full_hour(one.opened_at) for one, row in zip(every, columns, strict=True) if _is_relieved(one, row)}
    if relieved:
        await compliance.count(tx, sorted(relieved))
    return await clocks.note_backlog(tx, ticket_ids)


async def due_now(tx: Tx, ticket_ids: Sequence[UUID]) -> list[tuple[Kept, list[Raise]]]:
    """Return what has to be raised of tickets that nobody else holds, and note it; clocks are read anew."""
    every = await clocks.kept(tx, await clocks.hold_due(tx, ticket_ids))
    found, columns = [], []
    for one in every:
        book = await clocks.book(tx, one.terms.book)
        raises = to_raise(_history(one, one.state, since=tx.now), book, now=tx.now, raised=one.raised)
        found.append((one, raises))
        held = structs.replace(one, raised=one.raised | heard(raises, now=tx.now))
        columns.append(await _rewound(tx, held, (), since=tx.now))
    if every:
        await clocks.write(tx, [one.id for one in every], columns)
    return found


@action(needs=Can.OPERATE)
async def put_off(tx: Tx, ticket_id: UUID) -> None:
    """Leave a ticket alone for a while whose clock cannot be worked out."""
    await clocks.put_off(tx, ticket_id, tx.now + PUT_OFF)


@action(needs=Can.OPERATE)
async def pass_over(tx: Tx) -> Backlog:
    """Leave the next ticket of the backlog as it is: its clock cannot be worked out."""
    found = await clocks.next_of_backlog(tx, 1)
    return Backlog(done=0, is_finished=True) if found is None else await clocks.note_backlog(tx, found[0])


@action(needs=Can.OPERATE)
async def override_minutes(tx: Tx, given: Mapping[Target, Mapping[Priority, int]]) -> bool:
    """Have the workspace's policy promise these minutes, and no others from outside; False when it does already."""
    policy_id, number, policy = await clocks.latest_policy(tx)
    wanted = with_overrides(policy, given)
    if wanted.overrides == policy.overrides:
        return False
    await clocks.add_version(tx, policy_id, wanted, number=number + 1)
    changes: dict[str, Change] = {
        f"sla_{target.value}_{priority.value}": (_minutes(policy, target, priority), _minutes(wanted, target, priority))
        for target in Target
        for priority in Priority
    }
    await tx.emit(WorkspaceChanged(changes={name: pair for name, pair in changes.items() if pair[0] != pair[1]}))
    return True


@action(needs=Can.OPERATE)
async def check_clocks(tx: Tx) -> None:
    """Have the clocks of all tickets gone through once more."""
    await clocks.reopen_backlog(tx, turns_page=False)


async def _kept(tx: Tx, ticket_id: UUID) -> Kept:
    """Return what is kept of a ticket's clocks; those of an older ticket are wound first."""
    (kept,) = await clocks.kept(tx, [ticket_id])
    if kept.book == 0:
        await _rewind(tx, [kept], since=tx.now)
        (kept,) = await clocks.kept(tx, [ticket_id])
    return kept


def _is_relieved(kept: Kept, columns: Columns) -> bool:
    """Say whether a target that was raised as late is late no more."""
    still = str(columns["sla_told"]).split()
    return any(told not in still for told in kept.raised if told in _LATE)


async def _rewind(tx: Tx, every: Sequence[Kept], *, since: datetime) -> list[Columns]:
    unwound = [one.id for one in every if one.book == 0]
    told = await clocks.changes_of(tx, unwound) if unwound else []
    columns = [
        await _rewound(tx, one, [change[1:] for change in told if change[0] == one.id], since=since) for one in every
    ]
    if every:
        await clocks.write(tx, [one.id for one in every], columns)
    return columns


async def _rewound(tx: Tx, kept: Kept, told: Sequence[Told], *, since: datetime) -> Columns:
    terms = _unless_merged(kept.terms, is_merged=kept.is_merged)
    now = structs.replace(kept.state, policy_id=terms.policy_id, is_halved=terms.is_halved)
    if kept.book == 0:
        past = tuple(Past(until=until, state=state) for until, state in past_of(now, told))
        await clocks.add_past(tx, kept.id, past)
        kept = structs.replace(kept, state=now, past=past)
    return await _worked_out(tx, kept, now, terms=terms, since=since)


async def _worked_out(tx: Tx, kept: Kept, now: State, *, terms: Terms, since: datetime) -> Columns:
    """Return what clocks make of a state that holds since a moment, after all that was before."""
    book = await clocks.book(tx, terms.book)
    found = watch(_history(kept, now, since=since), book, now=tx.now, raised=kept.raised)
    return clocks.columns_of(found, terms, book=book, now=since)


async def _next_replies(tx: Tx, kept: Kept, now: State) -> Columns:
    """Return how many next replies came in time and how many did not, where one comes now."""
    says = await clocks.book(tx, kept.terms.book)
    in_time = answered_in_time(_history(kept, kept.state, since=tx.now), now, says, now=tx.now)
    match in_time:
        case None:
            return {}
        case True:
            return {"next_replies_met": kept.next_replies_met + 1}
        case False:
            return {"next_replies_missed": kept.next_replies_missed + 1}


def _history(kept: Kept, now: State, *, since: datetime) -> History:
    past = [(one.until, one.state) for one in kept.past]
    if now != kept.state:
        past.append((since, kept.state))
    return History(opened_at=kept.opened_at, answered_at=kept.answered_at, state=now, past=tuple(past))


def _minutes(policy: Policy, target: Target, priority: Priority) -> str | None:
    whole = policy.whole(target, priority, is_halved=False)
    return None if whole is None else str(int(whole.total_seconds() // 60))


async def _new(tx: Tx, priority: Priority, terms: Terms) -> Columns:
    book = await clocks.book(tx, terms.book)
    is_steady = is_always_open(book, terms.policy_id, since=tx.now)
    known = clocks.known_opening(tx, terms, priority) if is_steady else None
    if known is not None:
        return known
    state = State(status=Status.OPEN, priority=priority, policy_id=terms.policy_id, is_halved=terms.is_halved)
    history = History(opened_at=tx.now, answered_at=None, state=state)
    columns = clocks.columns_of(watch(history, book, now=tx.now), terms, book=book, now=tx.now)
    if is_steady:
        clocks.remember_opening(tx, terms, priority, columns=columns)
    return columns


def _unless_merged(terms: Terms, *, is_merged: bool) -> Terms:
    """Nothing is promised of a ticket that was merged: its place goes on."""
    return Terms(None, terms.is_halved, terms.book) if is_merged else terms
