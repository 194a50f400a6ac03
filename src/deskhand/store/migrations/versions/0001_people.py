"""Workspaces and the people in them."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0001_people")
