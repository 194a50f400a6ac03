"""Keeping prepared texts: making, changing, copying and removing them, and which ones are dear to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, Struct, UnsetType

from deskhand.actions.contract import action
from deskhand.kit.given import given
from deskhand.rules import events, field
from deskhand.rules.access import Actor, Can, Person
from deskhand.rules.category import line_of
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound, check_version
from deskhand.rules.events.templates import TemplateChanged, TemplateCreated, TemplateRemoved
from deskhand.rules.templates import (
    NAME_LIMIT,
    NO_FIELDS,
    Belonging,
    Draft,
    Fields,
    Kind,
    Scope,
    Template,
    checked,
    may_keep,
    may_use,
)
from deskhand.store import categories, fields, templates
from deskhand.store.db import Tx

_TOLD = (
    "name", "category", "subject", "body", "fields", "scope", "team_id", "is_for_customers", "is_active",
)  # fmt: skip
"""What the trail tells of a template."""
_NOTHING: tuple[object, ...] = (None, "", [])
"""Values of fields that say nothing."""


class NewTemplate(Struct, frozen=True, kw_only=True):
    """What somebody wants to keep as a template; words are as they were typed."""

    kind: Kind
    name: str
    body: str
    category: str = ""
    subject: str = ""
    fields: Fields = NO_FIELDS
    scope: Scope = Scope.PRIVATE
    team_id: UUID | None = None
    is_for_customers: bool = False
    is_active: bool = True


class TemplateChange(Struct, frozen=True, kw_only=True):
    """The fields of a template that somebody wants changed; `version` is the one that they saw."""

    name: str | UnsetType = UNSET
    category: str | UnsetType = UNSET
    subject: str | UnsetType = UNSET
    body: str | UnsetType = UNSET
    fields: Fields | UnsetType = UNSET
    scope: Scope | UnsetType = UNSET
    team_id: UUID | UnsetType | None = UNSET
    is_for_customers: bool | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET
    version: int | UnsetType = UNSET


@action(needs=Can.USE_TEMPLATES)
async def add_template(tx: Tx, wanted: NewTemplate) -> Template:
    """Keep a new template for oneself, for a team, or for every agent."""
    draft = await _checked(tx, wanted, owner_id=owner_of(tx.actor))
    template = Template(
        id=tx.new_id(), kind=draft.kind, name=draft.name, category=draft.category, subject=draft.subject,
        body=draft.body, fields=draft.fields, scope=draft.belonging.scope, owner_id=draft.belonging.owner_id,
        team_id=draft.belonging.team_id, is_for_customers=draft.is_for_customers, is_active=wanted.is_active, uses=0,
        last_used_at=None, version=1, created_at=tx.now, updated_at=tx.now,
    )  # fmt: skip
    await templates.add(tx, template)
    trail: dict[str, events.Change] = {name: (None, text_of(getattr(template, name))) for name in _TOLD}
    await tx.emit(TemplateCreated(template_id=template.id, changes=trail))
    return template


@action(needs=Can.USE_TEMPLATES)
async def change_template(tx: Tx, template_id: UUID, wanted: TemplateChange) -> Template:
    """Change any of a template's fields at once; an old version changes nothing."""
    held = await _kept(tx, template_id, version=wanted.version)
    whole = _merged(held, wanted)
    draft = await _checked(tx, whole, owner_id=held.owner_id or owner_of(tx.actor))
    values: dict[str, Any] = {
        "name": draft.name, "category": draft.category, "subject": draft.subject, "body": draft.body,
        "fields": draft.fields, "scope": draft.belonging.scope, "owner_id": draft.belonging.owner_id,
        "team_id": draft.belonging.team_id, "is_for_customers": draft.is_for_customers,
        "is_active": whole.is_active,
    }  # fmt: skip
    columns, trail = differences(held, values, told=_TOLD)
    if not columns:
        return held
    changed = await templates.change(tx, held, columns)
    await tx.emit(TemplateChanged(template_id=held.id, changes=trail))
    return changed


@action(needs=Can.USE_TEMPLATES)
async def duplicate_template(tx: Tx, template_id: UUID) -> Template:
    """Keep a copy of a template for oneself, to be changed without touching the first."""
    template = await templates.by_id(tx, template_id)
    if template is None or not may_use(tx.actor, template.belonging):
        raise _missing()
    name = f"Copy of {template.name}"[:NAME_LIMIT]
    copy = NewTemplate(
        kind=template.kind, name=name, body=template.body, category=template.category, subject=template.subject,
        fields=template.fields,
    )  # fmt: skip
    return await add_template(tx, copy)


@action(needs=Can.USE_TEMPLATES)
async def remove_template(tx: Tx, template_id: UUID) -> None:
    """Remove a template; what was written from it stays."""
    held = await _kept(tx, template_id, version=UNSET)
    macro = await templates.macro_with(tx, template_id)
    if macro is not None:
        raise Conflict(f"The macro “{macro}” writes this template; change the macro first, or deactivate the template.")
    trail: dict[str, events.Change] = {name: (text_of(getattr(held, name)), None) for name in _TOLD}
    await templates.remove(tx, template_id)
    await tx.emit(TemplateRemoved(template_id=template_id, changes=trail))


