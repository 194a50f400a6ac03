"""Names, zones, languages and phone numbers as people give them."""

from __future__ import annotations

import pytest

from deskhand.rules.errors import Invalid
from deskhand.rules.profile import Profile, changes_between, checked, phone_number


def test_what_is_given_is_trimmed_and_what_is_not_stays() -> None:
    assert checked(Profile(first_name=" Dana ", time_zone="Europe/Berlin")) == {
        "first_name": "Dana",
        "time_zone": "Europe/Berlin",
    }
    assert checked(Profile(last_name="", language="pt-BR")) == {"last_name": "", "language": "pt-BR"}


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Profile(time_zone="Mars/Olympus"), "timeZone"),
        (Profile(time_zone="posixrules"), "timeZone"),
        (Profile(time_zone="../../etc/passwd"), "timeZone"),
        (Profile(language="english"), "language"),
        (Profile(first_name="x" * 500), "firstName"),
    ],
)
def test_what_cannot_be_kept_is_named(wanted: Profile, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        checked(wanted)
    assert set(refusal.value.fields) == {field}


def test_only_differences_are_changes_and_an_empty_text_is_none() -> None:
    before = {"first_name": "Dana", "last_name": ""}
    assert changes_between(before, {"first_name": "Dana", "last_name": "Whitfield"}) == {
        "last_name": (None, "Whitfield")
    }
    assert changes_between(before, {"first_name": ""}) == {"first_name": ("Dana", None)}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("+49 30 123456", "+4930123456"), ("0049 (30) 12-34.56", "+4930123456"), ("+1/202/555/0123", "+12025550123")],
)
def test_a_number_is_kept_in_e164(typed: str, kept: str) -> None:
    assert phone_number(typed) == kept


@pytest.mark.parametrize("typed", ["", "030 123456", "+0123456789", "+49", "+49 30 CALL ME", "+1234567890123456"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(Invalid, match="country"):
        phone_number(typed)
