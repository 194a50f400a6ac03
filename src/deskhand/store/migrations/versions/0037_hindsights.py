"""What a draft of a policy would have made of past tickets."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0037_hindsights")
