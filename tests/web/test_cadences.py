"""Choices of when a report is mailed, there and back."""

from __future__ import annotations

import pytest

from deskhand.kit import clock
from deskhand.rules.errors import Invalid
from deskhand.rules.report_mails import Skip, check_when
from deskhand.web.cadences import chosen, hours, moments, skip_text, when_name, when_of
from deskhand.web.reader import Reader, reading, zone_named


def test_every_choice_is_read_as_it_is_offered() -> None:
    with reading(Reader(now=clock.now(), zone=zone_named("UTC"))):
        for place, (choice, name) in enumerate(moments()):
            when = when_of(choice, str(place))
            check_when(when)
            assert (chosen(when), when_name(when)) == (choice, f"{name} at 0{place}:00")
        assert [hour for hour, _ in hours()] == [str(hour) for hour in range(24)]
        assert len({skip_text(one) for one in Skip}) == len(Skip)


@pytest.mark.parametrize(
    ("day", "hour"), [("weekly", "1"), ("weekly-7", "1"), ("", "1"), ("daily", "24"), ("daily", "")]
)
def test_what_is_not_offered_is_refused(day: str, hour: str) -> None:
    with pytest.raises(Invalid):
        when_of(day, hour)
