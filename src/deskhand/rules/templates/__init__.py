"""Texts that people prepare: what a template is, whose it is, and who may use and keep it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from msgspec import Struct

from deskhand.kit.text import without_controls
from deskhand.rules.access import Actor, Can, Person, System, is_staff
from deskhand.rules.draft import SUBJECT_LIMIT, flaw_in_line, flaw_in_word, word_of
from deskhand.rules.errors import Invalid
from deskhand.rules.tag import taken
from deskhand.rules.templates.texts import (
    BODY_LIMIT,
    MOST_SIGNS,
    NAMES,
    OUTPUT_LIMIT,
    Kind,
    Setting,
    Values,
    checked_text,
    filled,
    flaw_in_template,
    portal_of,
    values_anywhere,
    values_of,
)
from deskhand.rules.ticket import Priority, Type

__all__ = [
    "BODY_LIMIT",
    "CATEGORY_LIMIT",
    "EVERYBODYS",
    "MOST_SIGNS",
    "NAMES",
    "NAME_LIMIT",
    "NO_FIELDS",
    "OUTPUT_LIMIT",
    "Belonging",
    "Draft",
    "Fields",
    "Kind",
    "Offer",
    "Scope",
    "Setting",
    "Template",
    "Values",
    "checked",
    "checked_text",
    "filled",
    "flaw_in_belonging",
    "flaw_in_template",
    "may_keep",
    "may_open_from",
    "may_use",
    "portal_of",
    "values_anywhere",
    "values_of",
]

NAME_LIMIT = 100
"""Characters of a template's or macro's name."""
CATEGORY_LIMIT = 60
"""Characters of the word under which templates are grouped."""


class Scope(StrEnum):
    """Who has a template or a macro: one agent, a team, or every agent."""

    PRIVATE = "private"
    TEAM = "team"
    SHARED = "shared"


class Fields(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a ticket gets that is opened from a template and does not say otherwise."""

    type: str | None = None
    priority: str | None = None
    category: str | None = None
    tags: tuple[str, ...] = ()
    values: dict[str, Any] = {}
    """Values of the ticket's fields, by their keys."""


class Belonging(Struct, frozen=True, kw_only=True):
    """Whose a template or macro is: one agent's, a team's, or every agent's."""

    scope: Scope = Scope.PRIVATE
    owner_id: UUID | None = None
    team_id: UUID | None = None


NO_FIELDS = Fields()
"""A template that sets nothing."""
EVERYBODYS = Belonging(scope=Scope.SHARED)
"""What every agent has."""


class Offer(Struct, frozen=True, kw_only=True):
    """Whether a template can be used now, and by whom."""

    belonging: Belonging
    is_for_customers: bool
    is_active: bool


class Template(Struct, frozen=True, kw_only=True):
    """A prepared text as it stands."""

    id: UUID
    kind: Kind
    name: str
    category: str
    subject: str
    body: str
    fields: Fields
    scope: Scope
    owner_id: UUID | None
    team_id: UUID | None
    is_for_customers: bool
    is_active: bool
    uses: int
    last_used_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime

    @property
    def belonging(self) -> Belonging:
        """Return whose it is."""
        return Belonging(scope=self.scope, owner_id=self.owner_id, team_id=self.team_id)

    @property
    def offer(self) -> Offer:
        """Return whether it can be used now, and by whom."""
        return Offer(belonging=self.belonging, is_for_customers=self.is_for_customers, is_active=self.is_active)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The words of a template as they were typed."""

    kind: Kind
    name: str
    category: str
    subject: str
    body: str
    fields: Fields = NO_FIELDS
    belonging: Belonging = EVERYBODYS
    is_for_customers: bool = False


def checked(draft: Draft) -> Draft:
    """Return the words of a template as they will be kept; refuse with a sentence for each that cannot be taken."""
    flaws = {
        "name": flaw_in_line(draft.name, limit=NAME_LIMIT),
        "category": flaw_in_line(draft.category, limit=CATEGORY_LIMIT) if draft.category.strip() else None,
        "subject": _flaw_in_subject(draft),
        "body": flaw_in_template(draft.body, kind=draft.kind),
        "fields": _flaw_in_fields(draft),
        "scope": _flaw_in_scope(draft),
    }
    found = {field: flaw for field, flaw in flaws.items() if flaw is not None}
    if found:
        raise Invalid(found)
    fields = Fields(
        type=_word(Type, draft.fields.type), priority=_word(Priority, draft.fields.priority),
        category=draft.fields.category, tags=taken(draft.fields.tags), values=draft.fields.values,
    )  # fmt: skip
    return replace(
        draft, name=_line(draft.name), category=_line(draft.category), subject=_line(draft.subject),
        body=without_controls(draft.body).strip("\n"), fields=fields,
    )  # fmt: skip


def may_use(actor: Actor, whose: Belonging, *, keeper: Can = Can.SHARE_TEMPLATES) -> bool:
    """Say whether an agent has this template, macro or view: their own, their teams', and what every agent has.

    Whoever may do what a `keeper` may has those of all teams.
    """
    if not isinstance(actor, Person):
        return isinstance(actor, System)
    match whose.scope:
        case Scope.PRIVATE:
            return whose.owner_id == actor.user_id
        case Scope.TEAM:
            return whose.team_id in actor.team_ids or actor.may(keeper)
    return is_staff(actor)


def may_open_from(actor: Actor, offer: Offer) -> bool:
    """Say whether somebody may open a ticket from a template: agents from theirs, customers from what is offered."""
    if not offer.is_active:
        return False
    return may_use(actor, offer.belonging) if is_staff(actor) else offer.is_for_customers


def may_keep(actor: Actor, whose: Belonging) -> bool:
    """Say whether an agent may change this template or macro; what every agent has takes its own permission."""
    return may_use(actor, whose) and (whose.scope is not Scope.SHARED or actor.may(Can.SHARE_TEMPLATES))


def _flaw_in_fields(draft: Draft) -> str | None:
    if draft.kind is Kind.REPLY:
        return None if draft.fields == NO_FIELDS else "are for templates of new tickets; leave them out"
    if draft.fields.type is not None and word_of(Type, draft.fields.type) is None:
        return "type: " + flaw_in_word(Type, draft.fields.type)
    if draft.fields.priority is not None and word_of(Priority, draft.fields.priority) is None:
        return "priority: " + flaw_in_word(Priority, draft.fields.priority)
    return None


def _flaw_in_scope(draft: Draft) -> str | None:
    offered = draft.kind is Kind.TICKET and draft.belonging.scope is Scope.SHARED
    if draft.is_for_customers and not offered:
        return "must be shared, and of a new ticket, to be offered to customers"
    return flaw_in_belonging(draft.belonging)


def flaw_in_belonging(whose: Belonging) -> str | None:
    """Say what is missing, or too much, of whose something is; None when it fits."""
    if (whose.scope is Scope.TEAM) != (whose.team_id is not None):
        return "team needs the team’s id, and only team does"
    return None


def _flaw_in_subject(draft: Draft) -> str | None:
    if draft.kind is Kind.REPLY:
        return "is for templates of new tickets; leave it out" if draft.subject.strip() else None
    if not draft.subject.strip():
        return None
    return flaw_in_line(draft.subject, limit=SUBJECT_LIMIT) or flaw_in_template(draft.subject, kind=draft.kind)


def _word(words: type[Type | Priority], value: str | None) -> str | None:
    found = None if value is None else word_of(words, value)
    return None if found is None else found.value


def _line(text: str) -> str:
    return without_controls(text).strip()
