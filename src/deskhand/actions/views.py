"""Saving views of the queue: making, changing, ordering, copying and removing them; and choosing its columns."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, Struct, UnsetType

from deskhand.actions.contract import action
from deskhand.actions.removals import bring_back
from deskhand.kit.given import given
from deskhand.rules import events
from deskhand.rules.access import Can, Person
from deskhand.rules.errors import Forbidden, Invalid, NotFound, check_version
from deskhand.rules.events.views import ViewChanged, ViewCreated, ViewRemoved, ViewRestored
from deskhand.rules.filters import Filters, Sort
from deskhand.rules.templates import Belonging, Scope
from deskhand.rules.views import (
    GROUPINGS,
    MOST,
    NAME_LIMIT,
    Column,
    Draft,
    Grouping,
    View,
    checked,
    may_keep,
    may_use,
    place_among,
)
from deskhand.store import removals, templates, views
from deskhand.store.db import Tx
from deskhand.store.removals import Removable

_TOLD = ("name", "filters", "sort", "columns", "grouping", "scope", "team_id")
"""What the trail tells of a view."""


class NewView(Struct, frozen=True, kw_only=True):
    """What somebody wants to keep as a view; no grouping means the usual one of the order."""

    name: str
    filters: Filters = Filters()
    sort: Sort = Sort.NEED
    columns: tuple[Column, ...] = ()
    grouping: Grouping | None = None
    scope: Scope = Scope.PRIVATE
    team_id: UUID | None = None


class ViewChange(Struct, frozen=True, kw_only=True):
    """The fields of a view that somebody wants changed; `version` is the one that they saw."""

    name: str | UnsetType = UNSET
    filters: Filters | UnsetType = UNSET
    sort: Sort | UnsetType = UNSET
    columns: tuple[Column, ...] | UnsetType = UNSET
    grouping: Grouping | UnsetType | None = UNSET
    scope: Scope | UnsetType = UNSET
    team_id: UUID | UnsetType | None = UNSET
    version: int | UnsetType = UNSET


@action(needs=Can.WORK_QUEUE)
async def add_view(tx: Tx, wanted: NewView) -> View:
    """Keep a new view for oneself, for a team, or for every agent."""
    draft = _checked(wanted)
    whose = await _belonging(tx, wanted, owner_id=_owner(tx))
    await _check_room(tx, whose)
    view = await views.add(tx, View(
        id=tx.new_id(), shipped=None, name=draft.name, filters=draft.filters, sort=draft.sort, columns=draft.columns,
        grouping=draft.grouping, scope=whose.scope, owner_id=whose.owner_id, team_id=whose.team_id, position=0,
        version=1, created_at=tx.now, updated_at=tx.now,
    ))  # fmt: skip
    trail: dict[str, events.Change] = {name: (None, _text(getattr(view, name))) for name in _TOLD}
    await tx.emit(ViewCreated(view_id=view.id, changes=trail))
    return view


@action(needs=Can.WORK_QUEUE)
async def change_view(tx: Tx, view_id: UUID, wanted: ViewChange) -> View:
    """Change any of a view's fields at once; an old version changes nothing."""
    held = await _kept(tx, view_id, version=wanted.version)
    whole = _merged(held, wanted)
    draft = _checked(whole)
    whose = await _belonging(tx, whole, owner_id=held.owner_id or _owner(tx))
    if whose != held.belonging:
        await _check_room(tx, whose)
    values: dict[str, Any] = {
        "name": draft.name, "filters": draft.filters, "sort": draft.sort, "columns": draft.columns,
        "grouping": draft.grouping, "scope": whose.scope, "owner_id": whose.owner_id, "team_id": whose.team_id,
    }  # fmt: skip
    columns = {name: value for name, value in values.items() if value != getattr(held, name)}
    if not columns:
        return held
    trail = {name: (_text(getattr(held, name)), _text(columns[name])) for name in _TOLD if name in columns}
    changed = await views.change(tx, held, columns)
    await tx.emit(ViewChanged(view_id=held.id, changes=trail))
    return changed


@action(needs=Can.WORK_QUEUE)
async def duplicate_view(tx: Tx, view_id: UUID) -> View:
    """Keep a copy of a view for oneself, to be changed without touching the first."""
    view = await views.by_id(tx, view_id)
    if view is None or not may_use(tx.actor, view.belonging):
        raise missing()
    return await add_view(tx, NewView(
        name=f"Copy of {view.name}"[:NAME_LIMIT], filters=view.filters, sort=view.sort, columns=view.columns,
        grouping=view.grouping,
    ))  # fmt: skip


@action(needs=Can.WORK_QUEUE)
async def remove_view(tx: Tx, view_id: UUID) -> None:
    """Remove a view; the tickets that it showed stay as they are."""
    held = await _kept(tx, view_id, version=UNSET)
    await removals.put_aside(tx, Removable.VIEW, view_id)
    trail: dict[str, events.Change] = {name: (_text(getattr(held, name)), None) for name in _TOLD}
    await tx.emit(ViewRemoved(view_id=view_id, changes=trail))


