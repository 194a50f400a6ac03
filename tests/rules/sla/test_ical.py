"""Holidays out of an .ics file: whole days, what comes every year, and hostile files that cost little."""

from __future__ import annotations

import time
from datetime import date

import pytest

from deskhand.rules.errors import Invalid
from deskhand.rules.sla.ical import LARGEST, MOST_EVENTS, MOST_LINES, MOST_REPEATING, days_in

SINCE, BEFORE = date(2026, 1, 1), date(2029, 1, 1)


def event(*lines: str) -> str:
    return "\r\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT"))


def file(*events: str) -> bytes:
    return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *events, "END:VCALENDAR", "")).encode()


def found(*lines: str) -> dict[str, str]:
    days = days_in(file(event(*lines)), since=SINCE, before=BEFORE)
    return {str(day): name for day, name in days.items()}


def flaw(raw: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        days_in(raw, since=SINCE, before=BEFORE)
    return refused.value.fields["ics"]


def test_whole_days_are_read_and_times_are_not() -> None:
    trip = event("SUMMARY:Company\\, trip", "DTSTART;VALUE=DATE:20261229", "DTEND;VALUE=DATE:20270102")
    call = event("SUMMARY:Call", "DTSTART:20260301T090000Z", "DTEND:20260301T100000Z")
    gone = event("SUMMARY:Off", "DTSTART;VALUE=DATE:20260401", "STATUS:CANCELLED")
    long = event("SUMMARY:Ein sehr langer ", " Name", "DTSTART;VALUE=DATE:20260501", "DURATION:P1D")
    days = days_in(file(trip, call, gone, long), since=SINCE, before=BEFORE)
    assert days == {
        **{date(2026, 12, day): "Company, trip" for day in (29, 30, 31)}, date(2027, 1, 1): "Company, trip",
        date(2026, 5, 1): "Ein sehr langer Name",
    }  # fmt: skip
    assert "no whole-day event between 2026-01-01 and 2029-01-01" in flaw(file(call))


@pytest.mark.parametrize(
    ("start", "rule", "days"),
    [
        ("19991224", "FREQ=YEARLY", ["2026-12-24", "2027-12-24", "2028-12-24"]),
        ("20200229", "FREQ=YEARLY", ["2028-02-29"]),
        ("20260101", "FREQ=YEARLY;INTERVAL=2", ["2026-01-01", "2028-01-01"]),
        ("20250601", "FREQ=YEARLY;COUNT=3", ["2026-06-01", "2027-06-01"]),
        ("20200601", "FREQ=YEARLY;UNTIL=20270601T000000Z", ["2026-06-01", "2027-06-01"]),
        ("19701126", "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", ["2026-11-26", "2027-11-25", "2028-11-23"]),
        ("19710531", "FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO", ["2026-05-25", "2027-05-31", "2028-05-29"]),
        ("20200101", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", ["2026-02-28", "2027-02-28", "2028-02-29"]),
        ("20200101", "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=2,3,4,5,6,7,8;BYDAY=TU",
         ["2026-11-03", "2027-11-02", "2028-11-07"]),
        ("20260401", "FREQ=MONTHLY;BYDAY=-1FR;BYSETPOS=1;COUNT=2", ["2026-04-24", "2026-05-29"]),
        ("20260105", "FREQ=WEEKLY;INTERVAL=26;BYDAY=MO,TU", ["2026-01-05", "2026-01-06", "2026-07-06", "2026-07-07",
         "2027-01-04", "2027-01-05", "2027-07-05", "2027-07-06", "2028-01-03", "2028-01-04", "2028-07-03", "2028-07-04",
         "2029-01-01"][:12]),
        ("20200101", "FREQ=YEARLY;BYYEARDAY=-1", ["2026-12-31", "2027-12-31", "2028-12-31"]),
        ("20261224", "FREQ=DAILY;UNTIL=20261226", ["2026-12-24", "2026-12-25", "2026-12-26"]),
        ("20200101", "FREQ=YEARLY;BYDAY=1MO", ["2026-01-05", "2027-01-04", "2028-01-03"]),
    ],
)  # fmt: skip
def test_what_comes_again(start: str, rule: str, days: list[str]) -> None:
    assert list(found("SUMMARY:X", f"DTSTART;VALUE=DATE:{start}", f"RRULE:{rule}")) == days


def test_days_that_are_left_out_or_added() -> None:
    lines = ("SUMMARY:X", "DTSTART;VALUE=DATE:20260301", "RRULE:FREQ=YEARLY", "EXDATE;VALUE=DATE:20270301")
    assert list(found(*lines, "RDATE;VALUE=DATE:20280401")) == ["2026-03-01", "2028-03-01", "2028-04-01"]


def test_a_day_of_a_series_that_was_moved_or_cancelled_is_no_holiday() -> None:
    series = event("UID:a", "SUMMARY:Feast", "DTSTART;VALUE=DATE:20261225", "RRULE:FREQ=YEARLY")
    moved = event("UID:a", "SUMMARY:Late", "RECURRENCE-ID;VALUE=DATE:20261225", "DTSTART;VALUE=DATE:20261228")
    gone = event("UID:a", "RECURRENCE-ID;VALUE=DATE:20271225", "DTSTART;VALUE=DATE:20271225", "STATUS:CANCELLED")
    other = event("UID:b", "RECURRENCE-ID;VALUE=DATE:20281225", "DTSTART;VALUE=DATE:20260102")
    stays = {date(2026, 12, 28): "Late", date(2028, 12, 25): "Feast", date(2026, 1, 2): ""}
    for events in ((series, moved, gone, other), (other, gone, moved, series)):
        assert days_in(file(*events), since=SINCE, before=BEFORE) == stays


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("SUMMARY:A", "DTSTART;VALUE=DATE:2026130x"), "number 1 “A”, that has a DTSTART that cannot be read: “2026"),
        (("SUMMARY:A", 'DTSTART;VALUE="DATE:20261225'), "“A”, that has a line that cannot be read: “DTSTART;VALUE="),
        (("DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=YEARLY;COUNT=-1"), "comes COUNT=-1 times; give 1 or more"),
        (("DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=YEARLY;COUNT=0"), "comes COUNT=0 times"),
        (
            ("DTSTART;VALUE=DATE:20260101", "RECURRENCE-ID;VALUE=DATE;RANGE=THISANDFUTURE:20260102"),
            "moves all that follows in its series",
        ),
        (("SUMMARY:A",), "does not say when it begins"),
        (("DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=HOURLY"), "repeats by “FREQ=HOURLY”; what comes every day, week"),
        (("DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=YEARLY;BYWEEKNO=1"), "what comes every day, week, month or year"),
        (("DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=YEARLY", "RRULE:FREQ=YEARLY"), "by more than one rule"),
        (("DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=YEARLY;BYMONTH=99"), "has BYMONTH=99; it goes from 1 to 12"),
        (("DTSTART;VALUE=DATE:19000101", "RRULE:FREQ=YEARLY;COUNT=9"), "is counted from 1900 on"),
        (("DTSTART;VALUE=DATE:20260101", "DTEND;VALUE=DATE:20260101"), "1 to 31 whole days"),
        (("DTSTART;VALUE=DATE:20260101", "DTEND;VALUE=DATE:20990101"), "1 to 31 whole days"),
        (("DTSTART;VALUE=DATE:20260101", "DURATION:PT5H"), "1 to 31 whole days"),
    ],
)
def test_an_event_that_cannot_be_read_is_named(lines: tuple[str, ...], why: str) -> None:
    assert why in flaw(file(event(*lines)))


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "cannot be read as a calendar"),
        (b"hello", "cannot be read as a calendar"),
        (b"BEGIN:VCALENDAR\r\nfoo\r\nEND:VCALENDAR\r\n", "the line “foo” is none"),
        (b"\xff\xfe", "not text in UTF-8 (byte 0)"),
        (b"x" * (LARGEST + 1), "larger than 256 KB"),
        (b"X:a\r\n" * (MOST_LINES + 1), "10,001 lines"),
        (b"BEGIN:VCALENDAR\r\n" * 500, "nests its parts wrongly in line 6"),
        (b"END:VCALENDAR\r\n", "nests its parts wrongly in line 1"),
        (file(*[event()] * (MOST_EVENTS + 1)), "1,001 events"),
        (
            file(*[event("DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=YEARLY")] * (MOST_REPEATING + 1)),
            "201 events that repeat",
        ),
        (file(event("SUMMARY:a\0b", "DTSTART;VALUE=DATE:20260101")), "NUL"),
    ],
)
def test_a_file_that_is_no_calendar_or_costs_too_much_is_refused(raw: bytes, why: str) -> None:
    assert why in flaw(raw)


def test_the_dearest_file_that_is_taken_costs_little() -> None:
    rule = "RRULE:FREQ=YEARLY;COUNT=99999;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYMONTHDAY=31;BYDAY=5SU"
    raw = file(*[event("DTSTART;VALUE=DATE:19700101", rule)] * 20)
    began = time.process_time()
    assert days_in(raw, since=SINCE, before=BEFORE)
    never = file(
        *[event("DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=YEARLY;BYDAY=MO;BYYEARDAY=1,2;BYMONTHDAY=31")] * 200
    )
    assert "no whole-day event" in flaw(never)
    assert "look at too many days" in flaw(file(*[event("DTSTART;VALUE=DATE:19700101", f"{rule};BYYEARDAY=9")] * 60))
    assert "gives 1,096 days from 2026-01-01 until 2029-01-01" in flaw(
        file(event("DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=DAILY"))
    )
    assert time.process_time() - began < 8
