"""What is written with every ticket asks for its workspace no more."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0041_hot_rows")
