"""Policies and calendars as one text, as they were saved last."""

from __future__ import annotations

from deskhand.queries.calendars import list_calendars
from deskhand.queries.contract import query
from deskhand.queries.policies import list_policies
from deskhand.rules.access import Can
from deskhand.rules.sla.sheet import sheet_text
from deskhand.rules.sla.step import mentioned
from deskhand.store.db import Reading


@query(needs=Can.MANAGE_WORKSPACE)
async def read_sheet(reading: Reading) -> str:
    """Return all policies and calendars as text."""
    calendars, policies = await list_calendars(reading), await list_policies(reading)
    told = mentioned(step for one in policies for step in one.last.says.steps)
    rows = await reading.rows(
        "select id, email as name from users where workspace_id = $1 and id = any($2) "
        "union all select id, name from teams where workspace_id = $1 and id = any($2)",
        reading.workspace_id, list(told),
    )  # fmt: skip
    names = {row["id"]: row["name"] for row in rows} | {one.id: one.name for one in calendars}
    return sheet_text(
        {one.name: one.last.says for one in policies}, {one.name: one.last.says for one in calendars}, names=names
    )
