"""${message}."""

from __future__ import annotations

from alembic import op

from deskhand.store.migrations import apply

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Apply the statements."""
    apply(op.get_bind(), "${up_revision}_${message}")
