"""Trails of the settings are read from an index of their own."""

from __future__ import annotations

from deskhand.queries import trail
from tests.database import Desk


async def test_no_trail_walks_through_all_that_happened(desk: Desk) -> None:
    things = {
        "categories c": trail.OF_CATEGORY, "tags g": trail.OF_TAG, "fields f": trail.OF_FIELD,
        "templates t": trail.OF_TEMPLATE, "macros c": trail.OF_MACRO,
    }  # fmt: skip
    workspace = f"'{desk.system.workspace_id}'::uuid"
    for table, part in things.items():
        plan = await desk.as_owner(f"explain select {part.replace('$1', workspace)} from {table}")  # noqa: S608 (constants)
        told = "\n".join(row[0] for row in plan)
        assert "Index" in told, told
        # What an index holds alone need not be looked at again.
        assert "name = ANY" not in told, told
