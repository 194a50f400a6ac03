"""Deliveries, their attempts and the notification log."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0004_deliveries")
