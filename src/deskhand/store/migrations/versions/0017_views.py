"""Saved views, chosen columns, exports and the orders of lists."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0017_views")
