"""Events, jobs and the timetable."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0003_events")
