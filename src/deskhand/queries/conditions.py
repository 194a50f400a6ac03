"""What each field of the language of searches means for a ticket `t`, in fixed fragments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from deskhand.queries.filters import Where, due_clause
from deskhand.rules.access import Actor, Person, Role
from deskhand.rules.finding import LEXEMES, lexeme
from deskhand.rules.search import Condition, Has, Is, span_of
from deskhand.rules.snooze import DueDate
from deskhand.rules.ticket import ACTIVE, ARCHIVED

Parts = tuple[str, tuple[object, ...]]
"""A fragment in which each `?` stands for one value, and the values."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, when, and which people, organizations and teams the words of the query name."""

    actor: Actor
    now: datetime
    named: Mapping[tuple[str, str], list[UUID]] = field(default_factory=dict)

    @property
    def user_id(self) -> UUID | None:
        """Return the asking person's id."""
        return self.actor.user_id if isinstance(self.actor, Person) else None


def add_condition(where: Where, condition: Condition, asker: Asker) -> None:
    """Narrow a list of tickets to what a field asks for, or to the rest."""
    fragments = [CONDITIONS[condition.field](condition, value, asker) for value in condition.values]
    clause = " or ".join(fragment for fragment, _ in fragments)
    values = [value for _, several in fragments for value in several]
    where.add(f"(({clause}) is not true)" if condition.is_excluded else f"({clause})", *values)


def lexemes_of(condition: Condition, asker: Asker) -> list[str] | None:
    """Return lexemes of which a ticket that fits has one, so that its words and this are found in one scan."""
    if condition.field == "is" and not condition.is_excluded and len(condition.values) == 1:
        return _lexemes_of_being(Is(condition.values[0]), asker)
    if condition.field not in LEXEMES or condition.is_excluded:
        return None
    found = [one for value in condition.values for one in _meant(condition.field, value, asker)]
    return [lexeme(condition.field, one) for one in found]


def _lexemes_of_being(being: Is, asker: Asker) -> list[str] | None:
    statuses = {Is.ACTIVE: ACTIVE, Is.ARCHIVED: ARCHIVED}.get(being)
    if statuses is not None:
        return sorted(lexeme("status", status) for status in statuses)
    if being is Is.UNASSIGNED:
        return [lexeme("assignee", None)]
    return [lexeme("assignee", asker.user_id)] if being is Is.MINE and not _is_customer(asker) else None


def _meant(name: str, value: str, asker: Asker) -> list[object]:
    """Return the values of a column that a word means: ids for names, nothing for `none`."""
    if name not in COLUMNS_OF_NAMED:
        return [value]
    if value.lower() == "none" and name != "requester":
        return [None]
    if value.lower() == "me" and name in {"assignee", "requester"}:
        return [asker.user_id]
    return list(asker.named.get((name, value), []))


def _word(condition: Condition, value: str, asker: Asker) -> Parts:  # noqa: ARG001 (one shape for all)
    return f"t.{COLUMNS[condition.field]} = ?", (value,)


def _named(condition: Condition, value: str, asker: Asker) -> Parts:
    column = COLUMNS_OF_NAMED[condition.field]
    meant = _meant(condition.field, value, asker)
    return (f"t.{column} is null", ()) if meant == [None] else (f"t.{column} = any(?)", (meant,))


def _tag(condition: Condition, value: str, asker: Asker) -> Parts:
    return TAGGED, (list(asker.named.get((condition.field, value), [])),)


def _date(condition: Condition, value: str, asker: Asker) -> Parts:  # noqa: ARG001 (one shape for all)
    zone = asker.actor.time_zone if isinstance(asker.actor, Person) else "UTC"
    span = span_of(condition, now=asker.now, zone=zone)
    column = COLUMNS[condition.field]
    if span.until is None:
        return f"t.{column} >= ?", (span.since,)
    if span.since is None:
        return f"t.{column} < ?", (span.until,)
    return f"t.{column} >= ? and t.{column} < ?", (span.since, span.until)


def _due(condition: Condition, value: str, asker: Asker) -> Parts:  # noqa: ARG001 (one shape for all)
    return due_clause(DueDate(value), asker.actor, now=asker.now)


def _is(condition: Condition, value: str, asker: Asker) -> Parts:  # noqa: ARG001 (one shape for all)
    being = Is(value)
    if being is Is.MINE:
        return ("t.requester_id = ?" if _is_customer(asker) else "t.assignee_id = ?"), (asker.user_id,)
    return BEING[being], ()


def _has(condition: Condition, value: str, asker: Asker) -> Parts:  # noqa: ARG001 (one shape for all)
    return HAVING[Has(value)], ()


def _is_customer(asker: Asker) -> bool:
    return isinstance(asker.actor, Person) and asker.actor.role is Role.CUSTOMER


COLUMNS: dict[str, str] = {
    "status": "status", "priority": "priority", "type": "type", "source": "source", "created": "created_at",
    "updated": "updated_at", "resolved": "resolved_at",
}  # fmt: skip
COLUMNS_OF_NAMED: dict[str, str] = {
    "assignee": "assignee_id", "requester": "requester_id", "organization": "organization_id", "team": "team_id",
    "category": "category_id",
}  # fmt: skip
TAGGED = """exists (select from ticket_tags g
    where g.workspace_id = t.workspace_id and g.ticket_id = t.id and g.tag_id = any(?))"""
BEING: dict[Is, str] = {
    Is.ACTIVE: "t.attention < 3", Is.ARCHIVED: "t.attention >= 3", Is.ASSIGNED: "t.assignee_id is not null",
    Is.UNASSIGNED: "t.assignee_id is null", Is.ANSWERED: "t.first_response_at is not null",
    Is.UNANSWERED: "t.first_response_at is null",
}  # fmt: skip
HAVING: dict[Has, str] = {
    Has.ASSIGNEE: "t.assignee_id is not null", Has.ORGANIZATION: "t.organization_id is not null",
    Has.RESOLUTION: "t.resolution is not null", Has.REPLY: "t.first_response_at is not null",
    Has.FOLLOWED: "t.follow_up_of_id is not null",
}  # fmt: skip
CONDITIONS: dict[str, Callable[[Condition, str, Asker], Parts]] = {
    **dict.fromkeys(("status", "priority", "type", "source"), _word), **dict.fromkeys(COLUMNS_OF_NAMED, _named),
    **dict.fromkeys(("created", "updated", "resolved"), _date), "due": _due, "is": _is, "has": _has, "tag": _tag,
}  # fmt: skip
"""How each field of `rules.search.FIELDS` narrows a list of tickets."""
