"""`/api/sla/calendars`: hours and holidays by which deadlines count; for admins."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Router, delete, get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from deskhand.actions import calendars
from deskhand.actions.contract import act, act_once
from deskhand.api.answers import Answer
from deskhand.api.bodies import Body
from deskhand.api.problem import spec
from deskhand.api.templates import Removed
from deskhand.api.tickets import Asking, Key, Who
from deskhand.door.once import once_of
from deskhand.kit import clock
from deskhand.queries import calendars as queries
from deskhand.queries.contract import ask
from deskhand.rules.access import Can, require
from deskhand.rules.sla.calendar import HOLIDAY_LIMIT, MOST_HOLIDAYS, WEEKDAYS, Calendar
from deskhand.rules.sla.edition import NAME_LIMIT
from deskhand.rules.sla.holiday import YEARS, coming_holidays
from deskhand.rules.sla.ical import LARGEST, days_in
from deskhand.rules.sla.preview import coming_days
from deskhand.rules.sla.written import LONGEST_DAY, hours_text, week_of

_READ = spec(400, 401, 403, 404, 422, 500, 503)
_WRITE = spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507)
Hours = Annotated[str, Meta(max_length=LONGEST_DAY)]
Week = Annotated[
    dict[Annotated[str, Meta(max_length=20)], Hours],
    Meta(
        max_length=7, description="`monday` to `sunday`: `09:00-12:00, 13:00-17:30`. A day that is left out is closed."
    ),
]
Holidays = Annotated[
    dict[date, Annotated[str, Meta(max_length=HOLIDAY_LIMIT)]],
    Meta(max_length=MOST_HOLIDAYS, description="Names by dates, such as `2026-12-24`; nothing is open on these days."),
]


class CalendarBody(Body, frozen=True, kw_only=True):
    """A whole calendar."""

    name: Annotated[str, Meta(min_length=1, max_length=NAME_LIMIT)]
    time_zone: Annotated[str, Meta(min_length=1, max_length=60, description="Such as `Europe/Berlin`.")]
    week: Week
    holidays: Holidays = msgspec.field(default_factory=dict)
    since: Annotated[date, Meta(description="From when on a change holds; null: from now on.")] | None = None
    version: Annotated[int, Meta(ge=1, le=2**31 - 1, description="The one that was read; an old one is refused.")] | None = None  # fmt: skip  # noqa: E501


class FileBody(Body, frozen=True, kw_only=True):
    """A calendar file."""

    ics: Annotated[str, Meta(min_length=1, max_length=LARGEST, description="Its text, in iCalendar's format.")]


class PolicyName(Answer, frozen=True, kw_only=True):
    """A policy by its name."""

    id: UUID
    name: str


class CalendarAnswer(Answer, frozen=True, kw_only=True):
    """A calendar as it was saved last; `since` says from when on that holds."""

    id: UUID
    name: str
    time_zone: str
    week: dict[str, str]
    holidays: dict[date, str]
    version: int
    since: datetime
    used_by: list[PolicyName]


class DayAnswer(Answer, frozen=True, kw_only=True):
    """A coming day in the calendar's own time."""

    day: date
    hours: list[tuple[str, str]]
    minutes: Annotated[int, Meta(description="How much is worked; an hour that clocks show twice counts twice.")]
    holiday: str | None
    clock_shift_minutes: Annotated[int, Meta(description="By how much clocks go forward on this day, or back: −60.")]


@get("/", responses=_READ, summary="List calendars", operation_id="listCalendars")
async def list_(actor: Who) -> list[CalendarAnswer]:
    """Return every calendar by its name."""
    return [_shown(one) for one in await ask(actor, queries.list_calendars)]


@get("/holidays", responses=_READ, summary="Public holidays of a country", operation_id="publicHolidays")
async def holidays(
    actor: Who,
    *,
    country: Annotated[str, QueryParameter(description="Its code, such as `DE`.")],
    part: Annotated[str | None, QueryParameter(required=False, description="A part's code, such as `BY`.")] = None,
) -> dict[date, str]:
    """Return the public holidays of this year and the next five, to put into a calendar."""
    require(actor, Can.MANAGE_WORKSPACE)
    return coming_holidays(country, part=part, today=clock.now().date())


@post(
    "/holidays", status_code=200, responses=_WRITE, summary="Holidays of a calendar file", operation_id="readHolidays"
)
async def holidays_in(actor: Who, data: JSONBody[FileBody]) -> dict[date, str]:
    """Return the whole-day events of this year and the next five, to put into a calendar."""
    require(actor, Can.MANAGE_WORKSPACE)
    year = clock.now().year
    since, before = date(year, 1, 1), date(year + YEARS, 1, 1)
    return await asyncio.to_thread(days_in, data.ics.encode(), since=since, before=before)


