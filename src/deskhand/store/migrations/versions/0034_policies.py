"""Trails of calendars and of policies, found by an index."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0034_policies")
