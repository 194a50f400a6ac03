"""What happened to tickets, counted by hour."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0028_statistics")
