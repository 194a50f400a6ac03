"""Signing up: who may, and links to addresses that are nobody's yet."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0023_sign_up")
