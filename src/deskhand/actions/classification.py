"""How a ticket is sorted: its category, its tags, and the values of its form's fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from deskhand.actions import clocks
from deskhand.rules import field, tag
from deskhand.rules.access import Person, is_staff
from deskhand.rules.category import Category, line_of, told
from deskhand.rules.errors import Invalid
from deskhand.rules.events import Change, TicketClassified
from deskhand.rules.field import Field
from deskhand.rules.templates import Fields
from deskhand.rules.ticket import RANK, Ticket
from deskhand.store import categories, fields, tags, tickets
from deskhand.store.db import Tx


class Wanted(Struct, frozen=True, kw_only=True):
    """What somebody wants of a ticket's classification; a category is named by its id or its key, None is no category.

    Tags replace those that the ticket has; `add_tags` and `remove_tags` leave the others as they are. Fields are
    changed one by one, None empties one.
    """

    category_id: UUID | UnsetType | None = UNSET
    category_key: str | UnsetType | None = UNSET
    tags: tuple[str, ...] | UnsetType = UNSET
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    fields: dict[str, Any] | UnsetType = UNSET
    preset: dict[str, Any] = {}
    """Values that a new ticket gets where its opener says nothing of them."""

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is wanted."""
        given = any(part is not UNSET for part in (self.category_id, self.category_key, self.tags, self.fields))
        return not (given or self.add_tags or self.remove_tags)

    def tags_on(self, held: tuple[str, ...]) -> tuple[str, ...]:
        """Return the tags that a ticket has afterwards."""
        names = self.tags if isinstance(self.tags, tuple) else held
        return tag.on(names, add=self.add_tags, remove=self.remove_tags)

    @property
    def gives_nothing(self) -> bool:
        """Say whether a new ticket gets nothing of it, so that nothing need be looked up."""
        return not (self.category_id or self.category_key or self.tags or self.fields or self.preset)


class Opened(Struct, frozen=True, kw_only=True):
    """The classification of a ticket that is about to be written."""

    category_id: UUID | None
    category_key: str | None
    tags: tuple[str, ...]
    field_values: dict[str, Any]
    fields: dict[str, Any]


UNSORTED = Opened(category_id=None, category_key=None, tags=(), field_values={}, fields={})
"""No category, no tags, no fields."""


async def with_defaults(tx: Tx, wanted: Wanted, fields: Fields) -> Wanted:
    """Return how a new ticket is sorted that is opened from a template, where its opener does not say otherwise.

    A category that is not offered any more is left out, and so are values that their fields do not take any more or
    that the opener is not asked for: whoever opens the ticket could not help it.
    """
    given: dict[str, Any] = {"preset": fields.values}
    if fields.category and wanted.category_id is UNSET and wanted.category_key is UNSET:
        found = await categories.by_key(tx, fields.category)
        given |= {"category_id": found.id} if found and await _is_offered(tx, found) else {}
    if fields.tags and wanted.tags is UNSET:
        given["tags"] = fields.tags
    return replace(wanted, **given)


async def for_opening(tx: Tx, wanted: Wanted) -> Opened:
    """Check the classification of a new ticket; whoever opens it answers every field that must be, and may be."""
    category = await _category(tx, wanted)
    names = wanted.tags_on(())
    form = _form(tx, await fields.every(tx), line_of(category))
    answers = wanted.fields if isinstance(wanted.fields, dict) else {}
    said = {**field.fitting(form, wanted.preset), **answers}
    given = field.values_of(form, said, is_whole=isinstance(tx.actor, Person))
    values = {key: value for key, value in given.items() if value is not None}
    return Opened(
        category_id=category.id if category else None, category_key=category.key if category else None, tags=names,
        fields=values,
        field_values={str(one.id): values[one.key] for one in form if one.key in values},
    )  # fmt: skip


async def put_tags(tx: Tx, ticket_id: UUID, names: Sequence[str]) -> None:
    """Put tags on a new ticket; those of customers are theirs to see."""
    if names:
        await tags.put(tx, ticket_id, names, is_public=not is_staff(tx.actor))


