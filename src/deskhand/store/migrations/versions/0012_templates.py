"""Templates and macros."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0012_templates")
