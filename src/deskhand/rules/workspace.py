"""What an admin may set about the workspace itself, with a sentence for each field that cannot be taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from msgspec import UNSET, Struct, UnsetType, convert

from deskhand.kit.text import without_controls
from deskhand.rules import brand, draft
from deskhand.rules.auto_close import DAYS, Policy, flaw_in_days
from deskhand.rules.errors import Invalid
from deskhand.rules.logo import Logo
from deskhand.rules.rating import LONGEST_SURVEY_HOURS
from deskhand.rules.sign_up import SignUp
from deskhand.rules.zone import flaw_in_zone

NAME_LIMIT = 60
"""Characters of the workspace's name, which stands in every title and mail."""
WELCOME_LIMIT = 300
"""Characters of the sentence on the portal's first page."""
LANGUAGES = {
    "en": "English", "de": "Deutsch", "fr": "Français", "es": "Español", "sw": "Kiswahili", "ar": "العربية",
}  # fmt: skip
"""The languages that the desk speaks, each under its own name."""


class Profile(Struct, frozen=True, kw_only=True):
    """The workspace as everybody meets it; an empty accent is the shipped one, an empty dark one follows from it."""

    name: str
    accent: str = ""
    accent_dark: str = ""
    support_address: str = ""
    welcome: str = ""
    time_zone: str = "UTC"
    language: str = "en"
    survey_hours: int | None = None
    """Hours after closing at which requesters are asked how satisfied they are; 0 for never, None as the desk does."""
    auto_close_days: int | None = None
    """Days without a word after which idle tickets are closed; 0 for never, None as the desk does."""
    auto_close_warning_days: int | None = None
    """Days without a word after which their requesters are told."""
    sign_up: str = SignUp.OPEN.value
    """Who may make an account of their own: a value of `SignUp`."""
    logo: Logo | None = None


class ProfileChange(Struct, frozen=True, kw_only=True):
    """Any subset of the profile's fields."""

    name: str | UnsetType = UNSET
    accent: str | UnsetType = UNSET
    accent_dark: str | UnsetType = UNSET
    support_address: str | UnsetType = UNSET
    welcome: str | UnsetType = UNSET
    time_zone: str | UnsetType = UNSET
    language: str | UnsetType = UNSET
    survey_hours: int | UnsetType | None = UNSET
    auto_close_days: int | UnsetType | None = UNSET
    auto_close_warning_days: int | UnsetType | None = UNSET
    sign_up: str | UnsetType = UNSET


def profile_of(row: Mapping[str, Any]) -> Profile:
    """Return the profile that a row of workspaces holds."""
    own = {name: row[name] for name in ("name", "time_zone", "language", "sign_up")}
    own |= {name: row.get(name) for name in ("survey_hours", "auto_close_days", "auto_close_warning_days", "logo")}
    return convert({**(row["brand"] or {}), **own}, Profile)


@dataclass(frozen=True, slots=True)
class Changed:
    """A profile after a change, and what became of each field: from, to."""

    profile: Profile
    changes: dict[str, tuple[str | None, str | None]]


_API_NAMES = {
    "time_zone": "timeZone", "accent_dark": "accentDark", "support_address": "supportAddress",
    "survey_hours": "surveyHours", "auto_close_days": "autoCloseDays",
    "auto_close_warning_days": "autoCloseWarningDays", "sign_up": "signUp",
}  # fmt: skip

_CHOICES: dict[str, tuple[str, ...]] = {"language": tuple(LANGUAGES), "sign_up": tuple(SignUp)}


def changed(old: Profile, wanted: ProfileChange) -> Changed:
    """Return the profile with the wanted fields; refuse with a sentence for each that cannot be taken."""
    given = {name: _tidy(value) for name in wanted.__struct_fields__ if (value := getattr(wanted, name)) is not UNSET}
    flaws = {_API_NAMES.get(name, name): flaw for name, value in given.items() if (flaw := _flaw(name, value))}
    if flaws:
        raise Invalid(flaws)
    values = {name: given.get(name, getattr(old, name)) for name in old.__struct_fields__}
    _check_closing(values, given)
    changes = {
        name: (_told(getattr(old, name)), _told(value))
        for name, value in given.items() if value != getattr(old, name)
    }  # fmt: skip
    return Changed(Profile(**values), changes)


def closing_policy(own: Profile, shipped: Policy) -> Policy:
    """Return when idle tickets are closed: as the workspace says, and where it says nothing, as the desk does."""
    days = shipped.days if own.auto_close_days is None else own.auto_close_days
    warning = shipped.warning_days if own.auto_close_warning_days is None else own.auto_close_warning_days
    return Policy(days, min(warning, max(days - 1, 1)))


def _check_closing(values: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    if not given.keys() & {"auto_close_days", "auto_close_warning_days"}:
        return
    days, warning = values["auto_close_days"], values["auto_close_warning_days"]
    flaw = flaw_in_days(DAYS if days is None else days, 1 if warning is None else warning)
    if flaw is not None:
        raise Invalid(dict([flaw]))


def _tidy(value: str | int | None) -> Any:
    return without_controls(value).strip() if isinstance(value, str) else value


def _told(value: str | int | None) -> str | None:
    return None if value is None else str(value) or None


def _flaw(name: str, value: Any) -> str | None:
    if name == "survey_hours":
        return _flaw_in_hours(value)
    if name in {"auto_close_days", "auto_close_warning_days"}:
        return None  # checked together
    if name == "name":
        return draft.flaw_in_line(value, limit=NAME_LIMIT)
    if name == "time_zone":
        return flaw_in_zone(value)
    if name in _CHOICES:
        known = _CHOICES[name]
        return None if value in known else f"“{value[:20]}” is not one of: {', '.join(known)}"
    if not value:
        return None
    checks = {
        "accent": brand.flaw_in_light,
        "accent_dark": brand.flaw_in_dark,
        "support_address": draft.flaw_in_email,
    }
    return checks[name](value) if name in checks else draft.flaw_in_line(value, limit=WELCOME_LIMIT)


def _flaw_in_hours(value: int | None) -> str | None:
    if value is None or 0 <= value <= LONGEST_SURVEY_HOURS:
        return None
    return f"“{value}” is not a number of hours from 0, for never, to {LONGEST_SURVEY_HOURS}"
