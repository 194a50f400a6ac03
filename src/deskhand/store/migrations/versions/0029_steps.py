"""What was raised of clocks, by the steps of policies."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0029_steps")
