"""Watching tickets: hearing of what is written on them without having another part in them."""

from __future__ import annotations

from uuid import UUID

from deskhand.actions.contract import action
from deskhand.actions.tickets import lock, whose_is
from deskhand.rules.access import Can, Person, Role, require, sees
from deskhand.rules.errors import Invalid, NotFound
from deskhand.rules.events import WatcherAdded, WatcherRemoved
from deskhand.rules.ticket import RANK, Ticket
from deskhand.store import watchers
from deskhand.store.db import Tx
from deskhand.store.watchers import Candidate


@action(needs=Can.WATCH)
async def watch(tx: Tx, ticket_id: UUID, who: UUID | str) -> bool:
    """Have somebody, by id or e-mail address, watch a ticket that they can see; False when they do already."""
    held = await lock(tx, ticket_id)
    person = await watchers.candidate(tx, who)
    if person is None or not person.is_active:
        raise Invalid({"watcher": f"“{str(who)[:254]}” is not an active user of this workspace"})
    _check_sight(person, held)
    if not await watchers.add(tx, ticket_id, person.id):
        return False
    added = WatcherAdded(user_id=person.id, changes={"watcher": (None, person.name)})
    await tx.emit(added, ticket_id=ticket_id, priority=RANK[held.priority])
    return True


@action(needs=Can.READ_TICKET)
async def unwatch(tx: Tx, ticket_id: UUID, user_id: UUID) -> bool:
    """Have somebody watch a ticket no more: anybody oneself, agents also others; False when they did not."""
    is_own = isinstance(tx.actor, Person) and tx.actor.user_id == user_id
    if not is_own:
        require(tx.actor, Can.WATCH)
    held = await lock(tx, ticket_id)
    person = await watchers.candidate(tx, user_id)
    if person is None:
        raise NotFound("There is no such user in this workspace.")
    if not await watchers.remove(tx, ticket_id, user_id):
        return False
    removed = WatcherRemoved(user_id=user_id, changes={"watcher": (person.name, None)})
    await tx.emit(removed, ticket_id=ticket_id, priority=RANK[held.priority])
    return True


def _check_sight(person: Candidate, held: Ticket) -> None:
    if sees(person.sight, whose_is(held)):
        return
    if person.sight.role is Role.CUSTOMER:
        raise Invalid({
            "watcher": f"“{person.email}” cannot see this ticket: customers watch their own tickets, and those of "
            "their organization where it shares them"
        })  # fmt: skip
    raise Invalid({"watcher": f"“{person.email}” cannot see this ticket: it is another team's"})
