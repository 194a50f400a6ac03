"""The environment: every variable read, every bad value named with what would be good."""

from __future__ import annotations

import dataclasses
from ipaddress import ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.app.environment import BadEnvironment, read_settings
from deskhand.rules.settings import Settings
from deskhand.rules.ticket import Priority

GOOD = {
    "HOST": ("192.0.2.1", "192.0.2.1"),
    "PORT": (" 8123 ", 8123),
    "DESKHAND_DATA": ("/srv/desk", Path("/srv/desk")),
    "APP_URL": ("https://desk.example.com/", "https://desk.example.com"),
    "DATABASE_URL": ("postgresql://a:b@db/desk", "postgresql://a:b@db/desk"),
    "DATABASE_OWNER_URL": ("postgresql://o:b@db/desk", "postgresql://o:b@db/desk"),
    "DATABASE_DIRECT_URL": ("postgresql://a:b@db2/desk", "postgresql://a:b@db2/desk"),
    "DESKHAND_SECRET_KEY": ("k" * 32, "k" * 32),
    "DESKHAND_DEMO": ("No", False),
    "DESKHAND_ADMIN_EMAIL": ("Ada@Desk.example", "ada@desk.example"),
    "SMTP_URL": ("smtps://kim:p%40ss@mail.example.com:465", "smtps://kim:p%40ss@mail.example.com:465"),
    "SUPPORT_EMAIL": ("help@desk.example", "help@desk.example"),
    "TICKETS_PER_HOUR": ("25", 25),
    "SUPPORT_SATISFACTION_SURVEY_DELAY": ("3600000", 3_600_000),
    "SUPPORT_AUTO_CLOSE_DAYS": ("14", 14),
    "SUPPORT_AUTO_CLOSE_WARNING_DAYS": ("6", 6),
    "S3_URL": ("s3://key:secret@files", "s3://key:secret@files"),
    "CLAMD": ("/run/clamav/clamd.ctl", "/run/clamav/clamd.ctl"),
    "ATTACHMENT_MB": ("30", 30),
    "ATTACHMENTS_MOST": ("5", 5),
    "ATTACHMENTS_MB": ("60", 60),
    "CRON_SECRET": ("open sesame", "open sesame"),
    **{
        f"SLA_{target}_{priority}".upper(): ("90", 90)
        for target in ("first_response", "resolution")
        for priority in Priority
    },
    "LOG_LEVEL": ("WARNING", "warning"),
    "DESKHAND_SECURE_COOKIES": ("on", True),
    "OUTBOUND_ALLOW": ("10.0.0.0/8", (ip_network("10.0.0.0/8"),)),
    "TRUSTED_PROXIES": ("10.0.0.0/8, ::1 ,", (ip_network("10.0.0.0/8"), ip_network("::1"))),
}  # fmt: skip
"""A value for every variable, and what is read from it."""

BAD = [
    ("PORT", "0", "a number from 1 to 65535"),
    ("PORT", "65536", "a number from 1 to 65535"),
    ("PORT", "-1", "a number from 1 to 65535"),
    ("PORT", "80.0", "a number from 1 to 65535"),
    ("PORT", "http", "a number from 1 to 65535"),
    ("PORT", "²", "a number from 1 to 65535"),
    ("PORT", "８０", "a number from 1 to 65535"),
    ("PORT", "1" * 5000, "a number from 1 to 65535"),
    ("TICKETS_PER_HOUR", "-1", "0 or more"),
    ("SLA_RESOLUTION_LOW", "0", "number from 1 to 527040"),
    ("SUPPORT_SATISFACTION_SURVEY_DELAY", "1d", "milliseconds"),
    ("SUPPORT_AUTO_CLOSE_DAYS", "1", "days from 2 to 365, or 0"),
    ("SUPPORT_AUTO_CLOSE_WARNING_DAYS", "0", "number from 1 to 364"),
    ("SUPPORT_SATISFACTION_SURVEY_DELAY", "99999999999", "at most 30 days"),
    ("TICKETS_PER_HOUR", "1e3", "0 or more"),
    ("TICKETS_PER_HOUR", "9999999", "0 or more"),
    ("APP_URL", "desk.example.com", "such as https://desk.example.com"),
    ("APP_URL", "ftp://desk.example.com", "such as https://desk.example.com"),
    ("APP_URL", "javascript:alert(1)", "such as https://desk.example.com"),
    ("APP_URL", "https://", "such as https://desk.example.com"),
    ("APP_URL", "https://:443", "such as https://desk.example.com"),
    ("APP_URL", "https://desk example.com", "such as https://desk.example.com"),
    ("APP_URL", "https://desk.example.com\nX: y", "such as https://desk.example.com"),
    ("APP_URL", "https://desk.example.com:99999", "such as https://desk.example.com"),
    ("APP_URL", "https://[::1", "such as https://desk.example.com"),
    ("APP_URL", "https://kim:pass@desk.example.com", "such as https://desk.example.com"),
    ("APP_URL", "https://desk.example.com/?a=b", "such as https://desk.example.com"),
    ("APP_URL", "https://desk.example.com/#top", "such as https://desk.example.com"),
    ("DESKHAND_SECRET_KEY", "k" * 31, "32 characters or more"),
    ("DESKHAND_DEMO", "maybe", "1 or 0"),
    ("DESKHAND_SECURE_COOKIES", "2", "1 or 0"),
    ("DESKHAND_ADMIN_EMAIL", "ada", "such as name@example.com"),
    ("SUPPORT_EMAIL", "Help <help@desk.example>", "such as name@example.com"),
    ("SMTP_URL", "mail.example.com:25", "smtp:// or smtps://"),
    ("SMTP_URL", "smtp://kim:pa/ss@mail.example.com", "percent-encoded"),
    ("S3_URL", "https://files", "s3://"),
    ("CLAMD", "clamd", "path of a socket"),
    ("ATTACHMENT_MB", "0", "a number from 1 to 1000"),
    ("LOG_LEVEL", "loud", "debug, info, warning, error"),
    ("TRUSTED_PROXIES", "10.0.0.1/8", "networks such as"),
    ("TRUSTED_PROXIES", "*", "networks such as"),
]


