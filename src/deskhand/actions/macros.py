"""Keeping macros: making, changing, ordering and removing them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from deskhand.actions.contract import action
from deskhand.actions.templates import belonging_of, differences, owner_of, text_of
from deskhand.kit.given import given
from deskhand.rules import events
from deskhand.rules.access import Can, Role
from deskhand.rules.errors import Forbidden, Invalid, NotFound, check_version
from deskhand.rules.events.templates import MacroChanged, MacroCreated, MacroRemoved
from deskhand.rules.macros import ME, NOBODY, Draft, Effects, Macro, checked
from deskhand.rules.templates import NAME_LIMIT, Belonging, Kind, Scope, may_keep, may_use
from deskhand.store import categories, macros, people, templates
from deskhand.store.db import Tx

_TOLD = ("name", "effects", "scope", "team_id", "is_active")
"""What the trail tells of a macro."""


class NewMacro(Struct, frozen=True, kw_only=True):
    """What somebody wants to keep as a macro."""

    name: str
    effects: Effects
    scope: Scope = Scope.PRIVATE
    team_id: UUID | None = None
    is_active: bool = True


class MacroChange(Struct, frozen=True, kw_only=True):
    """The fields of a macro that somebody wants changed; `version` is the one that they saw."""

    name: str | UnsetType = UNSET
    effects: Effects | UnsetType = UNSET
    scope: Scope | UnsetType = UNSET
    team_id: UUID | UnsetType | None = UNSET
    is_active: bool | UnsetType = UNSET
    version: int | UnsetType = UNSET


@action(needs=Can.USE_TEMPLATES)
async def add_macro(tx: Tx, wanted: NewMacro) -> Macro:
    """Keep a new macro for oneself, for a team, or for every agent; it stands last."""
    draft = await _checked(tx, wanted, owner_id=owner_of(tx.actor))
    macro = await macros.add(
        tx,
        Macro(
            id=tx.new_id(), name=draft.name, effects=draft.effects, scope=draft.belonging.scope,
            owner_id=draft.belonging.owner_id, team_id=draft.belonging.team_id, position=0,
            is_active=wanted.is_active, uses=0, last_used_at=None, version=1, created_at=tx.now, updated_at=tx.now,
        ),
    )  # fmt: skip
    trail: dict[str, events.Change] = {name: (None, text_of(getattr(macro, name))) for name in _TOLD}
    await tx.emit(MacroCreated(macro_id=macro.id, changes=trail))
    return macro


@action(needs=Can.USE_TEMPLATES)
async def change_macro(tx: Tx, macro_id: UUID, wanted: MacroChange) -> Macro:
    """Change any of a macro's fields at once; an old version changes nothing."""
    held = await _kept(tx, macro_id, version=wanted.version)
    whole = _merged(held, wanted)
    draft = await _checked(tx, whole, owner_id=held.owner_id or owner_of(tx.actor))
    values: dict[str, Any] = {
        "name": draft.name, "effects": draft.effects, "scope": draft.belonging.scope,
        "owner_id": draft.belonging.owner_id, "team_id": draft.belonging.team_id, "is_active": whole.is_active,
    }  # fmt: skip
    columns, trail = differences(held, values, told=_TOLD)
    if not columns:
        return held
    changed = await macros.change(tx, held, columns)
    await tx.emit(MacroChanged(macro_id=held.id, changes=trail))
    return changed


@action(needs=Can.USE_TEMPLATES)
async def duplicate_macro(tx: Tx, macro_id: UUID) -> Macro:
    """Keep a copy of a macro for oneself, to be changed without touching the first."""
    macro = await macros.by_id(tx, macro_id)
    if macro is None or not may_use(tx.actor, macro.belonging):
        raise missing()
    return await add_macro(tx, NewMacro(name=f"Copy of {macro.name}"[:NAME_LIMIT], effects=macro.effects))


