"""Conditions of ticket lists, built from fixed fragments; values are always parameters."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

import msgspec

from deskhand.rules.access import Actor, Person, Role, is_in_teams, is_staff
from deskhand.rules.errors import Invalid
from deskhand.rules.filters import NO_FILTERS, Due, Filters, Snoozed, span_of
from deskhand.rules.snooze import DueDate, due_span
from deskhand.rules.tag import plain
from deskhand.rules.ticket import RANK

T = TypeVar("T")

MOST = 100
"""Rows of a page at most."""
COUNTED = 10_000
"""Counting stops here; larger totals read `10000+`."""


_PLACE = re.compile(r"\$(\d+)")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RUNNING = "t.attention < 3 and t.sla_standing = 'running' and t.sla_nearest_at > ?"
_DUE: dict[Due, str] = {
    Due.BREACHED: "t.attention < 3 and t.sla_nearest_at <= ?",
    Due.CRITICAL: f"{_RUNNING} and t.sla_critical_at < ?",
    Due.WARNING: f"{_RUNNING} and (t.sla_critical_at < ?) is not true and t.sla_warning_at < ?",
    Due.UPCOMING: f"{_RUNNING} and (t.sla_critical_at < ?) is not true and (t.sla_warning_at < ?) is not true "
    "and t.sla_half_at < ?",
    Due.ON_TRACK: f"{_RUNNING} and (t.sla_critical_at < ?) is not true and (t.sla_warning_at < ?) is not true "
    "and (t.sla_half_at < ?) is not true",
    Due.ON_TIME: "t.attention < 3 and t.sla_standing in ('running', 'paused') and t.sla_nearest_at > ?",
    Due.PAUSED: "t.attention < 3 and t.sla_standing = 'paused'",
    Due.MET: "t.sla_standing = 'met'",
    Due.NONE: "(t.sla_standing is null or t.sla_standing = 'ended')",
}
"""The same as `rules.sla.colour.Chip.colour`, in the words of the columns; each `?` is now."""


_SLEEPING: dict[Snoozed | None, str] = {
    Snoozed.YES: "t.snoozed_until is not null", Snoozed.NO: "t.snoozed_until is null",
}  # fmt: skip


@dataclass(slots=True)
class Where:
    """Conditions and their values, in step."""

    clauses: list[str] = field(default_factory=list)
    values: list[object] = field(default_factory=list)

    def add(self, clause: str, *values: object) -> None:
        """Add a condition; each `?` of it stands for one value."""
        for value in values:
            self.values.append(value)
            clause = clause.replace("?", f"${len(self.values)}", 1)
        self.clauses.append(clause)

    def text(self, *, after: int = 0) -> str:
        """Return the conditions joined by AND; their values stand after so many others."""
        text = " and ".join(self.clauses)
        return _PLACE.sub(lambda place: f"${int(place[1]) + after}", text) if after else text


_OF_CATEGORY = """
    t.category_id = any(array(
        with named as (select c.workspace_id, c.id from readable_categories c
                       where c.workspace_id = ? and (c.key = ? or c.id::text = ?))
        select id from named
        union all
        select c.id from readable_categories c join named on named.workspace_id = c.workspace_id
            and named.id = c.parent_id))
"""
_TAGGED = """
    t.id in (select x.ticket_id from ticket_tags x join tags g on g.workspace_id = x.workspace_id and g.id = x.tag_id
             where x.workspace_id = ? and g.name = ? and g.going_at is null)
"""
_TAGGED_BY_CUSTOMERS = """
    exists (select 1 from readable_tags x where x.workspace_id = ? and x.ticket_id = t.id and x.name = ?)
