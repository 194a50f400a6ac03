"""The workspace itself."""

from __future__ import annotations

from deskhand.queries.contract import query
from deskhand.rules.access import Can
from deskhand.store.db import Reading


@query(needs=Can.MANAGE_PEOPLE)
async def base_url(reading: Reading) -> str:
    """Return the address that the workspace's links begin with, without a slash at its end."""
    found = await reading.value("select base_url from workspaces where id = $1", reading.workspace_id)
    return str(found).rstrip("/")
