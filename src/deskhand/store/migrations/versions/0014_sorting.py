"""What the settings of categories, tags and fields need."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0014_sorting")
