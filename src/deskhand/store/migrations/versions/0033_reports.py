"""Reports: kept deadlines, open tickets by day, and figures by organization and tags."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0033_reports")
