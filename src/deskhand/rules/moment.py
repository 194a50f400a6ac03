"""Which moments somebody can mean: those of a span in which every calendar, zone and database can reckon."""

from __future__ import annotations

from datetime import UTC, datetime

from deskhand.rules.errors import Invalid

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)


def flaw_in_moment(moment: datetime) -> str | None:
    """Say why a moment with a zone cannot be meant, or None."""
    if EARLIEST <= moment <= LATEST:
        return None
    return f"“{moment.isoformat(timespec='seconds')}” is not between the years {EARLIEST.year} and {LATEST.year}"


def in_utc(moment: datetime, *, field: str) -> datetime:
    """Return a moment with a zone in UTC; refuse one that nobody can mean, by the name of its field."""
    flaw = flaw_in_moment(moment)
    if flaw is not None:
        raise Invalid({field: flaw})
    return moment.astimezone(UTC)
