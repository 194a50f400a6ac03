"""Whom the reports of the desk go to."""

from __future__ import annotations

from deskhand.queries.contract import query
from deskhand.rules.access import Can
from deskhand.rules.sla_report import KIND, Reader
from deskhand.rules.summary import wants
from deskhand.store.db import Reading


@query(needs=Can.OPERATE)
async def report_readers(reading: Reading) -> list[Reader]:
    """Return the admins of the workspace who can sign in."""
    rows = await reading.rows(
        "select id as user_id, email, notification_preferences as preferences from users "
        "where workspace_id = $1 and role = 'admin' and is_active and not is_demo order by id",
        reading.workspace_id,
    )  # fmt: skip
    return [Reader(**dict(row)) for row in rows]


@query(needs=Can.MANAGE_WORKSPACE)
async def gets_report(reading: Reading) -> bool:
    """Say whether whoever asks gets the report of each morning."""
    said = await reading.value(
        "select notification_preferences from users where workspace_id = $1 and id = (select deskhand_actor())",
        reading.workspace_id,
    )  # fmt: skip
    return wants(said, KIND)
