"""Reports by mail."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0039_report_mails")
