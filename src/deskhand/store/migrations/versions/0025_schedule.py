"""The workspace's own time in the timetable, and tickets found by when they fell idle."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0025_schedule")
