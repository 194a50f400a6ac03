"""What requesters say of a ticket that is done."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0013_ratings")
