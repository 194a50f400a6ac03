"""Service levels: calendars and policies in versions, the clock events of tickets, and what is due next."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0027_clocks")
