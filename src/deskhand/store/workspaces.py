"""Rows of workspaces."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from deskhand.rules.errors import NotFound
from deskhand.rules.logo import Logos
from deskhand.rules.rating import SURVEY_HOURS
from deskhand.rules.sign_up import SignUp
from deskhand.rules.workspace import Profile, profile_of
from deskhand.store.db import Tx

TRAIL = 20
"""Changes of the workspace that its own page remembers; the audit log keeps all."""
_PROFILE = """
    select name, time_zone, language, sign_up, settings -> 'brand' as brand, settings -> 'survey_hours' as survey_hours,
           settings -> 'auto_close_days' as auto_close_days,
           settings -> 'auto_close_warning_days' as auto_close_warning_days,
           settings -> 'logos' -> 'now' as logo
    from workspaces where id = $1 for update
"""


async def locked_profile(tx: Tx) -> Profile:
    """Return how the workspace presents itself; others who would change it wait."""
    row = await tx.row(_PROFILE, tx.workspace_id)
    if row is None:
        raise NotFound("There is no such workspace.")
    return profile_of(dict(row))


async def set_profile(tx: Tx, new: Profile) -> None:
    """Write how the workspace presents itself."""
    brand = {
        name: getattr(new, name) for name in ("accent", "accent_dark", "support_address", "welcome")
        if getattr(new, name)
    }  # fmt: skip
    await tx.change(
        "update workspaces set name = $2, time_zone = $3, language = $4, sign_up = $7, "
        "settings = settings - array['survey_hours', 'auto_close_days', 'auto_close_warning_days'] "
        "|| jsonb_build_object('brand', $5::jsonb) || jsonb_strip_nulls(jsonb_build_object('survey_hours', $6::int, "
        "'auto_close_days', $8::int, 'auto_close_warning_days', $9::int)) where id = $1",
        tx.workspace_id, new.name, new.time_zone, new.language, msgspec.json.encode(brand).decode(), new.survey_hours,
        new.sign_up, new.auto_close_days, new.auto_close_warning_days,
    )  # fmt: skip


async def locked_logos(tx: Tx) -> Logos:
    """Return the workspace's logos; others who would change them wait."""
    found = await tx.value(
        "select coalesce(settings -> 'logos', '{}') from workspaces where id = $1 for update", tx.workspace_id
    )
    return msgspec.convert(found, Logos)


async def set_logos(tx: Tx, new: Logos) -> None:
    """Write the workspace's logos."""
    await tx.change(
        "update workspaces set settings = settings || jsonb_build_object('logos', $2::jsonb) where id = $1",
        tx.workspace_id, msgspec.json.encode(new).decode(),
    )  # fmt: skip


async def sign_up_policy(tx: Tx) -> SignUp:
    """Return who may make an account of their own."""
    return SignUp(await tx.value("select sign_up from workspaces where id = $1", tx.workspace_id))


async def remember_change(tx: Tx, event_id: UUID) -> None:
    """Keep the id of the newest change, so that the workspace's own page finds it without searching."""
    await tx.change(
        "update workspaces set settings = jsonb_set(settings, '{trail}', (select jsonb_agg(e.id order by e.at) from "
        "(select id, at from jsonb_array_elements_text(coalesce(settings -> 'trail', '[]') || to_jsonb($2::text)) "
        "with ordinality as e (id, at) order by at desc limit $3) e)) where id = $1",
        tx.workspace_id, str(event_id), TRAIL,
    )  # fmt: skip


async def survey_delay(tx: Tx) -> timedelta:
    """Return how long after closing requesters are asked how satisfied they are; none when they are not."""
    row = await tx.row(
        "select settings -> 'survey_hours' as hours, settings -> 'survey_default' as seconds from workspaces "
        "where id = $1",
        tx.workspace_id,
    )  # fmt: skip
    if row is None or (row["hours"] is None and row["seconds"] is None):
        return timedelta(hours=SURVEY_HOURS)
    return timedelta(seconds=row["seconds"]) if row["hours"] is None else timedelta(hours=row["hours"])


async def set_survey_default(tx: Tx, delay: timedelta) -> None:
    """Write the delay of the survey that holds while the workspace has set none."""
    await tx.change(
        "update workspaces set settings = settings || jsonb_build_object('survey_default', $2::int) "
        "where id = $1 and settings -> 'survey_default' is distinct from to_jsonb($2::int)",
        tx.workspace_id, int(delay.total_seconds()),
    )  # fmt: skip


async def set_base_url(tx: Tx, base_url: str) -> None:
    """Write the address that the workspace's links begin with."""
    await tx.change("update workspaces set base_url = $2 where id = $1 and base_url <> $2", tx.workspace_id, base_url)


async def note_served(tx: Tx) -> bool:
    """Write when the workspace was first served, once; return whether this is that time."""
    touched = await tx.change(
        "update workspaces set settings = settings || jsonb_build_object('first_served_at', $2::timestamptz) "
        "where id = $1 and not settings ? 'first_served_at'",
        tx.workspace_id, tx.now,
    )  # fmt: skip
    return touched == 1


async def note_summary(tx: Tx, until: datetime) -> bool:
    """Write that agents were told of the week that ended then; False when they were."""
    touched = await tx.change(
        "update workspaces set settings = settings || jsonb_build_object('summary_until', $2::timestamptz) "
        "where id = $1 and coalesce((settings ->> 'summary_until')::timestamptz, '-infinity') < $2",
        tx.workspace_id, until,
    )  # fmt: skip
    return touched == 1


async def note_report(tx: Tx, until: datetime) -> bool:
    """Write that admins were told of the deadlines of the days until then; False when they were."""
    touched = await tx.change(
        "update workspaces set settings = settings || jsonb_build_object('sla_report_until', $2::timestamptz) "
        "where id = $1 and coalesce((settings ->> 'sla_report_until')::timestamptz, '-infinity') < $2",
        tx.workspace_id, until,
    )  # fmt: skip
    return touched == 1
