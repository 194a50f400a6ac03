"""Calendars and policies that can be put aside, and their trails."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0030_deadlines")
