"""Words to search by."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0010_search")