@action(needs=Can.USE_TEMPLATES)
async def mark_favourite(tx: Tx, template_id: UUID, is_favourite: bool) -> None:  # noqa: FBT001 (an answer, not a mode)
    """Keep whether a template is dear to oneself, which shows it first."""
    template = await templates.by_id(tx, template_id)
    if template is None or not may_use(tx.actor, template.belonging):
        raise _missing()
    if not isinstance(tx.actor, Person):
        raise Forbidden("Only people have favourites.")
    await templates.set_favourite(tx, template_id, tx.actor.user_id, is_one=is_favourite)


async def belonging_of(tx: Tx, *, scope: Scope, team_id: UUID | None, owner_id: UUID | None) -> Belonging:
    """Return whose a template or macro will be; refuse a scope that the actor may not keep things in."""
    whose = Belonging(scope=scope, team_id=team_id, owner_id=owner_id if scope is Scope.PRIVATE else None)
    if scope is Scope.TEAM and team_id is not None and not await templates.has_team(tx, team_id):
        raise Invalid({"teamId": f"“{team_id}” is not an active team"})
    if scope is Scope.PRIVATE and owner_id is None:
        raise Invalid({"scope": "must be team or shared when the desk itself keeps it"})
    if (scope is not Scope.TEAM or team_id is not None) and not may_keep(tx.actor, whose):
        raise Forbidden(
            "Only admins keep what every agent has, and what other teams have; choose private, or a team of yours."
        )
    return whose


def differences(
    held: Struct, values: Mapping[str, Any], *, told: Sequence[str]
) -> tuple[dict[str, Any], dict[str, events.Change]]:
    """Return the columns of a template or macro that are different now, and what its trail tells of them."""
    columns = {name: value for name, value in values.items() if value != getattr(held, name)}
    return columns, {name: (text_of(getattr(held, name)), text_of(columns[name])) for name in told if name in columns}


def owner_of(actor: Actor) -> UUID | None:
    """Return whose something is that an actor keeps for themselves."""
    return actor.user_id if isinstance(actor, Person) else None


def text_of(value: object) -> str | None:
    """Return a value as a trail tells it."""
    if isinstance(value, Struct):
        return msgspec.json.encode(value).decode()
    return None if value is None else str(value).lower() if isinstance(value, bool) else str(value)


async def _kept(tx: Tx, template_id: UUID, *, version: int | UnsetType) -> Template:
    """Hold a template that the actor may change."""
    held = await templates.locked(tx, template_id)
    if held is None or not may_use(tx.actor, held.belonging):
        raise _missing()
    if not may_keep(tx.actor, held.belonging):
        raise Forbidden("Only admins change what every agent has. Duplicate it to have one of your own.")
    check_version("template", version, at=held.version)
    return held


async def _checked(tx: Tx, wanted: NewTemplate, *, owner_id: UUID | None) -> Draft:
    draft = checked(
        Draft(
            kind=wanted.kind, name=wanted.name, category=wanted.category, subject=wanted.subject, body=wanted.body,
            fields=wanted.fields, belonging=Belonging(scope=wanted.scope, team_id=wanted.team_id),
            is_for_customers=wanted.is_for_customers,
        )
    )  # fmt: skip
    values = await _values(tx, draft.fields)
    whose = await belonging_of(tx, scope=wanted.scope, team_id=wanted.team_id, owner_id=owner_id)
    return Draft(
        kind=draft.kind, name=draft.name, category=draft.category, subject=draft.subject, body=draft.body,
        fields=msgspec.structs.replace(draft.fields, values=values), belonging=whose,
        is_for_customers=draft.is_for_customers,
    )  # fmt: skip


async def _values(tx: Tx, wanted: Fields) -> dict[str, Any]:
    """Return the values that a ticket will get, checked by the form of the category that it will have."""
    category = await categories.by_key(tx, wanted.category) if wanted.category is not None else None
    if wanted.category is not None and category is None:
        raise Invalid({"sets.category": f"“{wanted.category[:60]}” is not the key of a category"})
    if not wanted.values:
        return {}
    form = [one for one in await fields.every(tx) if field.is_on_form(one, line_of(category))]
    try:
        found = field.values_of(form, {key: value for key, value in wanted.values.items() if value not in _NOTHING})
    except Invalid as refusal:
        raise Invalid({f"sets.{name}": flaw for name, flaw in refusal.fields.items()}) from refusal
    return {key: value for key, value in found.items() if value is not None}


def _merged(held: Template, wanted: TemplateChange) -> NewTemplate:
    """Return the template as it would be after a change; what leaves its team, leaves the team's id as well."""
    names = [name for name in NewTemplate.__struct_fields__ if name != "kind"]
    known = {name: getattr(held, name) for name in names}
    changed = given(wanted, names)
    if wanted.scope not in {UNSET, Scope.TEAM} and wanted.team_id is UNSET:
        changed["team_id"] = None
    return NewTemplate(kind=held.kind, **(known | changed))


def _missing() -> NotFound:
    return NotFound("There is no such template, or it is not yours to use.")
