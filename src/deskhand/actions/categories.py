"""Keeping categories: making, changing, ordering and removing them; what tickets are of stays on them."""

from __future__ import annotations

from uuid import UUID

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from deskhand.actions.contract import action
from deskhand.actions.policies import choosable
from deskhand.kit.given import given
from deskhand.kit.order import stepped
from deskhand.rules import events
from deskhand.rules.access import Can
from deskhand.rules.category import MOST, Category, changes_of, checked, key_from, turns_clocks
from deskhand.rules.errors import Conflict, Invalid, NotFound
from deskhand.store import categories, clocks
from deskhand.store.db import Tx


class NewCategory(Struct, frozen=True, kw_only=True):
    """What somebody wants to keep as a category; without a key it gets one from its name."""

    name: str
    key: str = ""
    description: str = ""
    parent_id: UUID | None = None
    is_active: bool = True
    is_public: bool = True
    sla_policy_id: UUID | None = None


class CategoryChange(Struct, frozen=True, kw_only=True):
    """The parts of a category that somebody wants changed."""

    name: str | UnsetType = UNSET
    key: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    parent_id: UUID | UnsetType | None = UNSET
    is_active: bool | UnsetType = UNSET
    is_public: bool | UnsetType = UNSET
    sla_policy_id: UUID | UnsetType | None = UNSET


@action(needs=Can.MANAGE_CLASSIFICATION)
async def add_category(tx: Tx, wanted: NewCategory) -> Category:
    """Make a category; it stands last among those beside it."""
    there, last = await categories.standing(tx, wanted.parent_id)
    if there >= MOST:
        raise Conflict(f"There are {MOST} categories already, as many as a workspace can have. Remove one first.")
    category = checked(
        Category(
            id=tx.new_id(), key=wanted.key.strip() or key_from(wanted.name), name=wanted.name,
            description=wanted.description, parent_id=wanted.parent_id, position=last + 1, is_active=wanted.is_active,
            is_public=wanted.is_public, sla_policy_id=wanted.sla_policy_id,
        )
    )  # fmt: skip
    await _parent(tx, category)
    await choosable(tx, None, category.sla_policy_id)
    if not await categories.add(tx, category):
        raise _taken(category)
    await tx.emit(events.CategoryCreated(category_id=category.id, label=category.name))
    return category


@action(needs=Can.MANAGE_CLASSIFICATION)
async def change_category(tx: Tx, category_id: UUID, wanted: CategoryChange) -> Category:
    """Change any parts of a category at once; its tickets stay of it, under whichever name."""
    held = await _held(tx, category_id)
    whole = checked(replace(held, **given(wanted)))
    moves = whole.parent_id != held.parent_id
    if moves:
        whole = replace(whole, position=(await categories.standing(tx, whole.parent_id))[1] + 1)
    parents = {one.id: one.name for one in (await _parent(tx, whole), await _parent(tx, held)) if one}
    trail = changes_of(
        held, whole, parents=parents, policies=await choosable(tx, held.sla_policy_id, whole.sla_policy_id)
    )
    if not trail:
        return held
    if not await categories.rewrite(tx, whole):
        raise _taken(whole)
    if turns_clocks(held, whole):
        await clocks.reopen_backlog(tx)
    await tx.emit(events.CategoryChanged(category_id=whole.id, label=whole.name, changes=trail))
    return whole


@action(needs=Can.MANAGE_CLASSIFICATION)
async def move_category(tx: Tx, category_id: UUID, up: bool) -> None:  # noqa: FBT001 (a direction, not a mode)
    """Move a category by one place among those beside it; at the end it stays where it is."""
    held = await _held(tx, category_id)
    order = [one.id for one in await categories.siblings_locked(tx, held)]
    moved = stepped(order, held.id, up=up)
    if moved is None:
        return
    await categories.place(tx, moved[0])
    before, after = map(str, moved[1])
    changes: dict[str, events.Change] = {"position": (before, after)}
    await tx.emit(events.CategoryChanged(category_id=held.id, label=held.name, changes=changes))


@action(needs=Can.MANAGE_CLASSIFICATION)
async def remove_category(tx: Tx, category_id: UUID) -> None:
    """Remove a category that no ticket was ever of; one that was in use can be archived."""
    held = await _held(tx, category_id)
    if await categories.has_children(tx, held.id):
        raise Conflict(f"There are categories below “{held.name}”. Move or remove these first.")
    if await categories.has_tickets(tx, held.id):
        raise Conflict(f"Tickets are of the category “{held.name}”. Archive it: they keep it, and no other gets it.")
    await categories.remove(tx, held.id)
    await tx.emit(events.CategoryDeleted(category_id=held.id, label=held.name))


async def _held(tx: Tx, category_id: UUID) -> Category:
    held = await categories.by_id(tx, category_id)
    if held is None:
        raise NotFound("There is no such category.")
    return held


async def _parent(tx: Tx, category: Category) -> Category | None:
    """Return the category above one; refuse what cannot be above it: there are two levels."""
    if category.parent_id is None:
        return None
    parent = await categories.by_id(tx, category.parent_id)
    if parent is None:
        raise Invalid({"parentId": f"“{category.parent_id}” is not a category of this workspace"})
    if parent.parent_id is not None:
        raise Invalid({"parentId": f"“{parent.name}” stands below another one; there are two levels"})
    if await categories.has_children(tx, category.id):
        raise Invalid({"parentId": "cannot be given to a category that has others below it; there are two levels"})
    return parent


def _taken(category: Category) -> Invalid:
    return Invalid({"key": f"“{category.key}” is another category's; choose one of its own"})
