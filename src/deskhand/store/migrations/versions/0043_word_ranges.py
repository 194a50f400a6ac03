"""Words of tickets in ranges of time."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "0043_word_ranges")
