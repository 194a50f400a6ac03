"""The owner functions that pass the wall."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0006_everywhere")