def test_nothing_set_is_what_the_settings_say() -> None:
    assert read_settings({}) == Settings()
    assert read_settings({"PATH": "/bin", "port": "1"}) == Settings()


def test_every_variable_is_read() -> None:
    fields = {field.metadata["variable"]: field.name for field in dataclasses.fields(Settings)}
    assert set(fields) == set(GOOD)
    read = read_settings({variable: given for variable, (given, _) in GOOD.items()})
    assert {variable: getattr(read, name) for variable, name in fields.items()} == {
        variable: value for variable, (_, value) in GOOD.items()
    }


@pytest.mark.parametrize("variable", list(GOOD))
def test_an_empty_value_is_none_at_all(variable: str) -> None:
    assert read_settings({variable: ""}) == Settings()
    assert read_settings({variable: " \t"}) == Settings()


@pytest.mark.parametrize(("variable", "value", "says"), BAD, ids=lambda each: each[:24])
def test_a_bad_value_is_named_with_what_would_be_good(variable: str, value: str, says: str) -> None:
    with pytest.raises(BadEnvironment) as refused:
        read_settings({variable: value})
    assert str(refused.value).startswith(f"{variable}=")
    assert says in str(refused.value)
    assert len(str(refused.value)) < 400


def test_all_bad_values_are_named_at_once() -> None:
    with pytest.raises(BadEnvironment) as refused:
        read_settings({"PORT": "x", "LOG_LEVEL": "x", "APP_URL": "x", "HOST": "fine"})
    assert [line.partition("=")[0] for line in str(refused.value).splitlines()] == ["PORT", "APP_URL", "LOG_LEVEL"]


def test_no_secret_is_told() -> None:
    with pytest.raises(BadEnvironment) as refused:
        read_settings({"DESKHAND_SECRET_KEY": "hunter2", "SMTP_URL": "smtp:/kim:hunter2@mail.example.com"})
    assert "hunter2" not in str(refused.value)
    assert str(refused.value).count("(secret)") == 2


def test_another_name_is_honoured_and_the_own_one_goes_first() -> None:
    alias = {"NEXT_PUBLIC_APP_URL": "https://alias.example"}
    assert read_settings(alias).app_url == "https://alias.example"
    assert read_settings(alias | {"APP_URL": "https://own.example"}).app_url == "https://own.example"
    assert read_settings(alias | {"APP_URL": " "}).app_url == "https://alias.example"
    with pytest.raises(BadEnvironment, match=r"^NEXT_PUBLIC_APP_URL="):
        read_settings({"NEXT_PUBLIC_APP_URL": "x"})


@given(st.dictionaries(st.sampled_from(list(GOOD)), st.text(st.characters(exclude_categories=[]), max_size=40)))
def test_nonsense_is_refused_or_read_and_nothing_else(variables: dict[str, str]) -> None:
    try:
        read = read_settings(variables)
    except BadEnvironment:
        return
    assert isinstance(read.port, int)
    assert read.base_url.startswith(("http://", "https://"))
