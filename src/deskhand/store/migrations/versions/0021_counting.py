"""Counting active tickets from an index alone."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0021_counting")