@action(needs=Can.USE_TEMPLATES)
async def remove_macro(tx: Tx, macro_id: UUID) -> None:
    """Remove a macro; what it did stays."""
    held = await _kept(tx, macro_id, version=UNSET)
    await macros.remove(tx, macro_id)
    trail: dict[str, events.Change] = {name: (text_of(getattr(held, name)), None) for name in _TOLD}
    await tx.emit(MacroRemoved(macro_id=macro_id, changes=trail))


@action(needs=Can.USE_TEMPLATES)
async def move_macro(tx: Tx, macro_id: UUID, up: bool) -> None:  # noqa: FBT001 (a direction, not a mode)
    """Move a macro by one place among those that the actor has; at the end it stays where it is."""
    everything = await macros.all_locked(tx)
    mine = [macro for macro in everything if may_use(tx.actor, macro.belonging)]
    place = next((number for number, macro in enumerate(mine) if macro.id == macro_id), None)
    if place is None:
        raise missing()
    held, to = mine[place], place + (-1 if up else 1)
    if not may_keep(tx.actor, held.belonging):
        raise Forbidden("Only admins order the macros that every agent has.")
    if not 0 <= to < len(mine):
        return
    order = [macro.id for macro in everything if macro.id != macro_id]
    order.insert(order.index(mine[to].id) + (0 if up else 1), macro_id)
    await macros.place(tx, order)
    moved = str(order.index(macro_id) + 1)
    await tx.emit(MacroChanged(macro_id=macro_id, changes={"position": (str(held.position), moved)}))


def missing() -> NotFound:
    """Return the refusal of a macro that is not there, or not the actor's."""
    return NotFound("There is no such macro, or it is not yours to use.")


async def _kept(tx: Tx, macro_id: UUID, *, version: int | UnsetType) -> Macro:
    """Hold a macro that the actor may change."""
    held = await macros.locked(tx, macro_id)
    if held is None or not may_use(tx.actor, held.belonging):
        raise missing()
    if not may_keep(tx.actor, held.belonging):
        raise Forbidden("Only admins change what every agent has. Duplicate it to have one of your own.")
    check_version("macro", version, at=held.version)
    return held


async def _checked(tx: Tx, wanted: NewMacro, *, owner_id: UUID | None) -> Draft:
    whose = Belonging(scope=wanted.scope, team_id=wanted.team_id)
    draft = checked(Draft(name=wanted.name, effects=wanted.effects, belonging=whose))
    await _check_things(tx, draft.effects)
    whose = await belonging_of(tx, scope=wanted.scope, team_id=wanted.team_id, owner_id=owner_id)
    return Draft(name=draft.name, effects=draft.effects, belonging=whose)


async def _check_things(tx: Tx, effects: Effects) -> None:
    """Refuse a template, a category or an agent that a macro could not use."""
    if effects.template_id is not None:
        template = await templates.by_id(tx, effects.template_id)
        if template is None or template.kind is not Kind.REPLY or not may_use(tx.actor, template.belonging):
            raise Invalid({"templateId": f"“{effects.template_id}” is not a reply template that you can use"})
    if effects.category not in {None, NOBODY} and await categories.by_key(tx, effects.category) is None:
        raise Invalid({"category": f"“{effects.category[:60]}” is not the key of a category, or “none”"})
    await _check_assignee(tx, effects)


async def _check_assignee(tx: Tx, effects: Effects) -> None:
    if effects.assignee not in {None, ME, NOBODY}:
        account = await people.by_id(tx, UUID(effects.assignee))
        if account is None or account.role is Role.CUSTOMER or not account.is_active:
            raise Invalid({"assignee": f"“{effects.assignee}” is not an active agent of this workspace"})


def _merged(held: Macro, wanted: MacroChange) -> NewMacro:
    """Return the macro as it would be after a change; what leaves its team, leaves the team's id as well."""
    names = NewMacro.__struct_fields__
    changed = given(wanted, names)
    if wanted.scope not in {UNSET, Scope.TEAM} and wanted.team_id is UNSET:
        changed["team_id"] = None
    return NewMacro(**({name: getattr(held, name) for name in names} | changed))
