"""Watchers, links and merges."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0016_watchers")
