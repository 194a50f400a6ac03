"""Lists by due date."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0026_due_dates")
