"""The workspace itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from deskhand.queries.contract import query
from deskhand.rules.access import Can
from deskhand.rules.errors import NotFound
from deskhand.rules.events import Change
from deskhand.rules.workspace import Profile, profile_of
from deskhand.store.db import Reading


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the workspace: who, when, from what to what."""

    who: str
    at: datetime
    changes: dict[str, Change]


@dataclass(frozen=True, slots=True)
class Trail:
    """The latest changes of the workspace, and whether the last one of its logo can be taken back."""

    steps: list[Step]
    can_undo_logo: bool


_PROFILE = """
    select name, time_zone, language, sign_up, settings -> 'brand' as brand, settings -> 'survey_hours' as survey_hours,
           settings -> 'auto_close_days' as auto_close_days,
           settings -> 'auto_close_warning_days' as auto_close_warning_days,
           settings -> 'logos' -> 'now' as logo
    from workspaces where id = $1
"""
_TRAIL = """
    select e.actor_name, e.created_at, e.payload -> 'changes' as changes,
           coalesce((w.settings -> 'logos' ->> 'can_undo')::boolean, false) as can_undo_logo
    from workspaces w
    cross join jsonb_array_elements_text(coalesce(w.settings -> 'trail', '[]')) as kept (id)
    join events e on e.workspace_id = w.id and e.id = kept.id::uuid
    where w.id = $1 order by e.id desc
"""


@query(needs=Can.MANAGE_PEOPLE)
async def base_url(reading: Reading) -> str:
    """Return the address that the workspace's links begin with, without a slash at its end."""
    found = await reading.value("select base_url from workspaces where id = $1", reading.workspace_id)
    return str(found).rstrip("/")


@query(needs=Can.SIGN_IN)
async def profile(reading: Reading) -> Profile:
    """Return how the workspace presents itself, which strangers see too."""
    row = await reading.row(_PROFILE, reading.workspace_id)
    if row is None:
        raise NotFound("There is no such workspace.")
    return profile_of(dict(row))


@query(needs=Can.MANAGE_WORKSPACE)
async def trail(reading: Reading) -> Trail:
    """Return the latest changes of the workspace, the newest first."""
    rows = await reading.rows(_TRAIL, reading.workspace_id)
    steps = [
        Step(
            who=row["actor_name"], at=row["created_at"],
            changes={name: (old, new) for name, (old, new) in row["changes"].items()},
        )
        for row in rows
    ]  # fmt: skip
    return Trail(steps, any(row["can_undo_logo"] for row in rows))
