"""Row security on every table."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0005_walls")
