"""How often, how long, and with which passwords."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.kit.text import flaw_in
from deskhand.rules import sign_in

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=300)
LIMITS = sign_in.throttle_keys("kim@example.com", "192.0.2.7")
ACCOUNT, ADDRESS = LIMITS


def test_an_account_and_an_address_have_limits_of_their_own() -> None:
    assert LIMITS == {"account:kim@example.com": 10, "address:192.0.2.7": 40}
    assert sign_in.throttle_keys("KIM@Example.COM", "192.0.2.7") == LIMITS


@given(ANY_TEXT, ANY_TEXT)
def test_whatever_is_typed_its_failures_can_be_counted(email: str, address: str) -> None:
    keys = sign_in.throttle_keys(email, address)
    assert len(keys) == 2
    for key in keys:
        assert len(key) <= 200
        assert flaw_in(key) is None


@pytest.mark.parametrize(
    ("failed", "wait"),
    [
        ({}, 0),
        ({ACCOUNT: (9, NOW)}, 0),
        ({ADDRESS: (39, NOW)}, 0),
        ({ACCOUNT: (9, NOW), ADDRESS: (39, NOW)}, 0),
        ({ACCOUNT: (10, NOW)}, 901),
        ({ACCOUNT: (500, NOW)}, 901),
        ({ADDRESS: (40, NOW)}, 901),
        ({ACCOUNT: (10, NOW - timedelta(minutes=14, seconds=59))}, 2),
        ({ACCOUNT: (10, NOW - timedelta(minutes=10)), ADDRESS: (40, NOW - timedelta(minutes=1))}, 841),
    ],
)
def test_too_many_failures_have_to_wait_until_their_window_ends(
    failed: dict[str, tuple[int, datetime]], wait: int
) -> None:
    assert sign_in.pause_before(failed, LIMITS, NOW) == wait


def test_after_the_pause_the_window_is_over() -> None:
    failed = {ACCOUNT: (10, NOW)}
    wait = sign_in.pause_before(failed, LIMITS, NOW)
    assert NOW + timedelta(seconds=wait) > NOW + sign_in.WINDOW


@pytest.mark.parametrize(
    ("password", "flaw"),
    [
        ("", "10 characters or more"),
        ("short pwd", "10 characters or more"),
        ("x" * 257, "256 characters or fewer"),
        ("x" * 1_000_000, "256 characters or fewer"),
        ("nul \x00 inside", "cannot be typed again"),
        ("half \ud83d a pair", "cannot be typed again"),
        ("kim.lee@example.com", "too easy"),
        ("KIM.LEE@example.com", "too easy"),
        ("abababababab", "too easy"),
        ("1111111111", "too easy"),
    ],
)
def test_a_bad_password_is_refused_with_the_reason(password: str, flaw: str) -> None:
    assert flaw in (sign_in.flaw_in_password(password, email="Kim.Lee@example.com") or "")


def test_the_name_before_the_at_is_no_password_either() -> None:
    assert sign_in.flaw_in_password("Maximilian", email="maximilian@example.com") == "is too easy to guess"


@pytest.mark.parametrize(
    "password", ["correct horse", "0123456789", "x" * 253 + "yz!", "пароль длинный", "🔑🗝🚪🏠 keys keys"]
)
def test_a_good_password_is_taken_as_it_is(password: str) -> None:
    assert sign_in.flaw_in_password(password, email="kim@example.com") is None


def test_sessions_outlive_the_notes_of_their_use_and_links_outlive_a_throttle() -> None:
    assert sign_in.SEEN_EVERY < sign_in.WINDOW < sign_in.LINK < sign_in.SESSION
