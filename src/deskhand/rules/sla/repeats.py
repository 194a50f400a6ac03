"""Days on which a whole-day event comes again by a rule of iCalendar's, looked for within bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import Any

MOST_LOOKED_AT = 600_000
"""Days that are looked at for all events of a file."""
EARLIEST = 1970
"""The first year in which an event that is counted may begin."""

_DAY = timedelta(days=1)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_KNOWN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYDAY", "BYSETPOS", "WKST"}


class Unclear(ValueError):
    """What is said of an event that cannot be read, in plain words that end a sentence."""


class _Every(StrEnum):
    YEAR = "YEARLY"
    MONTH = "MONTHLY"
    WEEK = "WEEKLY"
    DAY = "DAILY"


@dataclass(frozen=True, slots=True)
class Repeat:
    """How an event comes again: in every so-manieth year, month, week or day, on the days of it that fit all parts."""

    every: _Every
    interval: int
    count: int | None
    until: date | None
    months: frozenset[int]
    month_days: frozenset[int]
    year_days: frozenset[int]
    weekdays: tuple[tuple[int, int | None], ...]
    """Days of the week, each with its place in the month or year, counted from the end when it is below zero."""
    places: tuple[int, ...]
    """Which of the days that fit in a period are taken; all where none is named."""
    week_begins: int


@dataclass(slots=True)
class Patience:
    """How many days may still be looked at."""

    left: int = MOST_LOOKED_AT

    def spend(self, days: int) -> None:
        """Note that so many are looked at; Unclear when that is too much."""
        self.left -= days
        if self.left < 0:
            raise Unclear("makes the file take too long: its repeats look at too many days; give fewer, or the days")


def repeat_of(given: Any, first: date) -> Repeat:
    """Return how an event that begins on a day comes again; Unclear when that cannot be read."""
    if isinstance(given, list):
        raise Unclear("repeats by more than one rule; make an event of each")
    every = str(given.get("FREQ", [""])[0])
    if every not in set(_Every) or not given.keys() <= _KNOWN:
        raise Unclear(
            f"repeats by “{given.to_ical().decode()[:60]}”; what comes every day, week, month or year can be read, by "
            f"{', '.join(sorted(_KNOWN))}"
        )
    until, count = given.get("UNTIL", [None])[0], given.get("COUNT", [None])[0]
    if count is not None and count < 1:
        raise Unclear(f"comes COUNT={count} times; give 1 or more, or leave it out")
    if count is not None and first.year < EARLIEST:
        raise Unclear(f"is counted from {first.year} on; let it begin in {EARLIEST} or later")
    return Repeat(
        every=_Every(every), interval=max(int(given.get("INTERVAL", [1])[0]), 1), count=count,
        until=until.date() if isinstance(until, datetime) else until, year_days=_numbers(given, "BYYEARDAY", 366),
        weekdays=tuple((_WEEKDAYS.index(one.weekday), one.relative) for one in given.get("BYDAY", ())),
        places=tuple(map(int, given.get("BYSETPOS", ()))),
        week_begins=_WEEKDAYS.index(str(given.get("WKST", ["MO"])[0])), **_of_months(given, first, every=every),
    )  # fmt: skip


def days_of(repeat: Repeat, first: date, *, since: date, before: date, patience: Patience) -> Iterable[date]:
    """Return the days from the first on, until one before another, in their order; some may lie before `since`."""
    until = min(repeat.until or date.max, before - _DAY)
    found = (day for day in _fitting(repeat, first, since=since, until=until, patience=patience) if day >= first)
    return (day for day in islice(found, repeat.count) if day <= until)


def _of_months(given: Mapping[str, Any], first: date, *, every: str) -> dict[str, Any]:
    """Return months and their days; where a rule names no day at all, it comes on that of the first event."""
    months, days = _numbers(given, "BYMONTH", 12), _numbers(given, "BYMONTHDAY", 31)
    if not days and not given.keys() & {"BYDAY", "BYYEARDAY"} and every in {_Every.YEAR, _Every.MONTH}:
        days = frozenset({first.day})
        months = months or (frozenset({first.month}) if every == _Every.YEAR else months)
    return {"months": months, "month_days": days}


def _numbers(given: Mapping[str, Any], name: str, most: int) -> frozenset[int]:
    found = frozenset(map(int, given.get(name, ())))
    if strange := [one for one in found if not 1 <= abs(one) <= most]:
        raise Unclear(f"has {name}={strange[0]}; it goes from 1 to {most}")
    return found


def _fitting(repeat: Repeat, first: date, *, since: date, until: date, patience: Patience) -> Iterator[date]:
    fits = _test(repeat, first)
    for period in _periods(repeat, first, since=first if repeat.count else since, until=until):
        patience.spend(len(period))
        days = [day for day in period if fits(day)]
        yield from _placed(days, repeat.places) if repeat.places else days


def _placed(days: Sequence[date], places: Iterable[int]) -> list[date]:
    """Return the days at some places, counted from the end below zero."""
    found = {days[place - 1 if place > 0 else place] for place in places if 1 <= abs(place) <= len(days)}
    return sorted(found)


def _periods(repeat: Repeat, first: date, *, since: date, until: date) -> Iterator[Sequence[date]]:
    """Yield the days of every so-manieth period from that of the first event on, the ones before `since` left out."""
    numbered, days_in = _PERIODS[repeat.every]
    begins = (
        first - timedelta(days=(first.weekday() - repeat.week_begins) % 7) if repeat.every is _Every.WEEK else first
    )
    begin, since_period, end = (numbered(day, begins) for day in (begins, max(since, begins), until))
    start = begin + (since_period - begin) // repeat.interval * repeat.interval
    months = sorted(repeat.months)
    for number in range(start, end + 1, repeat.interval):
        yield days_in(number, begins, months)


def _test(repeat: Repeat, first: date) -> Callable[[date], bool]:
    """Return what says of a day whether it fits all that a rule names."""
    weekdays = repeat.weekdays
    if repeat.every is _Every.WEEK and not (weekdays or repeat.month_days or repeat.year_days):
        weekdays = ((first.weekday(), None),)
    in_month = repeat.every is _Every.MONTH or bool(repeat.months)
    has_places = repeat.every in {_Every.YEAR, _Every.MONTH}

    def fits(day: date) -> bool:
        return (
            (not repeat.months or day.month in repeat.months)
            and (not repeat.month_days or not repeat.month_days.isdisjoint(_in_month(day)))
            and (not repeat.year_days or not repeat.year_days.isdisjoint(_in_year(day)))
            and (
                not weekdays or any(_is(day, at, of if has_places else None, in_month=in_month) for at, of in weekdays)
            )
        )

    return fits


def _is(day: date, weekday: int, of: int | None, *, in_month: bool) -> bool:
    """Say whether a day is a month's or year's so-manieth of a day of the week."""
    if day.weekday() != weekday:
        return False
    if of is None:
        return True
    ahead, back = _in_month(day) if in_month else _in_year(day)
    return of == (ahead - 1) // 7 + 1 if of > 0 else of == -((-back - 1) // 7 + 1)


def _in_month(day: date) -> tuple[int, int]:
    return day.day, day.day - len(_month(day.year, day.month)) - 1


def _in_year(day: date) -> tuple[int, int]:
    ahead = day.timetuple().tm_yday
    return ahead, ahead - date(day.year, 12, 31).timetuple().tm_yday - 1


@lru_cache(maxsize=2_000)
def _month(year: int, month: int) -> tuple[date, ...]:
    begins = date(year, month, 1)
    days = (begins + n * _DAY for n in range(31))
    return tuple(day for day in days if day.month == month)


def _year_days(number: int, _: date, months: Sequence[int]) -> list[date]:
    return [day for month in months or range(1, 13) for day in _month(number, month)]


def _month_days(number: int, _: date, __: Sequence[int]) -> Sequence[date]:
    return _month(number // 12, number % 12 + 1)


def _week_days(number: int, begins: date, _: Sequence[int]) -> list[date]:
    return [begins + timedelta(days=number * 7 + n) for n in range(7)]


def _one_day(number: int, begins: date, _: Sequence[int]) -> list[date]:
    return [begins + timedelta(days=number)]


_PERIODS: dict[_Every, tuple[Callable[[date, date], int], Callable[[int, date, Sequence[int]], Sequence[date]]]] = {
    _Every.YEAR: (lambda day, _: day.year, _year_days),
    _Every.MONTH: (lambda day, _: day.year * 12 + day.month - 1, _month_days),
    _Every.WEEK: (lambda day, begins: (day - begins).days // 7, _week_days),
    _Every.DAY: (lambda day, begins: (day - begins).days, _one_day),
}
"""The number of the period that a day is in, and the days of a period; weeks and days are counted from the first."""
