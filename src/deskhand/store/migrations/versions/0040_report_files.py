"""Tables of reports that go out with mails."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0040_report_files")
