"""The workspace's profile: what may stand in each field, and what a change was."""

from __future__ import annotations

import pytest

from deskhand.rules.errors import Invalid
from deskhand.rules.workspace import Profile, ProfileChange, changed, profile_of

NOW = Profile(name="Northwind")


def test_a_change_tells_from_and_to_of_what_differs() -> None:
    result = changed(NOW, ProfileChange(name=" Northwind Support ", time_zone="UTC", accent="#1f5fd1"))
    assert result.changes == {"name": ("Northwind", "Northwind Support"), "accent": (None, "#1f5fd1")}
    assert result.profile == Profile(name="Northwind Support", accent="#1f5fd1")


@pytest.mark.parametrize(("wanted", "field", "sentence"), [
    (ProfileChange(name=" "), "name", "must not be empty"),
    (ProfileChange(name="a\nb"), "name", "must be one line, without NUL or line breaks"),
    (ProfileChange(name="x" * 61), "name", "is 61 characters long; at most 60 are allowed"),
    (ProfileChange(time_zone="Mars/Olympus"), "timeZone", "“Mars/Olympus” is not a time zone such as Europe/Berlin"),
    (ProfileChange(time_zone="localtime"), "timeZone", "“localtime” is not a time zone such as Europe/Berlin"),
    (ProfileChange(time_zone="../etc/passwd"), "timeZone", "“../etc/passwd” is not a time zone such as Europe/Berlin"),
    (ProfileChange(support_address="nobody"), "supportAddress",
     "“nobody” is not an e-mail address such as name@example.com"),
    (ProfileChange(survey_hours=721), "surveyHours", "“721” is not a number of hours from 0, for never, to 720"),
    (ProfileChange(survey_hours=-1), "surveyHours", "“-1” is not a number of hours from 0, for never, to 720"),
    (ProfileChange(auto_close_days=1), "autoCloseDays", "“1” is not a number of days from 2 to 365, or 0 for never"),
    (ProfileChange(auto_close_days=4, auto_close_warning_days=4), "autoCloseWarningDays",
     "“4” is not a number of days from 1 to 3, before the ticket is closed"),
    (ProfileChange(auto_close_warning_days=7), "autoCloseWarningDays",
     "“7” is not a number of days from 1 to 6, before the ticket is closed"),
    (ProfileChange(sign_up="friends"), "signUp", "“friends” is not one of: open, domains, closed"),
    (ProfileChange(welcome="x" * 301), "welcome", "is 301 characters long; at most 300 are allowed"),
])  # fmt: skip
def test_what_cannot_be_taken_is_named(wanted: ProfileChange, field: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refusal:
        changed(NOW, wanted)
    assert refusal.value.fields == {field: sentence}


def test_the_hours_of_the_survey_may_be_none_and_nought() -> None:
    never = changed(NOW, ProfileChange(survey_hours=0))
    assert (never.profile.survey_hours, never.changes) == (0, {"survey_hours": (None, "0")})
    as_the_desk_does = changed(never.profile, ProfileChange(survey_hours=None))
    assert as_the_desk_does.changes == {"survey_hours": ("0", None)}


def test_an_unknown_language_and_an_unreadable_accent_are_refused_together() -> None:
    with pytest.raises(Invalid) as refusal:
        changed(NOW, ProfileChange(language="tlh", accent="#eeeeee", accent_dark="#111111"))
    assert set(refusal.value.fields) == {"language", "accent", "accentDark"}


def test_a_row_without_a_brand_is_a_profile() -> None:
    row = {"name": "Deskhand", "time_zone": "UTC", "language": "en", "sign_up": "open", "brand": None}
    assert profile_of(row) == Profile(name="Deskhand")
    assert profile_of({**row, "brand": {"accent": "#1f5fd1"}}).accent == "#1f5fd1"
