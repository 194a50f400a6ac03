"""Keeping tags: making, renaming, merging and removing them; tickets are told one after another."""

from __future__ import annotations

from uuid import UUID

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from deskhand.actions.contract import action
from deskhand.kit.given import given
from deskhand.rules import events
from deskhand.rules.access import Can
from deskhand.rules.errors import Invalid, NotFound
from deskhand.rules.tag import Tag, changes_of, checked, plain
from deskhand.store import tags
from deskhand.store.db import Tx


class NewTag(Struct, frozen=True, kw_only=True):
    """What somebody wants to keep as a tag."""

    name: str
    colour: str = "neutral"
    description: str = ""


class TagChange(Struct, frozen=True, kw_only=True):
    """The parts of a tag that somebody wants changed."""

    name: str | UnsetType = UNSET
    colour: str | UnsetType = UNSET
    description: str | UnsetType = UNSET


@action(needs=Can.MANAGE_CLASSIFICATION)
async def add_tag(tx: Tx, wanted: NewTag) -> Tag:
    """Make a tag that no ticket bears yet."""
    tag = checked(Tag(id=tx.new_id(), name=wanted.name, colour=wanted.colour, description=wanted.description))
    if not await tags.add(tx, tag):
        raise _taken(tag)
    await tx.emit(events.TagCreated(tag_id=tag.id, label=tag.name))
    return tag


@action(needs=Can.MANAGE_CLASSIFICATION)
async def change_tag(tx: Tx, tag_id: UUID, wanted: TagChange) -> Tag:
    """Rename, colour or describe a tag, on all of its tickets at once."""
    held = await _held(tx, tag_id)
    whole = checked(replace(held, **given(wanted)))
    trail = changes_of(held, whole)
    if not trail:
        return held
    if not await tags.rewrite(tx, whole):
        raise _taken(whole)
    await tx.emit(events.TagChanged(tag_id=tag_id, label=whole.name, changes=trail))
    return whole


@action(needs=Can.MANAGE_CLASSIFICATION)
async def merge_tags(tx: Tx, tag_id: UUID, into: str) -> Tag:
    """Put another tag on all tickets of one, which is then gone; return the one that stays."""
    held = await _held(tx, tag_id)
    kept = await tags.by_name(tx, plain(into)[:60])
    if kept is None:
        raise Invalid({"into": f"“{into[:60]}” is not a tag; to call this one so, rename it"})
    if kept.id == held.id:
        raise Invalid({"into": f"“{kept.name}” is the tag itself; name another one"})
    await tags.hand_on(tx, held.id, to=kept.id)
    borne = await tags.begin_to_go(tx, held.id, into=kept.id)
    await tx.emit(
        events.TagMerged(tag_id=held.id, label=held.name, into_id=kept.id, into_label=kept.name, tickets=borne)
    )
    return kept


@action(needs=Can.MANAGE_CLASSIFICATION)
async def remove_tag(tx: Tx, tag_id: UUID) -> int:
    """Remove a tag from all tickets, which no one shows from now on; return how many bore it."""
    held = await _held(tx, tag_id)
    borne = await tags.begin_to_go(tx, held.id, into=None)
    await tx.emit(events.TagDeleted(tag_id=held.id, label=held.name, tickets=borne))
    return borne


@action(needs=Can.OPERATE)
async def let_go(tx: Tx, tag_id: UUID, *, most: int, reason: str) -> int:
    """Take a tag that goes from some more of its tickets, and tell each; return how many these were."""
    going = await tags.going(tx, tag_id)
    if going is None:
        return 0
    ticket_ids = await tags.take_from_some(tx, tag_id, most=most)
    changes: dict[str, events.Change] = {"tags": (going.name, going.into)}
    for ticket_id in ticket_ids:
        await tx.emit(events.TicketClassified(changes=changes, reason=reason), ticket_id=ticket_id)
    if len(ticket_ids) < most:
        await tags.erase(tx, tag_id)
    return len(ticket_ids)


async def _held(tx: Tx, tag_id: UUID) -> Tag:
    held = await tags.by_id(tx, tag_id)
    if held is None:
        raise NotFound("There is no such tag.")
    return held


def _taken(tag: Tag) -> Invalid:
    return Invalid({"name": f"“{tag.name}” is another tag; merge the two to have one of them"})
