"""What an agent sees follows the categories of their teams; organizations have a sealed Slack address."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0020_queues")
