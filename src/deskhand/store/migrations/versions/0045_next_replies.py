"""Next replies in the report of kept deadlines."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0045_next_replies")
