"""Who hears of what, on which channel, and why; the same function plans, checks again before sending, and explains."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from deskhand.rules import events
from deskhand.rules.access import Role, Sight, Whose, is_of_teams, sees
from deskhand.rules.auto_close import WAITS
from deskhand.rules.notify.kinds import (
    CHANNELS,
    DEFAULTS,
    KIND_OF,
    OWN_MAILBOX,
    Kind,
    Part,
    Reason,
)
from deskhand.rules.ticket import ACTIVE, RANK, Priority, Status

__all__ = [
    "CHANNELS",
    "DEFAULTS",
    "KIND_OF",
    "ONCE_AN_HOUR",
    "OWN_MAILBOX",
    "Decision",
    "Desk",
    "Kind",
    "Matter",
    "Occasion",
    "Part",
    "Preferences",
    "Reason",
    "Recipient",
    "Step",
    "Telling",
    "concerns_all_staff",
    "decide",
    "plan",
    "urgency",
]

Preferences = Any
"""By channel: `enabled` for the channel as a whole and a flag for each type, as in
`{"email": {"enabled": true, "ticket_comment": false}}`; unknown keys and values of other kinds mean nothing."""


class Recipient(Struct, frozen=True, kw_only=True):
    """Somebody who may have to hear of something."""

    id: UUID
    name: str
    email: str
    role: Role
    is_active: bool = True
    is_demo: bool = False
    language: str = "en"
    time_zone: str = "UTC"
    preferences: Preferences = None
    organization_preferences: Preferences = None
    organization_id: UUID | None = None
    shares_tickets: bool = False
    team_ids: frozenset[UUID] = frozenset()
    category_ids: frozenset[UUID] = frozenset()
    foreign_category_ids: frozenset[UUID] = frozenset()


class Matter(Struct, frozen=True, kw_only=True):
    """What deciding needs to know of a ticket, as it stands now."""

    id: UUID
    number: str
    subject: str
    status: Status
    priority: Priority
    requester_id: UUID
    organization_id: UUID | None = None
    assignee_id: UUID | None = None
    team_id: UUID | None = None
    category_id: UUID | None = None
    watcher_ids: frozenset[UUID] = frozenset()
    is_priority_client: bool = False
    is_demo: bool = False
    closed_at: datetime | None = None
    is_rated: bool = False


Telling = tuple[UUID, UUID, str, str]
"""A ticket, a person, a channel and a type."""
ONCE_AN_HOUR = frozenset({Kind.SLA_WARNING, Kind.SLA_BREACH})
"""Types of which nobody hears twice within an hour about one ticket on one channel."""


class Desk(Struct, frozen=True, kw_only=True):
    """What deciding needs to know of a workspace."""

    preferences: Preferences = None
    has_agents: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """An event on a ticket, who caused it, the moment of deciding, and the provider once one is chosen.

    `told_lately` is what was told of tickets within the hour, of the types that are told once an hour at most.
    """

    event: events.Event
    actor_id: UUID | None
    matter: Matter
    desk: Desk
    now: datetime
    provider: str | None = None
    told_lately: Collection[Telling] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One rule's contribution to a decision."""

    rule: str
    input: str
    verdict: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What one person gets on one channel: a delivery when `reason` is None, else silence."""

    person: Recipient
    channel: str
    kind: Kind | None
    part: Part | None
    reason: Reason | None
    trace: tuple[Step, ...]
    priority: int
    due_at: datetime

    @property
    def recipient(self) -> str:
        """The address on this channel."""
        return self.person.email


@dataclass(slots=True)
class _Case:
    """A decision in the making."""

    occasion: Occasion
    person: Recipient
    channel: str
    kind: Kind | None
    part: Part | None = None
    trace: list[Step] = field(default_factory=list)

    def note(self, rule: str, seen: str, because: str, *, silent: bool) -> None:
        self.trace.append(Step(rule, seen, "silence" if silent else "go on", because))


def plan(occasion: Occasion, people: Sequence[Recipient], *, channels: Sequence[str]) -> list[Decision]:
    """Decide for every person and channel, exactly once each."""
    unique = {person.id: person for person in people}.values()
    return [decide(occasion, person, channel=channel) for person in unique for channel in channels]


def decide(occasion: Occasion, person: Recipient, *, channel: str) -> Decision:
    """Decide whether one person hears of an occasion on one channel; the trace tells each rule's part in it."""
    case = _Case(occasion, person, channel, KIND_OF.get(type(occasion.event)))
    reason = next((found for rule in _RULES if (found := rule(case)) is not None), None)
    return Decision(
        person=person, channel=channel, kind=case.kind, part=case.part, reason=reason, trace=tuple(case.trace),
        priority=urgency(occasion.matter), due_at=occasion.now,
    )  # fmt: skip


