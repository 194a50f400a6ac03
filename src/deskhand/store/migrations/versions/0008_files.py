"""Files: uploaded, checked, hung on messages."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0008_files")
