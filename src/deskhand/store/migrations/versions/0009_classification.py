"""Categories, tags and fields."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0009_classification")
