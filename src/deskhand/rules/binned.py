"""The bin: how long a deleted ticket can be restored, and what may be said of why it was deleted."""

from __future__ import annotations

from datetime import datetime, timedelta

from deskhand.kit.text import flaw_in, without_controls
from deskhand.rules.errors import Invalid

KEPT = timedelta(days=30)
"""How long a ticket stays in the bin before it is erased."""
REASON_LIMIT = 500
"""Characters of why a ticket was deleted."""


def erased_at(deleted_at: datetime) -> datetime:
    """Return when a ticket that was deleted at a moment is erased."""
    return deleted_at + KEPT


def checked_reason(reason: str) -> str | None:
    """Return a reason as it is kept, None for none; refuse one that cannot be."""
    if (flaw := flaw_in(reason)) is not None:
        raise Invalid({"reason": f"holds {flaw}, which cannot be stored; remove it"})
    kept = without_controls(reason).strip()
    if len(kept) > REASON_LIMIT:
        raise Invalid({"reason": f"is {len(kept):,} characters long; at most {REASON_LIMIT} are allowed"})
    return kept or None