async def reclassify(
    tx: Tx, ticket: Ticket, wanted: Wanted, *, is_new_version: bool = False, reason: str | None = None
) -> Ticket:
    """Change the classification of a ticket that is held, and tell from what to what; return it as it stands then.

    With `is_new_version` another change in the same transaction has raised the version already.
    """
    trail: dict[str, Change] = {}
    columns: dict[str, Any] = {}
    category_id, category_key = ticket.category_id, ticket.category_key
    if wanted.category_id is not UNSET or wanted.category_key is not UNSET:
        category_id, category_key = await _recategorise(tx, ticket, wanted, trail=trail)
        columns |= {"category_id": category_id} if "category" in trail else {}
    values = ticket.fields
    if isinstance(wanted.fields, dict):
        values, stored = await _refill(tx, ticket, wanted.fields, category_id=category_id, trail=trail)
        columns |= {"field_values": stored} if values != ticket.fields else {}
    names = ticket.tags
    if isinstance(wanted.tags, tuple) or wanted.add_tags or wanted.remove_tags:
        names = await _retag(tx, ticket, wanted.tags_on(ticket.tags), trail=trail)
    if not trail:
        return ticket
    changed = await clocks.change(tx, ticket, columns, raises_version=not is_new_version)
    await tx.emit(TicketClassified(changes=trail, reason=reason), ticket_id=ticket.id, priority=RANK[ticket.priority])
    return tickets.with_classification(changed, category_key=category_key, tags=names, fields=values)


async def _recategorise(
    tx: Tx, ticket: Ticket, wanted: Wanted, *, trail: dict[str, Change]
) -> tuple[UUID | None, str | None]:
    chosen = await _category(tx, wanted, keeps=ticket.category_id)
    chosen_id = chosen.id if chosen else None
    if chosen_id != ticket.category_id:
        before = await categories.by_id(tx, ticket.category_id) if ticket.category_id else None
        trail["category"] = (before.name if before else None, chosen.name if chosen else None)
    return chosen_id, chosen.key if chosen else None


async def _refill(
    tx: Tx, ticket: Ticket, given: Mapping[str, Any], *, category_id: UUID | None, trail: dict[str, Change]
) -> tuple[dict[str, Any], dict[str, Any]]:
    category = await categories.by_id(tx, category_id) if category_id else None
    every = await fields.every(tx)
    # What a ticket holds already stays changeable, also when its category has another form by now.
    line = line_of(category)
    form = [one for one in every if one.is_active and (field.is_on_form(one, line) or one.key in ticket.fields)]
    taken = field.values_of(form, given)
    for one in form:
        if one.key in taken and taken[one.key] != ticket.fields.get(one.key):
            trail[f"fields.{one.key}"] = (told(ticket.fields.get(one.key)), told(taken[one.key]))
    values = {key: value for key, value in {**ticket.fields, **taken}.items() if value is not None}
    return values, {str(one.id): values[one.key] for one in every if one.key in values}


async def _retag(tx: Tx, ticket: Ticket, names: tuple[str, ...], *, trail: dict[str, Change]) -> tuple[str, ...]:
    gone, fresh = sorted({*ticket.tags} - {*names}), sorted({*names} - {*ticket.tags})
    if gone:
        await tags.take_off(tx, ticket.id, gone)
    if fresh:
        await tags.put(tx, ticket.id, fresh, is_public=not is_staff(tx.actor))
    if gone or fresh:
        trail["tags"] = (", ".join(ticket.tags) or None, ", ".join(names) or None)
    return names


async def _category(tx: Tx, wanted: Wanted, *, keeps: UUID | None = None) -> Category | None:
    """Return the category that is named; one that is not offered any more may only stay where it is."""
    if isinstance(wanted.category_id, UUID):
        found, named = await categories.by_id(tx, wanted.category_id), str(wanted.category_id)
    elif isinstance(wanted.category_key, str):
        found, named = await categories.by_key(tx, wanted.category_key), wanted.category_key
    else:
        return None
    if found is not None and found.id == keeps:
        return found
    if found is None or not await _is_offered(tx, found):
        name = "categoryId" if isinstance(wanted.category_id, UUID) else "category"
        raise Invalid({name: f"“{named[:60]}” is not an active category of this workspace"})
    return found


async def _is_offered(tx: Tx, category: Category) -> bool:
    """Say whether a category, and the one above it, can be given to tickets by the actor."""
    if category.parent_id is None:
        return category.is_active
    parent = await categories.by_id(tx, category.parent_id)
    return category.is_active and parent is not None and parent.is_active


def _form(tx: Tx, every: Sequence[Field], line: set[UUID]) -> list[Field]:
    staff = is_staff(tx.actor)
    return [one for one in every if field.is_on_form(one, line) and (staff or one.editable_by_customer)]
