"""How often somebody may try to sign in, how long sessions last, and what a password must be."""

from __future__ import annotations

from datetime import datetime, timedelta

from deskhand.kit.text import flaw_in, without_controls

WINDOW = timedelta(minutes=15)
"""Failures are counted in windows of this length."""
FAILURES_PER_ACCOUNT = 10
"""Failures for one e-mail address in a window."""
FAILURES_PER_ADDRESS = 40
"""Failures from one network address in a window."""
SESSION = timedelta(days=14)
"""A session ends this long after it was last used."""
SEEN_EVERY = timedelta(minutes=5)
"""A session's or token's last use is noted at most this often."""
LINK = timedelta(hours=24)
"""A one-time sign-in link works this long."""
SHORTEST_PASSWORD = 10
"""Characters."""
LONGEST_PASSWORD = 256
"""Characters."""


def throttle_keys(email: str, address: str) -> dict[str, int]:
    """Return the keys under which failures are counted, with how many each may have."""
    return {
        f"account:{_storable(email.lower())[:180]}": FAILURES_PER_ACCOUNT,
        f"address:{_storable(address)[:100]}": FAILURES_PER_ADDRESS,
    }


def pause_before(failed: dict[str, tuple[int, datetime]], limits: dict[str, int], now: datetime) -> int:
    """Return the seconds to wait before the next attempt; 0 when it may be made now."""
    ends = [since + WINDOW for key, (count, since) in failed.items() if count >= limits[key]]
    return max((int((end - now).total_seconds()) + 1 for end in ends), default=0)


def flaw_in_password(password: str, *, email: str) -> str | None:
    """Say why a text cannot be a password, or None when it can."""
    if len(password) < SHORTEST_PASSWORD:
        return f"must have {SHORTEST_PASSWORD} characters or more"
    if len(password) > LONGEST_PASSWORD:
        return f"must have {LONGEST_PASSWORD} characters or fewer"
    if flaw_in(password) is not None:
        return "holds a character that cannot be typed again"
    if password.lower() in {email.lower(), email.split("@", 1)[0].lower()} or len(set(password)) < 4:
        return "is too easy to guess"
    return None


def _storable(typed: str) -> str:
    return without_controls(typed).encode("utf-8", "replace").decode()
