"""How people, and the browsers that they come with, are called and told apart."""

from __future__ import annotations

from zlib import crc32

from deskhand.web.reader import gettext as _

HUES = tuple(range(0, 360, 30))


def browser_name(agent: str) -> str:
    """Return the browser and system of a User-Agent as people call them."""
    found = next((name for mark, name in _BROWSERS if mark in agent), None)
    system = next((name for mark, name in _SYSTEMS if mark in agent), None)
    if found and system:
        return _("%(browser)s on %(system)s") % {"browser": found, "system": system}
    return found or system or agent.partition(" ")[0][:40] or _("Unknown browser")


_BROWSERS = (
    ("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


def initials(name: str) -> str:
    """Return the first letters of the first and last word of a name, at most two."""
    parts = name.split() or ["?"]
    return (parts[0][0] + (parts[-1][0] if len(parts) > 1 else "")).upper()


def hue(name: str) -> int:
    """Return a hue that is always the same for a name, one of twelve."""
    return HUES[crc32(name.encode()) % len(HUES)]


def first_name(name: str) -> str:
    """Return the part of a name that one says."""
    return (name.split() or [name])[0]
