"""Drafts on the server, and the time to take a reply back."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0011_drafts")
