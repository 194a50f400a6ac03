"""Tickets, their messages and their numbers."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0002_tickets")
