"""Time zones mean the same on every machine."""

from __future__ import annotations

import pytest

from deskhand.rules.zone import flaw_in_zone


@pytest.mark.parametrize("name", ["Europe/Berlin", "America/New_York", "UTC", "Etc/GMT+3"])
def test_zones_of_the_iana_database_are_taken(name: str) -> None:
    assert flaw_in_zone(name) is None


@pytest.mark.parametrize(
    "name", ["localtime", "posixrules", "Mars/Olympus", "../etc/passwd", "", "\x00", "Europe", "x" * 99]
)
def test_what_depends_on_the_machine_or_is_no_zone_is_refused(name: str) -> None:
    assert flaw_in_zone(name) == f"“{name[:60]}” is not a time zone such as Europe/Berlin"
