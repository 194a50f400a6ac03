"""Which time zones can be chosen: those of the IANA database, which mean the same on every machine."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

_OF_THE_HOST = {"localtime", "posixrules"}


@cache
def zones() -> frozenset[str]:
    """Return the names of all time zones."""
    return frozenset(available_timezones() - _OF_THE_HOST)


def flaw_in_zone(name: str) -> str | None:
    """Say why this is not the name of a time zone, or None when it is."""
    return None if name in zones() else f"“{name[:60]}” is not a time zone such as Europe/Berlin"
