"""Rules that act on tickets by themselves."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0032_automation")
