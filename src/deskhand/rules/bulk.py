"""Changing many tickets at once: what is wanted, what will become of each, and what of it can be taken back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, Struct, UnsetType

from deskhand.rules import change, events, tag
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
"""The assignee that is nobody, and the team that is none."""
TAKEN_BACK = "A change of many tickets was taken back"
"""What the trail says of a ticket that was put back."""

Kept = dict[str, str | None]
"""What a change of many touched of a ticket, as plain text: columns, and of the tags those that came or went."""

_COLUMNS = (
    "status", "priority", "priority_reason", "type", "assignee_id", "team_id", "resolution", "resolved_by_id",
    "resolved_at", "closed_at",
)  # fmt: skip
_MOMENTS = ("snoozed_until", "due_at")
_TAGS = "tags"
_PUBLIC = "public_tags"
_TOLD = {"status": "status", "priority": "priority", "type": "type", "assignee_id": "assignee", "team_id": "team"}


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
    type: str = ""
    assignee: str = ""
    """An agent's id, `none`, or nothing."""
    team: str = ""
    """A team's id, `none`, or nothing."""
    tags: tuple[str, ...] | UnsetType = UNSET
    """Instead of those that the tickets have."""
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    snoozed_until: datetime | UnsetType | None = UNSET
    due_at: datetime | UnsetType | None = UNSET

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is wanted."""
        words = (self.status, self.priority, self.type, self.assignee, self.team)
        return not (any(words) or self.is_about_tags) and self.snoozed_until is self.due_at is UNSET

    @property
    def has_all_tags(self) -> bool:
        """Say whether tags take the place of those that the tickets have."""
        return self.tags is not UNSET

    @property
    def is_about_tags(self) -> bool:
        """Say whether tags are to come or go."""
        return self.has_all_tags or bool(self.add_tags or self.remove_tags)

    @property
    def assignee_id(self) -> UUID | None:
        """The agent who is to have the tickets."""
        return None if self.assignee in {"", NOBODY} else UUID(self.assignee)

    @property
    def team_id(self) -> UUID | None:
        """The team that is to have the tickets."""
        return None if self.team in {"", NOBODY} else UUID(self.team)

    def tags_on(self, held: tuple[str, ...]) -> tuple[str, ...]:
        """Return the tags that a ticket has afterwards."""
        names = self.tags if isinstance(self.tags, tuple) else held
        return tag.on(names, add=self.add_tags, remove=self.remove_tags)


class Alike(Struct, frozen=True, kw_only=True):
    """Tickets of which a change makes the same: so many, and some of them by number and subject."""

    status: Status
    priority: Priority
    assignee_id: UUID | None
    assignee_name: str | None
    is_answered: bool
    tags: tuple[str, ...] = ()
    """Read only where tags are to come or go."""
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
    found: dict[str, Any] = _checked_words(wanted, flaws) | _checked_tags(wanted, flaws)
    if wanted.assignee not in {"", NOBODY} and not _is_id(wanted.assignee):
        flaws["agent"] = f"“{wanted.assignee[:40]}” is nobody of this workspace"
    if wanted.team not in {"", NOBODY} and not _is_id(wanted.team):
        flaws["team"] = f"“{wanted.team[:40]}” is no team of this workspace"
    if found["status"] == Status.RESOLVED and not wanted.resolution.strip():
        flaws["resolution"] = "must say how the tickets were resolved; their requesters read it"
    if flaws:
        raise Invalid(flaws)
    if wanted.is_empty:
        raise Invalid({"form": "changes nothing; choose a status, a priority, an assignee or tags"})
    says = wanted.resolution.strip() if found["status"] in {Status.RESOLVED, Status.CLOSED} else ""
    return msgspec.structs.replace(wanted, **found, resolution=says)


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
            moves = [*((name, *pair) for name, pair in trail.items()), *_tag_moves(wanted, group.tags)]
        except Refusal as refusal:
            reason = str(refusal)
            known = refused.get(reason, Stop(reason=reason, count=0, examples=()))
            refused[reason] = Stop(
                reason=reason, count=known.count + group.count, examples=(*known.examples, *group.examples)[:3]
            )
            continue
        changed += group.count if moves else 0
        unchanged += 0 if moves else group.count
        for move in moves:
            steps[move] = steps.get(move, 0) + group.count
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


def taken_along(held: Ticket, ended: Ticket, *, public_tags: Collection[str] = ()) -> tuple[Kept, Kept]:
    """Return what a change touched, before and after; of tags that went it is kept which of them customers saw."""
    names = [name for name in (*_COLUMNS, *_MOMENTS) if getattr(held, name) != getattr(ended, name)]
    before = {name: _plain(getattr(held, name)) for name in names}
    after = {name: _plain(getattr(ended, name)) for name in names}
    if held.tags != ended.tags:
        gone = {*held.tags} - {*ended.tags}
        before[_TAGS] = ",".join(sorted(gone))
        if seen := gone & {*public_tags}:
            before[_PUBLIC] = ",".join(sorted(seen))
        after[_TAGS] = ",".join(sorted({*ended.tags} - {*held.tags}))
    return before, after


def has_moved_on(held: Ticket, before: Kept, after: Kept) -> bool:
    """Say whether anything that a change of many touched has been changed again since."""
    gone, come = _names(before.get(_TAGS)), _names(after.get(_TAGS))
    if not come <= {*held.tags} or gone & {*held.tags}:
        return True
    return any(_plain(getattr(held, name)) != value for name, value in after.items() if name != _TAGS)


def columns_of(before: Kept) -> dict[str, object]:
    """Return the columns that are to be written so that a ticket is again what it was."""
    kinds = {field.name: field.type for field in msgspec.structs.fields(Ticket)}
    return {
        name: msgspec.convert(value, kinds[name], strict=False) for name, value in before.items() if name in _COLUMNS
    }


def moments_of(before: Kept, *, now: datetime) -> dict[str, datetime | UnsetType | None]:
    """Return until when a ticket slept and was due, where that was touched; nothing sleeps until the past."""
    found: dict[str, datetime | UnsetType | None] = dict.fromkeys(_MOMENTS, UNSET)
    for name in _MOMENTS:
        if name in before:
            value = before[name]
            moment = datetime.fromisoformat(value) if value else None
            found[name] = None if name == "snoozed_until" and moment and moment <= now else moment
    return found


def tags_back(before: Kept, after: Kept) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the tags that a ticket gets back, and those that are taken off it again."""
    return tuple(sorted(_names(before.get(_TAGS)))), tuple(sorted(_names(after.get(_TAGS))))


