"""The week of an agent, as the mail of Monday tells it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

KIND = "agent_summary"
"""The type by which somebody switches it off in their preferences."""


class Week(Struct, frozen=True, kw_only=True):
    """What an agent has now, and what they did in a week."""

    user_id: UUID
    email: str
    preferences: Any
    open: int
    waiting: int
    solved: int
    rated: int
    rating: float | None

    @property
    def is_wanted(self) -> bool:
        """Whether their preferences let it through; who says nothing gets it."""
        return wants(self.preferences, KIND)

    def figures(self, since: datetime, until: datetime, *, zone: ZoneInfo) -> dict[str, str]:
        """Return the figures as the mail shows them; the rating is empty where nobody rated."""
        last = until - timedelta(seconds=1)
        return {
            "since": since.astimezone(zone).date().isoformat(), "until": last.astimezone(zone).date().isoformat(),
            "open": str(self.open), "waiting": str(self.waiting), "solved": str(self.solved),
            "rated": str(self.rated), "rating": "" if self.rating is None else f"{self.rating:.1f}",
        }  # fmt: skip


def wants(preferences: Any, kind: str) -> bool:
    """Say whether somebody's preferences let mails of a kind through; who says nothing gets them."""
    of_mail = preferences.get("email") if isinstance(preferences, dict) else None
    said = of_mail if isinstance(of_mail, dict) else {}
    return said.get("enabled") is not False and said.get(kind) is not False


def last_week(now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return when the week before this one began and ended, from Monday to Monday at midnight in a time zone."""
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    begin, end = (datetime(day.year, day.month, day.day, tzinfo=zone) for day in (monday - timedelta(days=7), monday))
    return begin.astimezone(UTC), end.astimezone(UTC)
