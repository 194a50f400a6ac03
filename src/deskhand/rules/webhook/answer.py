"""What endpoints of webhooks answer means, and which secrets sign what is sent to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from deskhand.rules.errors import Permanent, Temporary, Trouble

LONGEST_PAUSE = 12 * 3600
"""Seconds that an endpoint can ask us to wait before the next attempt."""
ROTATION = timedelta(hours=24)
"""How long the secret before the present one is signed with too."""
ENDS = "opt_out"
"""The class of failure by which an endpoint asks for no more messages."""
_GONE = 410
_MAY_PASS = frozenset({408, 425, 429})
"""Answers below 500 that say nothing of the request itself: too slow, too early, too many."""


def trouble_of(status: int, *, retry_after: str | None, now: datetime) -> Trouble | None:
    """Return what an endpoint's answer means, or None when it took the message: any status of 200 to 299.

    Whatever else may change on its side is tried again: everything but 410, by which it asks for no more.
    """
    if 200 <= status < 300:
        return None
    if status == _GONE:
        return Permanent("It answered 410 Gone, which asks for no more messages.", kind=ENDS)
    if status in _MAY_PASS or status >= 500:
        return Temporary(f"It answered {status}.", after=_pause(retry_after, now))
    if 300 <= status < 400:
        leads = f"It answered {status}. Redirects are not followed: write the address that it leads to."
        return Permanent(leads, kind="config")
    return Permanent(f"It answered {status}, so it does not take what we send.", kind="config")


def signed_with(secrets: Sequence[str], *, rotated_at: datetime | None, now: datetime) -> tuple[str, ...]:
    """Return the secrets that sign a message, the present one first; the one before it for a day after a change."""
    is_recent = rotated_at is not None and now < rotated_at + ROTATION
    return tuple(secrets[: 2 if is_recent else 1])


def _pause(said: str | None, now: datetime) -> float | None:
    if said is None:
        return None
    text = said.strip()
    if text.isascii() and text.isdigit() and len(text) <= 9:
        return float(min(int(text), LONGEST_PAUSE))
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((aware - now).total_seconds(), 0.0), LONGEST_PAUSE)