@action(needs=Can.WORK_QUEUE)
async def restore_view(tx: Tx, view_id: UUID) -> View:
    """Take the removal of a view back; it stands where it stood."""
    held = await _kept(tx, view_id, version=UNSET, was_removed=True)
    name = await bring_back(tx, Removable.VIEW, view_id)
    if name is None:
        return held
    if await views.count(tx, held.belonging) > MOST:
        raise _full()
    trail: dict[str, events.Change] = {"name": (None, name)}
    await tx.emit(ViewRestored(view_id=view_id, changes=trail))
    return held


@action(needs=Can.WORK_QUEUE)
async def move_view(tx: Tx, view_id: UUID, up: bool) -> None:  # noqa: FBT001 (a direction, not a mode)
    """Move a view by one place among those that the actor has; at the end it stays where it is."""
    held = await _kept(tx, view_id, version=UNSET)
    position = place_among(await _order(tx), view_id, up=up)
    if position is not None and position in {place for _, place in await _order(tx)}:
        await views.spread(tx)  # halved too often to stand between its neighbours
        position = place_among(await _order(tx), view_id, up=up)
    if position is None:
        return
    await views.change(tx, held, {"position": position})
    await tx.emit(ViewChanged(view_id=view_id, changes={"position": (f"{held.position:g}", f"{position:g}")}))


@action(needs=Can.WORK_QUEUE)
async def choose_columns(tx: Tx, columns: tuple[Column, ...] | None) -> None:
    """Keep which columns oneself sees in the queue; None for the usual ones."""
    if not isinstance(tx.actor, Person):
        raise Forbidden("Only people choose columns.")
    await views.set_columns(tx, tx.actor.user_id, columns)


def missing() -> NotFound:
    """Return the refusal of a view that is not there, or not the actor's."""
    return NotFound("There is no such view, or it is not yours to use.")


async def _kept(tx: Tx, view_id: UUID, *, version: int | UnsetType, was_removed: bool = False) -> View:
    """Hold a view that the actor may change."""
    held = await views.locked(tx, view_id, was_removed=was_removed)
    if held is None or not may_use(tx.actor, held.belonging):
        raise missing()
    if not may_keep(tx.actor, held.belonging):
        raise Forbidden("Only admins change and order what every agent has. Duplicate it to have one of your own.")
    check_version("view", version, at=held.version)
    return held


async def _order(tx: Tx) -> list[tuple[UUID, float]]:
    teams = list(tx.actor.team_ids) if isinstance(tx.actor, Person) else []
    return await views.order(tx, user_id=_owner(tx), team_ids=teams, every=tx.actor.may(Can.SHARE_VIEWS))


async def _belonging(tx: Tx, wanted: NewView, *, owner_id: UUID | None) -> Belonging:
    """Return whose a view will be; refuse a scope that the actor may not keep things in."""
    is_private, is_team = wanted.scope is Scope.PRIVATE, wanted.scope is Scope.TEAM
    if is_team != (wanted.team_id is not None):
        raise Invalid({"teamId": "goes with the scope team, and only with it"})
    if wanted.team_id is not None and not await templates.has_team(tx, wanted.team_id):
        raise Invalid({"teamId": f"“{wanted.team_id}” is not an active team"})
    if is_private and owner_id is None:
        raise Invalid({"scope": "must be team or shared when the desk itself keeps it"})
    whose = Belonging(scope=wanted.scope, team_id=wanted.team_id, owner_id=owner_id if is_private else None)
    if not may_keep(tx.actor, whose):
        raise Forbidden(
            "Only admins keep what every agent has, and what other teams have; choose private, or a team of yours."
        )
    return whose


async def _check_room(tx: Tx, whose: Belonging) -> None:
    if await views.count(tx, whose) >= MOST:
        raise _full()


def _full() -> Invalid:
    return Invalid({"scope": f"has {MOST} views, which is the most; remove one that nobody needs"})


def _checked(wanted: NewView) -> Draft:
    return checked(
        Draft(
            name=wanted.name, filters=wanted.filters, sort=wanted.sort, columns=wanted.columns,
            grouping=wanted.grouping or GROUPINGS[wanted.sort][0],
        )
    )  # fmt: skip


def _merged(held: View, wanted: ViewChange) -> NewView:
    """Return the view as it would be after a change; what leaves its team, leaves the team's id as well."""
    names = NewView.__struct_fields__
    known = {name: getattr(held, name) for name in names}
    changed = given(wanted, names)
    if wanted.scope not in {UNSET, Scope.TEAM} and wanted.team_id is UNSET:
        changed["team_id"] = None
    if wanted.sort is not UNSET and wanted.grouping is UNSET:
        changed["grouping"] = None
    return NewView(**(known | changed))


def _owner(tx: Tx) -> UUID | None:
    return tx.actor.user_id if isinstance(tx.actor, Person) else None


def _text(value: object) -> str | None:
    """Return a value as the trail tells it."""
    if isinstance(value, Struct):
        return msgspec.json.encode(value).decode()
    if isinstance(value, tuple):
        return ", ".join(value) or None
    return None if value is None else str(value)
