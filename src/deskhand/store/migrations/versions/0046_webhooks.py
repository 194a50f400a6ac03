"""Webhooks."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0046_webhooks")
