"""What a start finds ready: migrations, the first workspace, its months of events, its timetable, its admin."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import asyncpg
import structlog

from deskhand.actions.clocks import override_minutes
from deskhand.actions.contract import act
from deskhand.actions.housekeeping import move_to_address, set_survey_default
from deskhand.actions.people import ensure_admin, make_sign_in_link
from deskhand.app import timetable
from deskhand.app.postgres.addresses import Addresses
from deskhand.app.postgres.psql import address_variables
from deskhand.door.keys import LINK, Keys
from deskhand.kit import clock, crypt
from deskhand.reactions.housekeeping import make_partitions
from deskhand.rules.access import System
from deskhand.rules.errors import NoRoom
from deskhand.rules.settings import Settings
from deskhand.store import everywhere
from deskhand.store.migrations import HEAD, migrate, revision_of

_log = structlog.get_logger("deskhand.setup")

DEFAULT = "default"
"""Slug of the first workspace."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """The first workspace, and the one-time link of an admin who has no password yet."""

    workspace_id: UUID
    sign_in: str | None


async def bring_up_to_date(addresses: Addresses) -> None:
    """Run the migrations that are missing; an up-to-date database costs one query."""
    if await revision_of(addresses.runtime) != HEAD:
        role = address_variables(addresses.runtime)["PGUSER"]
        await asyncio.to_thread(migrate, addresses.owner, runtime_role=role)


async def operator() -> System:
    """Return the operator at the command line, in the first workspace."""
    return System((await everywhere.workspaces())[0], "operator")


async def prepare(settings: Settings, keys: Keys, *, link: bool = True, serves: bool = False) -> Prepared:
    """Make what a desk cannot be without; safe to call at every start, from many processes.

    `link` asks for a one-time sign-in link when no admin has a password yet; `serves` says that this process
    answers at the settings' address, which links then begin with. On a disk without room a desk that was ready
    before is taken as it is: people can read on.
    """
    found = await everywhere.workspaces()
    try:
        return await _prepare(found, settings, keys=keys, link=link, serves=serves)
    except NoRoom:
        if not found:
            raise
        _log.warning("no_room_to_prepare", what="The disk is nearly full; the desk starts as it was, for reading.")
        return Prepared(found[0], sign_in=None)


async def _prepare(found: list[UUID], settings: Settings, *, keys: Keys, link: bool, serves: bool) -> Prepared:
    workspace_id = found[0] if found else await _first_workspace(settings)
    if serves:
        await act(System(workspace_id, "setup"), move_to_address, settings.base_url)
        await act(System(workspace_id, "setup"), set_survey_default, timedelta(milliseconds=settings.survey_delay_ms))
    if serves:
        for each in await everywhere.workspaces():
            await act(System(each, "setup"), override_minutes, settings.sla_minutes)
    await make_partitions(System(workspace_id, "setup"))
    await timetable.ensure_entries()
    sign_in = await _admin_link(workspace_id, settings, keys=keys, make=link)
    return Prepared(workspace_id, sign_in=sign_in)


async def _first_workspace(settings: Settings) -> UUID:
    """Make the first workspace, or return the one that another process made meanwhile."""
    try:
        return await everywhere.make_workspace(
            slug=DEFAULT, name="Deskhand", base_url=settings.base_url, now=clock.now()
        )
    except asyncpg.UniqueViolationError:
        return (await everywhere.workspaces())[0]


async def _admin_link(workspace_id: UUID, settings: Settings, *, keys: Keys, make: bool) -> str | None:
    setup = System(workspace_id, "setup")
    if await act(setup, ensure_admin, settings.admin_email) or not make:
        return None
    token = crypt.new_token()
    await act(setup, make_sign_in_link, settings.admin_email, keys.digest(LINK, token))
    return f"{settings.base_url}/sign-in/link/{token}"
