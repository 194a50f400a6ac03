"""Removals that can be taken back."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0044_removals")
