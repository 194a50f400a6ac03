"""Waits that ended with their tickets."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0042_ended_waits")
