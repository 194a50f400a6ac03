"""Teams: making and changing them, and giving what waits for one to another."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from deskhand.actions.contract import action
from deskhand.actions.handing import HandedOver, hand_over
from deskhand.actions.tickets import TicketChange
from deskhand.rules import events
from deskhand.rules.access import Can
from deskhand.rules.errors import Conflict, Invalid, NotFound
from deskhand.rules.teams import Team, changes_of, check_is_empty_handed, checked
from deskhand.rules.users import HANDED_AT_ONCE
from deskhand.store import teams, tickets
from deskhand.store.db import Tx


class TeamChange(Struct, frozen=True, kw_only=True):
    """The parts of a team that somebody wants; members and categories are whole lists of ids."""

    name: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    member_ids: list[UUID] | UnsetType = UNSET
    category_ids: list[UUID] | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET


@action(needs=Can.MANAGE_PEOPLE)
async def add_team(tx: Tx, wanted: TeamChange) -> UUID:
    """Make a team."""
    blank = Team(id=tx.new_id(), name="")
    team = await _wanted(tx, blank, wanted)
    await _write(tx, team, before=None)
    await tx.emit(events.TeamCreated(team_id=team.id, label=team.name, changes=changes_of(blank, team)))
    await _tell_members(tx, blank, team)
    return team.id


@action(needs=Can.MANAGE_PEOPLE)
async def change_team(tx: Tx, team_id: UUID, wanted: TeamChange) -> None:
    """Change any parts of a team at once; one that is closed has no members, categories or active tickets."""
    before = await _locked(tx, team_id)
    if wanted.is_active is False:
        wanted = replace(wanted, member_ids=[], category_ids=[])
    team = await _wanted(tx, before, wanted)
    if before.is_active and not team.is_active:
        check_is_empty_handed(held=len(await tickets.with_team(tx, team_id, most=HANDED_AT_ONCE)))
    changes = changes_of(before, team)
    if not changes:
        return
    await _write(tx, team, before=before)
    await tx.emit(events.TeamChanged(team_id=team.id, label=team.name, changes=changes))
    await _tell_members(tx, before, team)


@action(needs=Can.MANAGE_PEOPLE)
async def give_to_team(tx: Tx, team_id: UUID, *, to: UUID | None) -> HandedOver:
    """Give the active tickets of a team to another one, or to none; the oldest first, 100 at most."""
    team = await _locked(tx, team_id)
    if to == team_id:
        raise Invalid({"teamId": f"“{to}” is the team that has the tickets now"})
    wanted = TicketChange(team_id=to, reason=f"Handed over from {team.name}.")
    return await hand_over(tx, partial(tickets.with_team, tx, team_id), wanted)


async def _locked(tx: Tx, team_id: UUID) -> Team:
    team = await teams.locked(tx, team_id)
    if team is None:
        raise NotFound("There is no such team.")
    return team


async def _wanted(tx: Tx, before: Team, wanted: TeamChange) -> Team:
    """Return the team as it is to be; refuse members who are no agents, and categories that are not there."""
    members, categories = before.members, before.categories
    if wanted.member_ids is not UNSET:
        members = {**await teams.agents_among(tx, wanted.member_ids), **_kept(before.members, wanted.member_ids)}
        _check_known(wanted.member_ids, members, field="memberIds", what="an active agent")
    if wanted.category_ids is not UNSET:
        categories = await teams.categories_among(tx, wanted.category_ids)
        _check_known(wanted.category_ids, categories, field="categoryIds", what="a category")
    return checked(
        Team(
            id=before.id, name=before.name if wanted.name is UNSET else wanted.name,
            description=before.description if wanted.description is UNSET else wanted.description,
            is_active=before.is_active if wanted.is_active is UNSET else wanted.is_active,
            members=members, categories=categories,
        )
    )  # fmt: skip


def _kept(before: dict[UUID, str], wanted: list[UUID]) -> dict[UUID, str]:
    """Whoever is in the team may stay in it, also when they are deactivated."""
    return {user_id: name for user_id, name in before.items() if user_id in wanted}


def _check_known(wanted: list[UUID], found: dict[UUID, str], *, field: str, what: str) -> None:
    unknown = next((one for one in wanted if one not in found), None)
    if unknown is not None:
        raise Invalid({field: f"“{unknown}” is not {what} of this workspace"})


async def _write(tx: Tx, team: Team, *, before: Team | None) -> None:
    if not await teams.write(tx, team, before=before):
        raise Conflict(f"There is a team called “{team.name}” already.")


async def _tell_members(tx: Tx, before: Team, after: Team) -> None:
    """Tell of each who joined or left, so that it stands in their own trail."""
    for user_id in sorted(set(after.members) - set(before.members)):
        await tx.emit(events.PersonChanged(user_id=user_id, changes={"team": (None, after.name)}))
    for user_id in sorted(set(before.members) - set(after.members)):
        await tx.emit(events.PersonChanged(user_id=user_id, changes={"team": (before.name, None)}))
