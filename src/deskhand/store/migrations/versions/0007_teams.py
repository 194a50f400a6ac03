"""Teams and what agents see, phones, domains, and more kinds of links."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0007_teams")