def concerns_all_staff(event: events.Event) -> bool:
    """Say whether others than the ticket's own people may have a part in an event."""
    tells = _tells(event)
    if tells is not None:
        return tells.team or bool(tells.people)
    return isinstance(event, events.TicketCreated | events.Mentioned | events.SlaBreached)


def urgency(matter: Matter) -> int:
    """Return the rank by which deliveries are claimed: 0 for critical tickets and priority clients, up to 4."""
    return 0 if matter.is_priority_client else RANK[matter.priority]


def _by_part(case: _Case) -> Reason | None:
    case.part = _part_of(case)
    if case.part is None or case.kind is None:
        because = (
            "internal notes and changes of people are told to nobody" if case.kind is None else "plays no part in it"
        )
        case.note("role", case.person.role.value, because, silent=True)
        return Reason.NO_PART
    case.note("role", case.person.role.value, f"is {_SPOKEN[case.part]}", silent=False)
    return None


def _by_sight(case: _Case) -> Reason | None:
    """A ticket can be out of sight of who watches it or is mentioned; whoever holds or asked for one sees it."""
    if case.part not in {Part.WATCHER, Part.MENTIONED, Part.NAMED} or _sees_matter(case.person, case.occasion.matter):
        return None
    case.note("sight", "hidden", f"is {_SPOKEN[case.part]}, and cannot see it", silent=True)
    return Reason.OUT_OF_SIGHT


def _by_actor(case: _Case) -> Reason | None:
    if case.occasion.actor_id != case.person.id:
        case.note("actor", "somebody else", "it is not their own act", silent=False)
    elif case.kind is Kind.CREATED and case.part is Part.REQUESTER:
        case.note("actor", "themselves", "a requester gets a receipt", silent=False)
    else:
        case.note("actor", "themselves", "nobody hears of their own act", silent=True)
        return Reason.OWN_ACT
    return None


def _by_survey(case: _Case) -> Reason | None:
    event, matter = case.occasion.event, case.occasion.matter
    if not isinstance(event, events.SurveyPlanned):
        return None
    if matter.status is not Status.CLOSED or matter.closed_at != event.closed_at:
        case.note("survey", matter.status.value, "the ticket was reopened since", silent=True)
        return Reason.REOPENED
    if matter.is_rated:
        case.note("survey", "rated", "they have said already how satisfied they are", silent=True)
        return Reason.RATED
    case.note("survey", "not rated", "it is closed, and they have not said how satisfied they are", silent=False)
    return None


def _by_wait(case: _Case) -> Reason | None:
    status = case.occasion.matter.status
    waits = WAITS.get(type(case.occasion.event))
    if waits is None or status in waits:
        return None
    case.note("wait", status.value, "nobody waits any more", silent=True)
    return Reason.ANSWERED


def _by_preference(case: _Case) -> Reason | None:
    enabled, enabled_by = _layered(case, "enabled")
    if enabled is False:
        case.note("preference", f"{case.channel}: off", f"{enabled_by} has this channel off", silent=True)
        return Reason.PREFERENCE
    wanted, wanted_by = _layered(case, str(case.kind))
    if wanted is None:
        return _by_default(case)
    seen = f"{case.channel}, {case.kind}: {'on' if wanted else 'off'}"
    case.note("preference", seen, f"{wanted_by} says so", silent=not wanted)
    return None if wanted else Reason.PREFERENCE


def _by_default(case: _Case) -> Reason | None:
    if case.kind is None or case.part is None:
        return Reason.NO_PART
    reached = _status_reached(case.occasion.event)
    if case.kind is Kind.CLOSED and case.part is Part.REQUESTER and reached[0] == Status.RESOLVED:
        case.note("preference", "default", "was told when the ticket was resolved", silent=True)
        return Reason.TOLD_RESOLVED
    matters_to_them = case.part is Part.REQUESTER and reached[1] in _TOLD_STATUSES
    if DEFAULTS[case.kind][case.part] or (case.kind is Kind.STATUS_CHANGE and matters_to_them):
        case.note("preference", "default", f"{case.kind} is on for {_SPOKEN[case.part]}", silent=False)
        return None
    case.note("preference", "default", f"{case.kind} is off for {_SPOKEN[case.part]}", silent=True)
    return Reason.OFF_BY_DEFAULT


def _by_hour(case: _Case) -> Reason | None:
    if case.kind not in ONCE_AN_HOUR:
        return None
    telling = (case.occasion.matter.id, case.person.id, case.channel, case.kind.value)
    if telling in case.occasion.told_lately:
        case.note("hour", "told", f"heard of a {case.kind} of this ticket within the hour", silent=True)
        return Reason.TOLD_LATELY
    case.note("hour", "not told", f"heard of no {case.kind} of this ticket within the hour", silent=False)
    return None


