"""Whether a workspace has rules that act by themselves."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0036_has_rules")
