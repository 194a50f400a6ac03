"""The bin, snoozed and due tickets, and whom a rating is about."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0019_bin")
