"""Saying who is there and what they know, what the tickets of categories take, and by what rule tickets are given."""

from __future__ import annotations

from uuid import UUID

from deskhand.actions.contract import action
from deskhand.rules import events
from deskhand.rules.access import Can, Person, require
from deskhand.rules.assignment import Policy
from deskhand.rules.assignment import availability as rules
from deskhand.rules.assignment.availability import Availability, AvailabilityChange, Needs
from deskhand.rules.errors import Invalid, NotFound
from deskhand.store import availability, categories, teams
from deskhand.store.db import Tx


@action(needs=Can.WORK_QUEUE)
async def change_availability(tx: Tx, user_id: UUID, wanted: AvailabilityChange) -> Availability:
    """Change what counts of an agent; agents say of themselves whether they are there, and admins say the rest."""
    is_own = isinstance(tx.actor, Person) and tx.actor.user_id == user_id
    if not is_own or wanted.says_what_they_can:
        require(tx.actor, Can.MANAGE_PEOPLE)
    before = await availability.locked(tx, user_id)
    if before is None:
        raise NotFound("There is no such agent.")
    after = rules.changed(before, wanted, tx.now)
    changes = rules.changes_of(before, after)
    if changes:
        await availability.write(tx, user_id, after)
        await tx.emit(events.PersonChanged(user_id=user_id, changes=changes))
    return after


@action(needs=Can.MANAGE_PEOPLE)
async def set_policy(tx: Tx, team_id: UUID | None, policy: Policy | None) -> None:
    """Have a team's tickets given by a rule, or by that of the workspace; without a team, say what that one is."""
    if team_id is None:
        await _set_default(tx, policy or Policy.OFF)
        return
    found = await availability.team_policy(tx, team_id)
    if found is None:
        raise NotFound("There is no such team.")
    name, before = found
    if before is not policy:
        await availability.set_team_policy(tx, team_id, policy)
        changes: dict[str, events.Change] = {"assignment": (before, policy)}
        await tx.emit(events.TeamChanged(team_id=team_id, label=name, changes=changes))


@action(needs=Can.MANAGE_CLASSIFICATION)
async def set_needs(tx: Tx, category_id: UUID, wanted: Needs) -> Needs:
    """Say which team and skills the tickets of a category take."""
    category = await categories.by_id(tx, category_id)
    if category is None:
        raise NotFound("There is no such category.")
    before = await availability.needs(tx, category_id)
    after = Needs(
        team_id=wanted.team_id, needs=rules.skills_of(wanted.needs, field="needs"),
        prefers=rules.skills_of(wanted.prefers, field="prefers"),
    )  # fmt: skip
    changes = rules.changes_of_needs(before, after, teams=(await _team(tx, before), await _team(tx, after)))
    if changes:
        await availability.set_needs(tx, category_id, after)
        await tx.emit(events.CategoryChanged(category_id=category_id, label=category.name, changes=changes))
    return after


async def _set_default(tx: Tx, policy: Policy) -> None:
    before = await availability.workspace_policy(tx)
    if before is not policy:
        await availability.set_workspace_policy(tx, policy)
        await tx.emit(events.WorkspaceChanged(changes={"assignment": (before, policy)}))


async def _team(tx: Tx, needs: Needs) -> str | None:
    if needs.team_id is None:
        return None
    found = await teams.name_of(tx, needs.team_id)
    if found is None or not found[1]:
        raise Invalid({"teamId": f"“{needs.team_id}” is not an active team of this workspace"})
    return found[0]
