"""Changing many tickets at once: what is wanted, what will become of each, and what of it can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec
from msgspec import UNSET, Struct

from deskhand.rules import change, events
from deskhand.rules.change import Assignee
from deskhand.rules.draft import word_of
from deskhand.rules.errors import Invalid, Refusal
from deskhand.rules.ticket import Priority, Source, Status, Ticket, Type

MOST = 10_000
"""Tickets that are changed at once at most."""
AT_ONCE = 100
"""Tickets that are changed while somebody waits; more are a job."""
BATCH = 50
"""Tickets of a job's one transaction."""
UNDO = timedelta(hours=1)
"""How long all of it can be taken back."""
NOBODY = "none"
"""The assignee that is nobody."""

Kept = dict[str, str | None]
"""Columns of a ticket that a change of many touched, as plain text."""

_COLUMNS = (
    "status", "priority", "priority_reason", "assignee_id", "resolution", "resolved_by_id", "resolved_at", "closed_at"
)  # fmt: skip
_TOLD = {"status": "status", "priority": "priority", "assignee_id": "assignee"}


class State(StrEnum):
    """How far a change of many has come."""

    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


class Fate(StrEnum):
    """What became of one ticket."""

    WAITING = "waiting"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    RESTORED = "restored"
    KEPT = "kept"


