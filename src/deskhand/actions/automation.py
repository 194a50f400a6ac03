"""Keeping automation rules: making, changing, ordering, copying and removing them, and taking a removal back."""

from __future__ import annotations

from uuid import UUID

import msgspec
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from deskhand.actions.contract import action
from deskhand.actions.removals import bring_back
from deskhand.actions.templates import text_of
from deskhand.rules import events, field
from deskhand.rules.access import Can, Role
from deskhand.rules.automation.checking import checked
from deskhand.rules.automation.document import free_name, names_apart, rules_of
from deskhand.rules.automation.facts import kinds_of
from deskhand.rules.automation.naming import known_of
from deskhand.rules.automation.rule import ASSIGNEE, MOST, NAME_LIMIT, NOBODY, Content, Effects, Rule
from deskhand.rules.errors import Conflict, Invalid, NotFound, check_version
from deskhand.rules.events import RuleChanged, RuleCreated, RuleRemoved, RuleRestored
from deskhand.rules.templates import Kind, Scope
from deskhand.store import automation, categories, fields, people, removals, teams, templates, webhooks
from deskhand.store.db import Tx
from deskhand.store.removals import Removable

_PARTS = ("trigger", "conditions", "effects")


class RuleChange(Struct, frozen=True, kw_only=True):
    """What somebody wants changed of a rule; `version` is the one that they saw."""

    content: Content | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET
    version: int | UnsetType = UNSET


class Imported(Struct, frozen=True, kw_only=True):
    """What came of a text of rules; those that it says as they are already count as neither."""

    added: int
    changed: int


@action(needs=Can.MANAGE_AUTOMATION)
async def add_rule(tx: Tx, content: Content, *, is_active: bool, numbers_name: bool = False) -> Rule:
    """Keep a new rule; it stands last. A name that another rule has is refused, or gets a number if that is wished."""
    await _check_room(tx)
    kept, names = await checked_rule(tx, content), await automation.lock_names(tx)
    if numbers_name:
        kept = replace(kept, name=free_name(kept.name, names))
    _check_name(kept.name, names)
    rule = await automation.add(tx, tx.new_id(), kept, is_active=is_active)
    trail: dict[str, events.Change] = {name: (None, after) for name, after in _told(rule).items()}
    await tx.emit(RuleCreated(rule_id=rule.id, changes=trail))
    return rule


@action(needs=Can.MANAGE_AUTOMATION)
async def change_rule(tx: Tx, rule_id: UUID, wanted: RuleChange) -> Rule:
    """Change a rule, or switch it on or off; what waited for its old trigger waits no more."""
    held = await _held(tx, rule_id)
    check_version("rule", None if wanted.version is UNSET else wanted.version, at=held.version)
    content = held.content if wanted.content is UNSET else await checked_rule(tx, wanted.content)
    is_active = held.is_active if wanted.is_active is UNSET else wanted.is_active
    if (content, is_active) == (held.content, held.is_active):
        return held
    await _check_renamed(tx, held, content)
    changed = await automation.change(tx, held, content, is_active=is_active)
    if content.trigger != held.content.trigger or not is_active:
        await automation.forget_moments(tx, rule_id)
    before, after = _told(held), _told(changed)
    trail = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
    await tx.emit(RuleChanged(rule_id=rule_id, changes=trail))
    return changed


@action(needs=Can.MANAGE_AUTOMATION)
async def duplicate_rule(tx: Tx, rule_id: UUID) -> Rule:
    """Keep a copy of a rule, switched off, to be changed without touching the first."""
    held = await _held(tx, rule_id)
    name = f"Copy of {held.name}"[:NAME_LIMIT]
    return await add_rule(tx, replace(held.content, name=name), is_active=False, numbers_name=True)


@action(needs=Can.MANAGE_AUTOMATION)
async def import_rules(tx: Tx, text: str) -> Imported:
    """Keep all rules of a text, or none: those of a known name are changed, others stand last."""
    rules = await automation.every_locked(tx)
    known = dict(zip(names_apart([rule.name for rule in rules]), rules, strict=True))
    added = changed = 0
    for one in rules_of(text, known_of(await automation.nameable(tx))):
        held = known.get(one.name)
        try:
            if held is None:
                await add_rule(tx, one.content, is_active=one.active)
                added += 1
            else:
                wanted = RuleChange(content=one.content, is_active=one.active)
                changed += await change_rule(tx, held.id, wanted) != held
        except Invalid as refusal:
            raise Invalid({"text": f"rule “{one.name[:60]}”: {refusal}"}) from refusal
    return Imported(added=added, changed=changed)


@action(needs=Can.MANAGE_AUTOMATION)
async def move_rule(tx: Tx, rule_id: UUID, *, up: bool) -> None:
    """Move a rule by one place; at the end it stays where it is."""
    every = await automation.every_locked(tx)
    order = [rule.id for rule in every]
    if rule_id not in order:
        raise missing()
    place = order.index(rule_id)
    to = place + (-1 if up else 1)
    if not 0 <= to < len(order):
        return
    order[place], order[to] = order[to], order[place]
    await automation.place(tx, order)
    await tx.emit(RuleChanged(rule_id=rule_id, changes={"position": (str(place + 1), str(to + 1))}))


