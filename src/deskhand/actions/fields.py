"""Keeping the fields of tickets' forms: making, changing, ordering and removing them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from deskhand.actions.contract import action
from deskhand.kit.given import given
from deskhand.kit.order import stepped
from deskhand.rules import events
from deskhand.rules.access import Can
from deskhand.rules.errors import Conflict, Invalid, NotFound
from deskhand.rules.field import MOST, Field, Kind, Rules, changes_of, checked, key_from
from deskhand.store import fields
from deskhand.store.db import Tx


class NewField(Struct, frozen=True, kw_only=True):
    """What somebody wants to ask on forms; without a key it gets one from its label."""

    label: str
    kind: Kind
    key: str = ""
    options: tuple[str, ...] = ()
    rules: Rules = Rules()
    help: str = ""
    is_required: bool = False
    visible_to_customer: bool = False
    editable_by_customer: bool = False
    is_active: bool = True
    category_ids: tuple[UUID, ...] = ()


class FieldChange(Struct, frozen=True, kw_only=True):
    """The parts of a field that somebody wants changed; its kind stays, since tickets hold values of it."""

    label: str | UnsetType = UNSET
    key: str | UnsetType = UNSET
    options: tuple[str, ...] | UnsetType = UNSET
    rules: Rules | UnsetType = UNSET
    help: str | UnsetType = UNSET
    is_required: bool | UnsetType = UNSET
    visible_to_customer: bool | UnsetType = UNSET
    editable_by_customer: bool | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET
    category_ids: tuple[UUID, ...] | UnsetType = UNSET


@action(needs=Can.MANAGE_CLASSIFICATION)
async def add_field(tx: Tx, wanted: NewField) -> Field:
    """Make a field; it stands last on the forms."""
    there = await fields.every(tx)
    if len(there) >= MOST:
        raise Conflict(f"There are {MOST} fields already, as many as a workspace can have. Remove one first.")
    given: dict[str, Any] = {name: getattr(wanted, name) for name in wanted.__struct_fields__}
    last = max((one.position for one in there), default=0)
    field = checked(
        Field(**{**given, "id": tx.new_id(), "key": wanted.key.strip() or key_from(wanted.label), "position": last + 1})
    )
    await _categories(tx, field)
    if not await fields.add(tx, field):
        raise _taken(field)
    await tx.emit(events.FieldCreated(field_id=field.id, label=field.label))
    return field


@action(needs=Can.MANAGE_CLASSIFICATION)
async def change_field(tx: Tx, field_id: UUID, wanted: FieldChange) -> Field:
    """Change any parts of a field at once; what tickets hold in it stays."""
    held = await _held(tx, field_id)
    whole = checked(replace(held, **given(wanted)))
    trail = changes_of(held, whole, categories=await _categories(tx, whole, beside=held))
    if not trail:
        return held
    if not await fields.rewrite(tx, whole):
        raise _taken(whole)
    await tx.emit(events.FieldChanged(field_id=field_id, label=whole.label, changes=trail))
    return whole


@action(needs=Can.MANAGE_CLASSIFICATION)
async def move_field(tx: Tx, field_id: UUID, up: bool) -> None:  # noqa: FBT001 (a direction, not a mode)
    """Move a field by one place on the forms; at the end it stays where it is."""
    await fields.hold_order(tx)
    held = await _held(tx, field_id)
    order = [one.id for one in await fields.every(tx)]
    moved = stepped(order, held.id, up=up)
    if moved is None:
        return
    await fields.place(tx, moved[0])
    before, after = map(str, moved[1])
    changes: dict[str, events.Change] = {"position": (before, after)}
    await tx.emit(events.FieldChanged(field_id=held.id, label=held.label, changes=changes))


@action(needs=Can.MANAGE_CLASSIFICATION)
async def remove_field(tx: Tx, field_id: UUID) -> None:
    """Remove a field; what tickets hold in it is shown no more."""
    held = await _held(tx, field_id)
    await fields.remove(tx, held.id)
    await tx.emit(events.FieldDeleted(field_id=held.id, label=held.label))


async def _held(tx: Tx, field_id: UUID) -> Field:
    held = await fields.by_id(tx, field_id)
    if held is None:
        raise NotFound("There is no such field.")
    return held


async def _categories(tx: Tx, field: Field, *, beside: Field | None = None) -> dict[UUID, str]:
    """Return the names of a field's categories; refuse one that is none."""
    names = await fields.names_of_categories(tx, [*field.category_ids, *(beside.category_ids if beside else ())])
    unknown = next((one for one in field.category_ids if one not in names), None)
    if unknown is not None:
        raise Invalid({"categoryIds": f"“{unknown}” is not a category of this workspace"})
    return names


def _taken(field: Field) -> Invalid:
    return Invalid({"key": f"“{field.key}” is another field's; choose one of its own"})
