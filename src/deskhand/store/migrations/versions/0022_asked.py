"""Fields that only hidden categories ask."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0022_asked")
