"""When tickets that nobody writes on any more are closed by themselves, and when their requesters are told before."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from deskhand.rules.events import AutoCloseWarned, Event, ResponsePending
from deskhand.rules.ticket import ACTIVE, Status

DAYS = 7
"""Days without a word after which a ticket is closed, unless the desk or its workspace says otherwise."""
WARNING_DAYS = 5
"""Days without a word after which its requester is told."""
LONGEST = 365
IDLE = (Status.WAITING_CUSTOMER, Status.RESOLVED)
"""States in which nobody of ours has anything to do; a ticket that waits for us is never closed by itself."""

WAITS: dict[type[Event], frozenset[Status]] = {
    AutoCloseWarned: frozenset(IDLE),
    ResponsePending: ACTIVE - {Status.WAITING_CUSTOMER},
}
"""States in which somebody still waits, for what tells of that: it is not told once the wait is over."""


class Policy(Struct, frozen=True):
    """After how many days tickets are closed, and after how many their requesters are told; 0 days is never."""

    days: int
    warning_days: int

    @property
    def notice(self) -> timedelta:
        """How long before closing requesters are told at least."""
        return timedelta(days=self.days - self.warning_days)


class Idle(Struct, frozen=True):
    """What decides whether a ticket is closed by itself."""

    status: Status
    last_message_at: datetime
    resolved_at: datetime | None
    warned_at: datetime | None
    is_asleep: bool = False
    is_merged: bool = False

    @property
    def since(self) -> datetime | None:
        """When it fell idle; None when it is not, since somebody of ours has to act or let it sleep."""
        if self.status not in IDLE or self.is_asleep or self.is_merged:
            return None
        return max(self.last_message_at, self.resolved_at or self.last_message_at)

    @property
    def told_at(self) -> datetime | None:
        """When its requester was told of this idleness, None when not yet."""
        since = self.since
        return self.warned_at if self.warned_at and since and self.warned_at >= since else None


def flaw_in_days(days: int, warning_days: int) -> tuple[str, str] | None:
    """Name the field of two numbers that cannot be taken, and say why; None when both can."""
    if not 0 <= days <= LONGEST or days == 1:
        return "autoCloseDays", f"“{days}” is not a number of days from 2 to {LONGEST}, or 0 for never"
    if days and not 1 <= warning_days < days:
        why = f"“{warning_days}” is not a number of days from 1 to {days - 1}, before the ticket is closed"
        return "autoCloseWarningDays", why
    return None


def warning_due(idle: Idle, policy: Policy, *, now: datetime) -> datetime | None:
    """Return when a ticket would be closed whose requester is to be told now; None when they are not."""
    since = idle.since
    if not policy.days or since is None or idle.told_at is not None:
        return None
    if now < since + timedelta(days=policy.warning_days):
        return None
    return max(since + timedelta(days=policy.days), now + policy.notice)


def is_over(idle: Idle, policy: Policy, *, now: datetime) -> bool:
    """Say whether a ticket is to be closed now: idle for long enough, and its requester told in good time."""
    since, told_at = idle.since, idle.told_at
    if not policy.days or since is None or told_at is None:
        return False
    return now >= max(since + timedelta(days=policy.days), told_at + policy.notice)
