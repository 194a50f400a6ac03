"""Policies and calendars as one text, as they were saved last."""

from __future__ import annotations

from deskhand.queries.calendars import list_calendars
from deskhand.queries.contract import query
from deskhand.queries.policies import list_policies
from deskhand.rules.access import Can
from deskhand.rules.sla.sheet import sheet_text
from deskhand.store.db import Reading


@query(needs=Can.MANAGE_WORKSPACE)
async def read_sheet(reading: Reading) -> str:
    """Return all policies and calendars as text."""
    calendars, policies = await list_calendars(reading), await list_policies(reading)
    return sheet_text(
        {one.name: one.last.says for one in policies}, {one.name: one.last.says for one in calendars},
        names={one.id: one.name for one in calendars},
    )  # fmt: skip
