"""API tokens: what happened to them, found by an index."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0024_tokens")