"""


def narrowed(actor: Actor, filters: Filters, *, now: datetime | None = None) -> Where:
    """Return the conditions of a list of tickets `t` that an actor asks for; customers get their own.

    Its text is left to `queries.matching`, which reads.
    """
    where = Where()
    where.add("t.workspace_id = ?", actor.workspace_id)
    if isinstance(actor, Person) and actor.role is Role.CUSTOMER:
        _own(where, actor)
    if isinstance(actor, Person) and is_in_teams(actor):
        _of_teams(where, actor)
    if filters.status:
        where.add("t.status = any(?)", list(filters.status))
    if filters.side is not None:  # says the same once more, in the words of the indexes
        where.add("t.attention < 3" if filters.side else "t.attention >= 3")
    if filters.priority:
        where.add("t.priority_rank = any(?)", [RANK[one] for one in filters.priority])  # the indexes hold its rank
    _assigned(where, actor, filters.assignee)
    _with_team(where, actor, filters.team)
    if filters.requester:
        _requested_by(where, filters.requester)
    if filters.category:
        where.add(_OF_CATEGORY, actor.workspace_id, filters.category, filters.category.lower())
    if filters.tag:
        where.add(_TAGGED if is_staff(actor) else _TAGGED_BY_CUSTOMERS, actor.workspace_id, plain(filters.tag))
    _come_in(where, filters, now=now)
    _due(where, actor, filters, now=now or _EPOCH)
    return where


def this_one(actor: Actor, ticket_id: UUID) -> Where:
    """Return the conditions of one ticket `t`, which hold where the actor may know of it."""
    where = narrowed(actor, NO_FILTERS)
    where.add("t.id = ?", ticket_id)
    return where


def due_clause(due: DueDate, actor: Actor, *, now: datetime) -> tuple[str, tuple[object, ...]]:
    """Return the condition that a ticket `t` is due then by its date, and its values; what is done is not overdue."""
    if due is DueDate.NONE:
        return "t.due_at is null", ()
    since, before = due_span(due, now=now, zone=actor.time_zone if isinstance(actor, Person) else "UTC")
    if since is None:
        return "t.attention < 3 and t.due_at < ?", (before,)
    return "t.due_at >= ? and t.due_at < ?", (since, before)


def encode_cursor(*parts: int | str | UUID | datetime | None) -> str:
    """Return a place in a list as an opaque text."""
    return base64.urlsafe_b64encode(msgspec.json.encode(parts)).decode().rstrip("=")


def decode_cursor(cursor: str, kind: type[T]) -> T:
    """Return the parts of a place; refuse a text that is none."""
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=kind)
    except (binascii.Error, ValueError, msgspec.DecodeError) as error:
        raise Invalid({"cursor": "is not one that a list returned; leave it out to begin at the start"}) from error


def count_of(condition: str, *, known: int = 0) -> str:
    """Return an expression that counts tickets `t`, as far as counts go; what is known is not counted."""
    if known:
        return f"{known:d}::bigint"
    return f"(select count(*) from (select 1 from tickets t where {condition} limit {COUNTED + 1}) c)"  # noqa: S608 (fragments are constants)


def total_of(count: int) -> int | str:
    """Return a capped count as it is shown."""
    return count if count <= COUNTED else f"{COUNTED}+"


def _own(where: Where, actor: Person) -> None:
    if actor.shares_tickets and actor.organization_id is not None:
        where.add("(t.requester_id = ? or t.organization_id = ?)", actor.user_id, actor.organization_id)
    else:
        where.add("t.requester_id = ?", actor.user_id)


def _of_teams(where: Where, actor: Person) -> None:
    """What an agent sees; the policy `visible_tickets` says the same in the database."""
    where.add(
        "(t.team_id = any(?) or t.category_id = any(?) or t.team_id is null "
        "and (t.category_id is null or t.category_id <> all(?)) or t.assignee_id = ? or t.requester_id = ?)",
        list(actor.team_ids), list(actor.category_ids), list(actor.foreign_category_ids), actor.user_id, actor.user_id,
    )  # fmt: skip


def _assigned(where: Where, actor: Actor, assignee: str | None) -> None:
    if assignee is None:
        return
    if assignee == "none":
        where.add("t.assignee_id is null")
    elif assignee == "me" and isinstance(actor, Person):
        where.add("t.assignee_id = ?", actor.user_id)
    else:
        where.add("t.assignee_id = ?", _id_of(assignee, "assignedTo", "an agent's id, `me` or `none`"))


def _with_team(where: Where, actor: Actor, team: str | None) -> None:
    if team is None:
        return
    if team == "none":
        where.add("t.team_id is null")
    elif team == "mine" and isinstance(actor, Person):
        where.add("t.team_id = any(?)", list(actor.team_ids))
    else:
        where.add("t.team_id = ?", _id_of(team, "team", "a team's id, `mine` or `none`"))


def _requested_by(where: Where, requester: str) -> None:
    if "@" in requester:
        where.add(
            "t.requester_id = (select u.id from users u where u.workspace_id = t.workspace_id and u.email = lower(?))",
            requester.strip(),
        )
    else:
        where.add("t.requester_id = ?", _id_of(requester, "requester", "a user's id or e-mail address"))


def _due(where: Where, actor: Actor, filters: Filters, *, now: datetime) -> None:
    if filters.sla is not None:
        clause = _DUE[filters.sla]
        where.add(clause, *(now,) * clause.count("?"))
    if filters.due is not None:
        clause, values = due_clause(filters.due, actor, now=now)
        where.add(clause, *values)


def _come_in(where: Where, filters: Filters, *, now: datetime | None) -> None:
    if filters.snoozed in _SLEEPING:
        where.add(_SLEEPING[filters.snoozed])
    if filters.source:
        where.add("t.source = any(?)", list(filters.source))
    if filters.organization is not None:
        _of_organization(where, filters.organization)
    if filters.created is not None:
        since, before = span_of(filters.created, now=now or _EPOCH)
        if since is not None:
            where.add("t.created_at >= ?", since)
        if before is not None:
            where.add("t.created_at < ?", before)


def _of_organization(where: Where, organization: str) -> None:
    """Narrow to an organization that is named by its id, or by its whole name."""
    try:
        where.add("t.organization_id = ?", UUID(organization))
    except ValueError:
        where.add(
            "t.organization_id = any(array(select o.id from organizations o "
            "where o.workspace_id = ? and o.name = ?))", where.values[0], organization,
        )  # fmt: skip


def _id_of(value: str, field_name: str, what: str) -> UUID:
    try:
        return UUID(value)
    except ValueError as error:
        raise Invalid({field_name: f"“{value[:60]}” is not {what}"}) from error
