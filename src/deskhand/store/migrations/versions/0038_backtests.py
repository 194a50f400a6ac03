"""Rules tried on what happened before."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0038_backtests")