class Wanted(Struct, frozen=True, kw_only=True):
    """What is to be changed, in words as they were chosen; empty ones change nothing."""

    status: str = ""
    resolution: str = ""
    priority: str = ""
    assignee: str = ""
    """An agent's id, `none`, or nothing."""

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is wanted."""
        return not (self.status or self.priority or self.assignee)

    @property
    def assignee_id(self) -> UUID | None:
        """The agent who is to have the tickets."""
        return None if self.assignee in {"", NOBODY} else UUID(self.assignee)


class Alike(Struct, frozen=True, kw_only=True):
    """Tickets of which a change makes the same: so many, and some of them by number and subject."""

    status: Status
    priority: Priority
    assignee_id: UUID | None
    assignee_name: str | None
    is_answered: bool
    count: int
    examples: tuple[tuple[str, str], ...] = ()


class Step(Struct, frozen=True, kw_only=True):
    """One line of a preview: so many tickets go from something to something."""

    field: str
    before: str | None
    after: str | None
    count: int


class Stop(Struct, frozen=True, kw_only=True):
    """Tickets that stay as they are, and why."""

    reason: str
    count: int
    examples: tuple[tuple[str, str], ...]


class Preview(Struct, frozen=True, kw_only=True):
    """What a change of many would do now."""

    total: int
    changed: int = 0
    unchanged: int = 0
    steps: tuple[Step, ...] = ()
    refused: tuple[Stop, ...] = ()


def checked(wanted: Wanted) -> Wanted:
    """Return the words as the desk knows them; Invalid names each that it does not."""
    flaws: dict[str, str] = {}
    status = word_of(Status, wanted.status) if wanted.status else None
    priority = word_of(Priority, wanted.priority) if wanted.priority else None
    if wanted.status and status is None:
        flaws["status"] = f"“{wanted.status[:40]}” is no status"
    if wanted.priority and priority is None:
        flaws["priority"] = f"“{wanted.priority[:40]}” is no priority"
    if wanted.assignee not in {"", NOBODY} and not _is_id(wanted.assignee):
        flaws["agent"] = f"“{wanted.assignee[:40]}” is nobody of this workspace"
    if status is Status.RESOLVED and not wanted.resolution.strip():
        flaws["resolution"] = "must say how the tickets were resolved; their requesters read it"
    if flaws:
        raise Invalid(flaws)
    if wanted.is_empty:
        raise Invalid({"form": "changes nothing; choose a status, a priority or an assignee"})
    says = wanted.resolution.strip() if status in {Status.RESOLVED, Status.CLOSED} else ""
    return Wanted(status=status or "", resolution=says, priority=priority or "", assignee=wanted.assignee)


def foresee(
    wanted: Wanted, groups: Sequence[Alike], *, assignee: Assignee | None, actor_id: UUID, now: datetime
) -> Preview:
    """Return what would become of the tickets, by the same rule that changes each of them."""
    changed = unchanged = 0
    steps: dict[tuple[str, str | None, str | None], int] = {}
    refused: dict[str, Stop] = {}
    for group in groups:
        wish = _wish(wanted, assignee, held_by=group.assignee_name)
        try:
            trail = change.apply(wish, _one_of(group, now), by_agent=True, actor_id=actor_id, now=now).trail
        except Refusal as refusal:
            reason = str(refusal)
            known = refused.get(reason, Stop(reason=reason, count=0, examples=()))
            refused[reason] = Stop(
                reason=reason, count=known.count + group.count, examples=(*known.examples, *group.examples)[:3]
            )
            continue
        changed += group.count if trail else 0
        unchanged += 0 if trail else group.count
        for name, (before, after) in trail.items():
            steps[name, before, after] = steps.get((name, before, after), 0) + group.count
    lines = [
        Step(field=name, before=before, after=after, count=count) for (name, before, after), count in steps.items()
    ]
    return Preview(
        total=sum(group.count for group in groups), changed=changed, unchanged=unchanged,
        steps=tuple(sorted(lines, key=lambda line: (line.field, -line.count))),
        refused=tuple(sorted(refused.values(), key=lambda stop: -stop.count)),
    )  # fmt: skip


def reason(total: int) -> str:
    """Return how the trail tells of a change that came with others."""
    return f"Changed together with {total - 1} others" if total > 2 else "Changed in bulk"


def taken_along(held: Ticket, ended: Ticket) -> tuple[Kept, Kept]:
    """Return the columns that a change touched, before and after."""
    names = [name for name in _COLUMNS if getattr(held, name) != getattr(ended, name)]
    return {name: _plain(getattr(held, name)) for name in names}, {name: _plain(getattr(ended, name)) for name in names}


def has_moved_on(held: Ticket, after: Kept) -> bool:
    """Say whether anything that a change of many touched has been changed again since."""
    return any(_plain(getattr(held, name)) != value for name, value in after.items())


def columns_of(before: Kept) -> dict[str, object]:
    """Return what is to be written so that a ticket is again what it was."""
    kinds = {field.name: field.type for field in msgspec.structs.fields(Ticket)}
    return {name: msgspec.convert(value, kinds[name], strict=False) for name, value in before.items()}


def told_back(before: Kept, after: Kept, *, names: dict[str | None, str | None]) -> events.Event:
    """Return the event that tells of a ticket being put back, with the assignees' names for their ids."""
    trail: dict[str, events.Change] = {
        _TOLD[column]: (names.get(after[column], after[column]), names.get(value, value))
        for column, value in before.items()
        if column in _TOLD
    }
    because = "A change of many tickets was taken back"
    if "assignee" in trail and "status" not in trail:
        chosen = before["assignee_id"]
        return events.TicketAssigned(assignee_id=UUID(chosen) if chosen else None, changes=trail, reason=because)
    if "status" in trail:
        return events.StatusChanged(changes=trail, reason=because)
    return events.TicketUpdated(changes=trail, reason=because)


def _wish(wanted: Wanted, assignee: Assignee | None, *, held_by: str | None) -> change.Wish:
    wish = change.Wish(
        status=Status(wanted.status) if wanted.status else UNSET,
        priority=Priority(wanted.priority) if wanted.priority else UNSET,
        resolution=wanted.resolution or UNSET,
    )
    return change.with_assignee(wish, assignee, held_by=held_by) if wanted.assignee else wish


def _one_of(group: Alike, now: datetime) -> Ticket:
    """Return a ticket that the rule treats as it does each of a group."""
    nobody = UUID(int=0)
    return Ticket(
        id=nobody, number="", subject="", status=group.status, priority=group.priority, priority_reason=None,
        type=Type.GENERAL_SUPPORT, source=Source.WEB, requester_id=nobody, organization_id=None,
        assignee_id=group.assignee_id, follow_up_of_id=None, version=1, message_count=1, resolution=None,
        resolved_by_id=None, first_response_at=now if group.is_answered else None, first_response_due_at=None,
        sla_due_at=None, resolved_at=None, closed_at=now, created_at=now, updated_at=now,
    )  # fmt: skip


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _plain(value: object) -> str | None:
    return None if value is None else value.isoformat() if isinstance(value, datetime) else str(value)