@post("/", responses=_WRITE, summary="Make a calendar", operation_id="addCalendar")
async def add(
    request: Asking, actor: Who, *, data: JSONBody[CalendarBody], idempotency_key: Key = None
) -> CalendarAnswer:
    """Make a calendar; it holds from now on, and for tickets that are older."""
    once = await once_of(request, key=idempotency_key)
    made = await act_once(actor, once, calendars.add_calendar, _wanted(data))
    return _shown(await ask(actor, queries.read_calendar, made))


@get("/{calendar_id:uuid}", responses=_READ, summary="Read a calendar", operation_id="readCalendar")
async def read(actor: Who, calendar_id: FromPath[UUID]) -> CalendarAnswer:
    """Return a calendar."""
    return _shown(await ask(actor, queries.read_calendar, calendar_id))


@get("/{calendar_id:uuid}/days", responses=_READ, summary="The coming days", operation_id="calendarDays")
async def days(actor: Who, calendar_id: FromPath[UUID]) -> list[DayAnswer]:
    """Return the open hours of the coming 14 days, with holidays and days on which clocks are changed."""
    view = await ask(actor, queries.read_calendar, calendar_id)
    return [
        DayAnswer(
            day=one.day, hours=list(one.hours), minutes=int(one.worked.total_seconds() // 60), holiday=one.holiday,
            clock_shift_minutes=int(one.shift.total_seconds() // 60),
        )
        for one in coming_days(view.coming, now=clock.now())
    ]  # fmt: skip


@put("/{calendar_id:uuid}", responses=_WRITE, summary="Change a calendar", operation_id="changeCalendar")
async def change(actor: Who, calendar_id: FromPath[UUID], data: JSONBody[CalendarBody]) -> CalendarAnswer:
    """Have a calendar say this from a moment on; what was due before stays as it was judged.

    While a version is planned, `since` must be given; a day before it drops the plan, since what was saved last holds.
    """
    await act(actor, calendars.change_calendar, calendar_id, _wanted(data))
    return _shown(await ask(actor, queries.read_calendar, calendar_id))


@delete(
    "/{calendar_id:uuid}", status_code=200, responses=_WRITE, summary="Remove a calendar",
    operation_id="removeCalendar",
)  # fmt: skip
async def remove(actor: Who, calendar_id: FromPath[UUID]) -> Removed:
    """Remove a calendar that no policy counts by."""
    await act(actor, calendars.remove_calendar, calendar_id)
    return Removed(id=calendar_id)


@delete(
    "/{calendar_id:uuid}/plan", status_code=200, responses=_WRITE, summary="Withdraw what is planned",
    operation_id="withdrawCalendarPlan",
)  # fmt: skip
async def withdraw(actor: Who, calendar_id: FromPath[UUID]) -> CalendarAnswer:
    """Have a calendar go on saying what it says now; versions that have not begun are kept as ones that never held."""
    await act(actor, calendars.withdraw_plan, calendar_id)
    return _shown(await ask(actor, queries.read_calendar, calendar_id))


@post(
    "/{calendar_id:uuid}/restore", status_code=200, responses=_WRITE, summary="Restore a calendar",
    operation_id="restoreCalendar",
)  # fmt: skip
async def restore(actor: Who, calendar_id: FromPath[UUID]) -> CalendarAnswer:
    """Take a removal back, for 90 days; it is as it was."""
    await act(actor, calendars.restore_calendar, calendar_id)
    return _shown(await ask(actor, queries.read_calendar, calendar_id))


def _wanted(data: CalendarBody) -> calendars.Wanted:
    says = Calendar(zone=data.time_zone, week=week_of(data.week), holidays=data.holidays)
    return calendars.Wanted(name=data.name, says=says, since=data.since, number=data.version)


def _shown(line: queries.Line) -> CalendarAnswer:
    says = line.last.says
    return CalendarAnswer(
        id=line.id, name=line.name, time_zone=says.zone, holidays=says.holidays, version=line.last.number,
        week={name: hours_text(windows) for name, windows in zip(WEEKDAYS, says.week, strict=True)},
        since=line.last.since, used_by=[PolicyName(id=one.id, name=one.name) for one in line.used_by],
    )  # fmt: skip


ROUTER = Router(
    "/api/sla/calendars",
    route_handlers=[list_, holidays, holidays_in, add, read, days, change, remove, withdraw, restore],
    tags=["Deadlines"],
)
"""The routes of calendars."""
