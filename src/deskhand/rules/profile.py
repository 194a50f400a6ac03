"""What people may say of themselves: names, time zone, language, phone numbers."""

from __future__ import annotations

import re

from msgspec import UNSET, Struct, UnsetType

from deskhand.kit.text import without_controls
from deskhand.rules.draft import NAME_LIMIT, flaw_in_line
from deskhand.rules.errors import Invalid
from deskhand.rules.events import Change
from deskhand.rules.zone import flaw_in_zone

PHONES = 10
"""Phone numbers that one person may have."""
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8})?")


class Profile(Struct, frozen=True, kw_only=True):
    """How somebody is called and reads; UNSET fields stay as they are."""

    first_name: str | UnsetType = UNSET
    last_name: str | UnsetType = UNSET
    time_zone: str | UnsetType = UNSET
    language: str | UnsetType = UNSET


def checked(wanted: Profile) -> dict[str, str]:
    """Return the columns that somebody wants, as they will be kept; refuse with a sentence for each flaw."""
    given = {
        "first_name": wanted.first_name, "last_name": wanted.last_name, "time_zone": wanted.time_zone,
        "language": wanted.language,
    }  # fmt: skip
    columns = {name: without_controls(value).strip() for name, value in given.items() if isinstance(value, str)}
    flaws = {_WIRE[name]: flaw for name, value in columns.items() if (flaw := _flaw(name, value)) is not None}
    if flaws:
        raise Invalid(flaws)
    return columns


def changes_between(before: dict[str, str], after: dict[str, str]) -> dict[str, Change]:
    """Return from and to of the columns that differ; an empty text counts as none."""
    return {
        name: (before.get(name) or None, value or None) for name, value in after.items() if before.get(name) != value
    }


def phone_number(typed: str) -> str:
    """Return a phone number as it is kept, E.164; spaces, hyphens, dots, slashes and brackets may stand in it."""
    number = re.sub(r"[\s().\-/\u00a0]", "", typed)
    number = "+" + number[2:] if number.startswith("00") else number
    if _E164.fullmatch(number) is None:
        shown = without_controls(typed).strip()[:40]
        raise Invalid({"phone": f"“{shown}” is not a number with its country's code, such as +49 30 123456"})
    return number


def _flaw(name: str, value: str) -> str | None:
    if name == "time_zone":
        return flaw_in_zone(value)
    if name == "language":
        return None if _LANGUAGE.fullmatch(value) else f"“{value[:20]}” is not a language code such as en or pt-BR"
    return flaw_in_line(value, limit=NAME_LIMIT) if value else None


_WIRE = {"first_name": "firstName", "last_name": "lastName", "time_zone": "timeZone", "language": "language"}