def _by_account(case: _Case) -> Reason | None:
    if case.person.is_active:
        return None
    case.note("account", "inactive", "the account was deactivated", silent=True)
    return Reason.INACTIVE


def _by_life(case: _Case) -> Reason | None:
    is_demo = case.person.is_demo or case.occasion.matter.is_demo
    if not is_demo or case.occasion.provider in {None, OWN_MAILBOX}:
        return None
    because = "a person or ticket of the demo, whose mail stays in the built-in mailbox"
    case.note("account", "made up", because, silent=True)
    return Reason.MADE_UP


_RULES: tuple[Callable[[_Case], Reason | None], ...] = (
    _by_part, _by_sight, _by_actor, _by_survey, _by_wait, _by_preference, _by_hour, _by_account, _by_life,
)  # fmt: skip
_TOLD_STATUSES = {Status.WAITING_CUSTOMER, Status.CANCELLED}
_SPOKEN = {
    Part.REQUESTER: "the requester", Part.ASSIGNEE: "the assignee", Part.WATCHER: "somebody who watches the ticket",
    Part.MENTIONED: "mentioned in it", Part.NAMED: "named by its policy", Part.TEAM: "the team",
}  # fmt: skip


def _part_of(case: _Case) -> Part | None:
    matter, person = case.occasion.matter, case.person
    concerned = DEFAULTS[case.kind] if case.kind else {}
    tells = _tells(case.occasion.event)
    plays = {
        Part.REQUESTER: person.id == matter.requester_id,
        Part.ASSIGNEE: person.id == matter.assignee_id and _is_given_to(case.occasion.event, person.id),
        Part.WATCHER: person.id in matter.watcher_ids,
        Part.MENTIONED: _is_mentioned(case.occasion.event, person),
        Part.NAMED: tells is not None and person.id in tells.people,
        Part.TEAM: ((matter.assignee_id is None or case.kind is Kind.SLA_BREACH) if tells is None else tells.team)
        and matter.status in ACTIVE
        and _shares_queue(person, case),
    }
    return next((part for part in Part if part in concerned and plays[part]), None)


def _is_mentioned(event: events.Event, person: Recipient) -> bool:
    if not isinstance(event, events.Mentioned) or person.role is Role.CUSTOMER:
        return False
    return person.id in event.people or not person.team_ids.isdisjoint(event.teams)


def _sees_matter(person: Recipient, matter: Matter) -> bool:
    sight = Sight(
        user_id=person.id, role=person.role, organization_id=person.organization_id,
        shares_tickets=person.shares_tickets, team_ids=person.team_ids, category_ids=person.category_ids,
        foreign_category_ids=person.foreign_category_ids,
    )  # fmt: skip
    whose = Whose(
        requester_id=matter.requester_id, organization_id=matter.organization_id, assignee_id=matter.assignee_id,
        team_id=matter.team_id, category_id=matter.category_id,
    )  # fmt: skip
    return sees(sight, whose)


def _is_given_to(event: events.Event, person_id: UUID) -> bool:
    tells = _tells(event)
    if tells is not None:
        return tells.assignee
    return not isinstance(event, events.TicketAssigned) or event.assignee_id == person_id


def _tells(event: events.Event) -> events.Tells | None:
    """Return whom a step of a policy tells, where the event is one."""
    return event.tells if isinstance(event, events.SlaWarning | events.SlaEscalated) else None


def _shares_queue(person: Recipient, case: _Case) -> bool:
    # A desk of one or two people has admins and no agents; somebody must hear of a new ticket there, too.
    if person.role is Role.AGENT:
        return not person.team_ids or is_of_teams(person, case.occasion.matter)
    return person.role is Role.ADMIN and not case.occasion.desk.has_agents


def _status_reached(event: events.Event) -> tuple[str | None, str | None]:
    changes: dict[str, events.Change] = getattr(event, "changes", {})
    return changes.get("status", (None, None))


def _layered(case: _Case, key: str) -> tuple[bool | None, str]:
    layers = (
        ("the workspace", case.occasion.desk.preferences),
        ("the organization", case.person.organization_preferences),
        ("the person", case.person.preferences),
    )
    found: tuple[bool | None, str] = (None, "")
    for name, preferences in layers:
        of_channel = preferences.get(case.channel) if isinstance(preferences, Mapping) else None
        value = of_channel.get(key) if isinstance(of_channel, Mapping) else None
        if isinstance(value, bool):
            found = (value, name)
    return found
