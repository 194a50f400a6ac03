"""Tickets by when they were opened."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0035_opening")