@action(needs=Can.MANAGE_AUTOMATION)
async def remove_rule(tx: Tx, rule_id: UUID) -> None:
    """Remove a rule; what it did stays, and so does what is known of that."""
    held = await _held(tx, rule_id)
    await removals.put_aside(tx, Removable.RULE, rule_id)
    await automation.pause(tx, rule_id)
    trail: dict[str, events.Change] = {name: (before, None) for name, before in _told(held).items()}
    await tx.emit(RuleRemoved(rule_id=rule_id, changes=trail))


@action(needs=Can.MANAGE_AUTOMATION)
async def restore_rule(tx: Tx, rule_id: UUID) -> Rule:
    """Take the removal of a rule back; it is on again if it was."""
    names = await automation.lock_names(tx)
    name = await bring_back(tx, Removable.RULE, rule_id)
    if name is not None:
        if name in names:
            raise Conflict(f"Another one is called “{name}” by now. Rename that one, then take this one back.")
        await _check_room(tx, beside=1)
        await automation.resume(tx, rule_id)
        await tx.emit(RuleRestored(rule_id=rule_id, changes={"name": (None, name)}))
    return await _held(tx, rule_id)


def missing() -> NotFound:
    """Return the refusal of a rule that is not there."""
    return NotFound("There is no such rule; it may have been removed.")


async def checked_rule(tx: Tx, content: Content) -> Content:
    """Return a rule as it will be kept; refuse one that could not do its work, with a sentence for each flaw."""
    form = [one for one in await fields.every(tx) if one.is_active]
    found = checked(content, kinds_of({one.key: one.kind for one in form}))
    if found.effects.fields:
        field.values_of(form, found.effects.fields)
    await _check_words(tx, found.effects)
    await _check_people(tx, found.effects)
    return found


async def _held(tx: Tx, rule_id: UUID) -> Rule:
    held = await automation.locked(tx, rule_id)
    if held is None or held.removed_at is not None:
        raise missing()
    return held


async def _check_renamed(tx: Tx, held: Rule, content: Content) -> None:
    """Refuse a new name that another rule has; one that two have since long may stay."""
    if content.name != held.name:
        _check_name(content.name, await automation.lock_names(tx))


def _check_name(name: str, names: set[str]) -> None:
    if name in names:
        raise Invalid({"name": f"“{name}” is another rule's; choose one of its own"})


async def _check_room(tx: Tx, *, beside: int = 0) -> None:
    if await automation.count(tx) - beside >= MOST:
        raise Conflict(f"There are {MOST} rules already, which is as many as a workspace has. Remove one first.")


async def _check_words(tx: Tx, effects: Effects) -> None:
    """Refuse a template or a category that a rule could not use."""
    if effects.template_id is not None:
        template = await templates.by_id(tx, effects.template_id)
        if template is None or template.kind is not Kind.REPLY or template.scope is not Scope.SHARED:
            raise Invalid({"templateId": f"“{effects.template_id}” is not a reply template that every agent has"})
    if effects.category not in {None, NOBODY} and await categories.by_key(tx, effects.category) is None:
        raise Invalid({"category": f"“{effects.category[:60]}” is not the key of a category, or “{NOBODY}”"})


async def _check_people(tx: Tx, effects: Effects) -> None:
    """Refuse an agent or a team that a rule could not give tickets to, or tell."""
    if effects.assignee not in {None, NOBODY}:
        account = await people.by_id(tx, UUID(effects.assignee))
        if account is None or account.role is Role.CUSTOMER or not account.is_active:
            raise Invalid({"assignee": f"“{effects.assignee}” is not an active agent of this workspace"})
    if effects.team not in {None, NOBODY}:
        team = await teams.name_of(tx, UUID(effects.team))
        if team is None or not team[1]:
            raise Invalid({"team": f"“{effects.team}” is not an active team of this workspace"})
    await _check_told(tx, effects)
    await _check_called(tx, effects)


async def _check_told(tx: Tx, effects: Effects) -> None:
    known = {str(one.id) for one in await people.nameable(tx)} if effects.notify else set()
    strange = next((one for one in effects.notify if one != ASSIGNEE and one not in known), None)
    if strange is not None:
        raise Invalid({"notify": f"“{strange[:60]}” is not an active agent or team of this workspace"})


async def _check_called(tx: Tx, effects: Effects) -> None:
    ids = [UUID(one) for one in effects.webhooks]
    known = {one.id for one in await webhooks.among(tx, ids)} if ids else set()
    strange = next((one for one in ids if one not in known), None)
    if strange is not None:
        raise Invalid({"webhooks": f"“{strange}” is not a webhook of this workspace"})


def _told(rule: Rule) -> dict[str, str | None]:
    """Return what the trail tells of a rule."""
    parts = {name: text_of(getattr(rule.content, name)) for name in _PARTS}
    parts["tests"] = msgspec.json.encode(rule.content.tests).decode() if rule.content.tests else None
    return {"name": rule.name, "is_active": text_of(rule.is_active), **parts}
