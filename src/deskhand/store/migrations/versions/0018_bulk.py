"""Changes of many tickets at once."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0018_bulk")
