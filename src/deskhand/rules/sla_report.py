"""The report of each morning: which deadlines were kept in the last days, as the mail tells it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from deskhand.rules.statistics import Kept, share_of
from deskhand.rules.summary import wants

KIND = "sla_report"
"""The type by which somebody switches it off in their preferences."""
DAYS = 30
"""Whole days that it tells of."""


class Reader(Struct, frozen=True, kw_only=True):
    """An admin whom the report goes to."""

    user_id: UUID
    email: str
    preferences: Any

    @property
    def is_wanted(self) -> bool:
        """Whether their preferences let it through."""
        return wants(self.preferences, KIND)


def last_days(now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return when the days before this one began and ended, in full hours, at midnight in a time zone."""
    today = now.astimezone(zone).date()
    first = today - timedelta(days=DAYS)
    begin, end = (
        datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC).replace(minute=0) for day in (first, today)
    )
    return begin, end


def rows_of(kept: Sequence[Kept]) -> list[dict[str, str]]:
    """Return the rows of the mail, one for each priority."""
    return [
        {"priority": one.of or "", "opened": str(one.opened), **_shares("response", one), **_shares("resolution", one)}
        for one in kept
    ]


def figures_of(kept: Sequence[Kept], since: datetime, until: datetime, *, zone: ZoneInfo) -> dict[str, str]:
    """Return what the mail says of all together; a share is empty where nothing is decided."""
    last = until - timedelta(seconds=1)
    sums = {
        f"{target}_share": _told(
            sum(getattr(one, f"{target}_met") for one in kept), sum(getattr(one, f"{target}_missed") for one in kept)
        )
        for target in ("response", "resolution")
    }
    days = {"since": since.astimezone(zone).date().isoformat(), "until": last.astimezone(zone).date().isoformat()}
    return {**days, "opened": str(sum(one.opened for one in kept)), **sums}


def _shares(target: str, one: Kept) -> dict[str, str]:
    met, missed = getattr(one, f"{target}_met"), getattr(one, f"{target}_missed")
    return {f"{target}_met": str(met), f"{target}_missed": str(missed), f"{target}_share": _told(met, missed)}


def _told(met: int, missed: int) -> str:
    share = share_of(met, missed)
    return "" if share is None else f"{share:.1f}"
