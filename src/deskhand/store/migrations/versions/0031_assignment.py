"""Who is given tickets by the desk itself."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0031_assignment")
