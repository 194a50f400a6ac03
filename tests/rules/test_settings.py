"""Settings: what is set when nothing is, and what follows from them."""

from __future__ import annotations

import dataclasses
import re

import pytest

from deskhand.rules.settings import Settings

FIELDS = dataclasses.fields(Settings)
SECRETS = {
    "DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_DIRECT_URL", "DESKHAND_SECRET_KEY", "SMTP_URL", "S3_URL",
    "CRON_SECRET",
}  # fmt: skip


def test_every_setting_has_a_variable_of_its_own() -> None:
    names = [name for field in FIELDS for name in (field.metadata["variable"], *field.metadata.get("aliases", ()))]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[A-Z][A-Z0-9_]*", name) for name in names)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_every_setting_is_described_and_can_be_left_out(field: dataclasses.Field[object]) -> None:
    assert re.fullmatch(r"[A-Z`].+\.", field.metadata["about"])
    assert field.default is not dataclasses.MISSING


def test_what_carries_a_password_or_a_key_is_a_secret() -> None:
    assert {field.metadata["variable"] for field in FIELDS if field.metadata.get("secret")} == SECRETS


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"port": 8123}, "http://127.0.0.1:8123"),
        ({"host": "0.0.0.0"}, "http://127.0.0.1:8000"),  # noqa: S104 (compared, not bound)
        ({"host": "::"}, "http://127.0.0.1:8000"),
        ({"host": "::1", "port": 1}, "http://[::1]:1"),
        ({"host": "desk.local"}, "http://desk.local:8000"),
        ({"app_url": "https://desk.example.com"}, "https://desk.example.com"),
        ({"app_url": "https://desk.example.com/help/", "port": 1}, "https://desk.example.com/help"),
    ],
)
def test_links_begin_with_the_address_that_is_served(given: dict[str, str | int], address: str) -> None:
    assert Settings(**given).base_url == address  # type: ignore[arg-type]  # each is its field's type


@pytest.mark.parametrize(
    ("app_url", "told", "secure"),
    [
        ("", None, False),
        ("http://desk.example.com", None, False),
        ("https://desk.example.com", None, True),
        ("https://desk.example.com", False, False),
        ("", True, True),
    ],
)
def test_cookies_are_secure_where_the_address_is(app_url: str, told: bool | None, secure: bool) -> None:
    assert Settings(app_url=app_url, secure_cookies=told).cookies_are_secure is secure
