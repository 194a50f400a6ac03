"""Reads the environment into the settings; every bad value is named with what would be good."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from functools import partial
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from deskhand.rules.auto_close import LONGEST, flaw_in_days
from deskhand.rules.draft import flaw_in_email
from deskhand.rules.errors import Invalid
from deskhand.rules.file_places import bucket, scanner
from deskhand.rules.mail_server import mail_server
from deskhand.rules.rating import LONGEST_SURVEY_HOURS
from deskhand.rules.settings import Settings
from deskhand.rules.sla.policy import MOST_MINUTES
from deskhand.rules.ticket import Priority

_HIGHEST_PORT = 65_535
_SHORTEST_KEY = 32
_LONGEST_COUNT = 6
_LEVELS = ("debug", "info", "warning", "error")
_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


class BadEnvironment(Exception):
    """Some variables cannot be used; the text has a line for each."""


class StartFailed(Exception):
    """The process cannot start; the text says why and what to do."""


def read_settings(variables: Mapping[str, str]) -> Settings:
    """Return the settings that environment variables describe."""
    values: dict[str, object] = {}
    flaws: list[str] = []
    for field in dataclasses.fields(Settings):
        variable, text = _given(variables, field)
        if text is None:
            continue
        try:
            values[field.name] = _READERS.get(field.name, _text)(text.strip())
        except ValueError as error:
            shown = "(secret)" if field.metadata.get("secret") else f"“{text[:80]}”"
            flaws.append(f"{variable}={shown}: {error}")
    if flaws:
        raise BadEnvironment("\n".join(flaws))
    return Settings(**values)  # type: ignore[arg-type]  # each reader returns its field's type


def _given(variables: Mapping[str, str], field: dataclasses.Field[object]) -> tuple[str, str | None]:
    names: tuple[str, ...] = (field.metadata["variable"], *field.metadata.get("aliases", ()))
    return next(((name, variables[name]) for name in names if variables.get(name, "").strip()), (names[0], None))


def _text(text: str) -> str:
    return text


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 1 <= int(text) <= _HIGHEST_PORT):
        raise ValueError(f"must be a number from 1 to {_HIGHEST_PORT}")
    return int(text)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_COUNT):
        raise ValueError("must be a whole number, 0 or more")
    return int(text)


def _days_to_close(text: str) -> int:
    days = _count(text)
    flaw = flaw_in_days(days, 1)
    if flaw is not None:
        raise ValueError("must be a number of days from 2 to 365, or 0 for never")
    return days


def _milliseconds(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= LONGEST_SURVEY_HOURS * 3_600_000):
        raise ValueError(f"must be a whole number of milliseconds, at most {LONGEST_SURVEY_HOURS // 24} days")
    return int(text)


def _truth(text: str) -> bool:
    if text.lower() in _TRUE | _FALSE:
        return text.lower() in _TRUE
    raise ValueError("must be 1 or 0")


def _address(text: str) -> str:
    if not _is_web_address(text):
        raise ValueError("must be an address such as https://desk.example.com")
    return text.rstrip("/")


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        is_whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return is_whole and text.isprintable() and not set(text) & set(' ?#@\\<>"')


def _mail_server(text: str) -> str:
    return _as_read_by(mail_server, text)


def _bucket(text: str) -> str:
    return _as_read_by(bucket, text)


def _scanner(text: str) -> str:
    return _as_read_by(scanner, text)


def _as_read_by(read: Callable[[str], object], text: str) -> str:
    try:
        read(text)
    except Invalid as refusal:
        raise ValueError("; ".join(refusal.fields.values())) from None
    return text


def _number(text: str, *, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and 1 <= int(text) <= most):
        raise ValueError(f"must be a number from 1 to {most}")
    return int(text)


def _email(text: str) -> str:
    flaw = flaw_in_email(text)
    if flaw is not None:
        raise ValueError(flaw)
    return text.lower()


def _key(text: str) -> str:
    if len(text) < _SHORTEST_KEY:
        raise ValueError(f"must have {_SHORTEST_KEY} characters or more; `openssl rand -hex 32` makes one")
    return text


def _level(text: str) -> str:
    if text.lower() not in _LEVELS:
        raise ValueError(f"must be one of {', '.join(_LEVELS)}")
    return text.lower()


def _networks(text: str) -> tuple[object, ...]:
    try:
        return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise ValueError(f"must be networks such as 10.0.0.0/8, 192.168.1.7 ({error})") from None


_READERS: dict[str, Callable[[str], object]] = {
    "port": _port, "data": Path, "app_url": _address, "demo": _truth, "admin_email": _email,
    "support_email": _email, "secret_key": _key, "log_level": _level, "secure_cookies": _truth,
    "smtp_url": _mail_server, "tickets_per_hour": _count, "trusted_proxies": _networks,
    "outbound_allow": _networks,
    "s3_url": _bucket, "clamd": _scanner, "attachment_mb": partial(_number, most=1000),
    "survey_delay_ms": _milliseconds, "auto_close_days": _days_to_close,
    "auto_close_warning_days": partial(_number, most=LONGEST - 1),
    **{
        f"sla_{target}_{priority}": partial(_number, most=MOST_MINUTES)
        for target in ("first_response", "resolution")
        for priority in Priority
    },
    "attachments_most": partial(_number, most=100), "attachments_mb": partial(_number, most=10_000),
}  # fmt: skip