def public_back(before: Kept) -> tuple[str, ...]:
    """Return the tags among those that come back which customers see again."""
    return tuple(sorted(_names(before.get(_PUBLIC))))


def told_back(before: Kept, after: Kept, *, names: dict[str | None, str | None]) -> events.Event:
    """Return the event that tells of a ticket being put back, with the names of people and teams for their ids."""
    trail: dict[str, events.Change] = {
        _TOLD[column]: (names.get(after[column], after[column]), names.get(value, value))
        for column, value in before.items()
        if column in _TOLD
    }
    if "assignee" in trail and "status" not in trail:
        chosen = before["assignee_id"]
        return events.TicketAssigned(assignee_id=UUID(chosen) if chosen else None, changes=trail, reason=TAKEN_BACK)
    if "status" in trail:
        return events.StatusChanged(changes=trail, reason=TAKEN_BACK)
    return events.TicketUpdated(changes=trail, reason=TAKEN_BACK)


def _checked_words(wanted: Wanted, flaws: dict[str, str]) -> dict[str, Any]:
    kinds: dict[str, type[StrEnum]] = {"status": Status, "priority": Priority, "type": Type}
    found: dict[str, Any] = {}
    for name, kind in kinds.items():
        given: str = getattr(wanted, name)
        found[name] = (word_of(kind, given) if given else None) or ""
        if given and not found[name]:
            flaws[name] = f"“{given[:40]}” is no {name}"
    return found


def _checked_tags(wanted: Wanted, flaws: dict[str, str]) -> dict[str, Any]:
    try:
        found: dict[str, Any] = {"add_tags": tag.taken(wanted.add_tags), "remove_tags": tag.taken(wanted.remove_tags)}
        found["tags"] = tag.taken(wanted.tags) if isinstance(wanted.tags, tuple) else UNSET
    except Invalid as refusal:
        flaws.update(refusal.fields)
        return {}
    both = [name for name in found["add_tags"] if name in found["remove_tags"]]
    if both:
        flaws["tags"] = f"“{both[0]}” cannot come and go at once"
    elif found["tags"] is not UNSET and (found["add_tags"] or found["remove_tags"]):
        flaws["tags"] = "take the place of all that there are; leave out which come and which go"
    return found


def _tag_moves(wanted: Wanted, held: tuple[str, ...]) -> list[tuple[str, str | None, str | None]]:
    if not wanted.is_about_tags:
        return []
    after = wanted.tags_on(held)
    gone = [(_TAGS, name, None) for name in sorted({*held} - {*after})]
    return [*gone, *((_TAGS, None, name) for name in sorted({*after} - {*held}))]


def _names(text: str | None) -> set[str]:
    return set(text.split(",")) if text else set()


def _wish(wanted: Wanted, assignee: Assignee | None, *, held_by: str | None) -> change.Wish:
    wish = change.Wish(
        status=Status(wanted.status) if wanted.status else UNSET,
        priority=Priority(wanted.priority) if wanted.priority else UNSET,
        type=Type(wanted.type) if wanted.type else UNSET,
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
