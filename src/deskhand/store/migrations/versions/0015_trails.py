"""What happened to people, teams and organizations."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0015_trails")
