"""Calendars of deadlines: the pages on which admins keep hours and holidays, with what they make of the coming days."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from deskhand.actions import calendars
from deskhand.actions.calendars import Wanted
from deskhand.actions.contract import act, act_once
from deskhand.queries import calendars as queries
from deskhand.queries.contract import ask
from deskhand.rules.access import Can, require
from deskhand.rules.errors import Conflict, Invalid
from deskhand.rules.sla.calendar import WEEKDAYS, Calendar, checked
from deskhand.rules.sla.edition import begins
from deskhand.rules.sla.holiday import YEARS, coming_holidays, countries
from deskhand.rules.sla.ical import LARGEST, days_in
from deskhand.rules.sla.policy import Version
from deskhand.rules.sla.preview import Day, coming_days
from deskhand.rules.sla.written import holidays_of, holidays_text, hours_text, week_of
from deskhand.web.branding import zones
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.reader import locale_of, reading
from deskhand.web.refused import sentences
from deskhand.web.removed import removed, way_back
from deskhand.web.times import weekday

CALENDARS = "/dashboard/settings/calendars"
_PATH = CALENDARS + "/{calendar_id:uuid}"
_SAYS = ("name", "zone", *WEEKDAYS, "holidays", "since", "number")
_ADDED = ("country", "part")
_FILE = "ics"
_FIELDS = (*_SAYS, *_ADDED, "go", "once")
_OFFICE = dict.fromkeys(WEEKDAYS[:5], "09:00-17:00")
Answer = Response[str] | Response[None]


@get(CALENDARS)
async def read_calendars(frame: Framed) -> Response[str]:
    """Show every calendar with the policies that count by it."""
    found = await ask(frame.actor, queries.list_calendars)
    said = frame.request.query_params.get("said", "")
    return frame.show("calendars.html", found=found, said=said, back=way_back(frame, CALENDARS))


@get(CALENDARS + "/new")
async def read_new_calendar(frame: Framed) -> Response[str]:
    """Show a form with the hours of an office."""
    require(frame.person, Can.MANAGE_WORKSPACE)
    return await _form(frame, None, {"zone": frame.brand.time_zone, **_OFFICE})


@get(CALENDARS + "/parts")
async def read_parts(frame: Framed) -> Response[str]:
    """Show the parts of a country that have holidays of their own."""
    require(frame.person, Can.MANAGE_WORKSPACE)
    country = frame.request.query_params.get("country", "")
    return frame.show("calendar_parts.html", parts=countries().get(country, []), written={})


@post(CALENDARS)
async def add_calendar(frame: Framed) -> Answer:
    """Make a calendar, or show what it would be."""
    form = await frame.form(*_FIELDS, files=_FILE)
    if form["go"]:
        return await _tried(frame, None, form)
    try:
        once = frame.once(form["once"], *(form[name] for name in _FIELDS))
        made = await act_once(frame.actor, once, calendars.add_calendar, _wanted(form))
    except (Invalid, Conflict) as refusal:
        return await _refused(frame, None, form, refusal=refusal)
    return go(f"{CALENDARS}/{made}?said=made")


@get(_PATH)
async def read_calendar(frame: Framed, calendar_id: FromPath[UUID]) -> Response[str]:
    """Show a calendar with its coming days, its versions and its trail."""
    view = await ask(frame.actor, queries.read_calendar, calendar_id)
    days = coming_days(view.coming, now=frame.now)
    return await _form(frame, view, _written(view), days=days, said=frame.request.query_params.get("said", ""))


@post(_PATH)
async def save_calendar(frame: Framed, calendar_id: FromPath[UUID]) -> Answer:
    """Save a calendar as a version of its own, or show what it would be."""
    form = await frame.form(*_FIELDS, files=_FILE)
    if form["go"]:
        return await _tried(frame, await ask(frame.actor, queries.read_calendar, calendar_id), form)
    try:
        await act(frame.actor, calendars.change_calendar, calendar_id, _wanted(form))
    except (Invalid, Conflict) as refusal:
        view = await ask(frame.actor, queries.read_calendar, calendar_id)
        return await _refused(frame, view, form, refusal=refusal)
    return go(f"{CALENDARS}/{calendar_id}?said=saved")


@post(_PATH + "/withdrawal")
async def withdraw_plan(frame: Framed, calendar_id: FromPath[UUID]) -> Answer:
    """Withdraw what is planned for a calendar."""
    await frame.form()
    try:
        await act(frame.actor, calendars.withdraw_plan, calendar_id)
    except Conflict as refusal:
        view = await ask(frame.actor, queries.read_calendar, calendar_id)
        return await _refused(frame, view, _written(view), refusal=refusal)
    return go(f"{CALENDARS}/{calendar_id}?said=withdrawn")


@post(_PATH + "/removal")
async def remove_calendar(frame: Framed, calendar_id: FromPath[UUID]) -> Answer:
    """Remove a calendar that no policy counts by."""
    await frame.form()
    try:
        await act(frame.actor, calendars.remove_calendar, calendar_id)
    except Conflict as refusal:
        view = await ask(frame.actor, queries.read_calendar, calendar_id)
        return await _refused(frame, view, _written(view), refusal=refusal)
    return removed(CALENDARS, calendar_id)


@post(_PATH + "/restore")
async def restore_calendar(frame: Framed, calendar_id: FromPath[UUID]) -> Answer:
    """Take a removal back."""
    await frame.form()
    await act(frame.actor, calendars.restore_calendar, calendar_id)
    return go(f"{CALENDARS}/{calendar_id}?said=restored")


async def _tried(frame: Frame, view: queries.View | None, form: dict[str, str]) -> Response[str]:
    """Show the form again, with holidays added or with its coming days; nothing is kept."""
    require(frame.person, Can.MANAGE_WORKSPACE)
    try:
        if form["go"] in {"holidays", _FILE}:
            added = await _uploaded(frame) if form["go"] == _FILE else _added(frame, form)
            found = added | holidays_of(form["holidays"])  # what somebody wrote by hand keeps its name
            return await _form(frame, view, {**form, "holidays": holidays_text(found)}, said="added")
        return await _form(frame, view, form, days=_days(frame, view, form), said="tried")
    except Invalid as refusal:
        return await _refused(frame, view, form, refusal=refusal)


def _added(frame: Frame, form: Mapping[str, str]) -> dict[date, str]:
    if not form["country"]:
        raise Invalid({"country": "is missing; choose one first"})
    parts = countries().get(form["country"], [])
    part = form["part"] if form["part"] in parts else None  # another country's, where no script fills the list anew
    return coming_holidays(form["country"], part=part, today=frame.now.date())


async def _uploaded(frame: Frame) -> dict[date, str]:
    """Return the days of the file that was sent, of this year and the next ones."""
    sent = (await frame.request.form()).get(_FILE)
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise Invalid({_FILE: "is missing; choose one first"})
    raw, year = await sent.read(LARGEST + 1), frame.now.year
    return await asyncio.to_thread(days_in, raw, since=date(year, 1, 1), before=date(year + YEARS, 1, 1))


def _days(frame: Frame, view: queries.View | None, form: Mapping[str, str]) -> list[Day]:
    wanted, coming = _wanted(form), [] if view is None else view.coming
    says = checked(wanted.says, today=frame.now.date())
    since = begins(wanted.since, says.zone, now=frame.now, last=coming[-1].since if coming else None)
    kept = [one for one in coming if one.since <= since]
    return coming_days([*kept, Version(since, len(coming) + 1, says)], now=frame.now)


def _wanted(form: Mapping[str, str]) -> Wanted:
    says = Calendar(
        zone=form["zone"].strip(), week=week_of({day: form[day] for day in WEEKDAYS}),
        holidays=holidays_of(form["holidays"]),
    )  # fmt: skip
    number = int(form["number"]) if form["number"].isascii() and form["number"].isdigit() else None
    return Wanted(name=form["name"], says=says, since=_since(form["since"]), number=number)


def _since(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise Invalid({"since": f"“{text.strip()[:20]}” is not a date such as 2026-12-24"}) from None


async def _form(frame: Frame, view: queries.View | None, written: Mapping[str, str], **values: Any) -> Response[str]:
    territories, known = locale_of(frame.reader.language).territories, countries()
    with reading(frame.reader):
        chosen = sorted(((code, str(territories.get(code, code))) for code in known), key=lambda pair: pair[1])
        days = [(name, weekday(place)) for place, name in enumerate(WEEKDAYS)]
    return frame.show(
        "calendar_form.html", view=view, written=written, zones=zones(), weekdays=days, countries=chosen,
        parts=known.get(written.get("country", ""), []),
        **{"said": "", "problem": "", "days": [], "errors": {}, **values},
    )  # fmt: skip


async def _refused(
    frame: Frame, view: queries.View | None, form: Mapping[str, str], *, refusal: Invalid | Conflict
) -> Response[str]:
    if isinstance(refusal, Invalid):
        errors = sentences(refusal, frame)
        return await _form(frame, view, form, errors=errors, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return await _form(frame, view, {**form, "once": ""}, problem=str(refusal), status=HTTPStatus.CONFLICT)


def _written(view: queries.View) -> dict[str, str]:
    says = view.last.says
    hours = {name: hours_text(windows) for name, windows in zip(WEEKDAYS, says.week, strict=True)}
    return {
        "name": view.name, "zone": says.zone, "holidays": holidays_text(says.holidays), "since": "",
        "number": str(view.last.number), **hours,
    }  # fmt: skip


ROUTES = [
    read_calendars, read_new_calendar, read_parts, add_calendar, read_calendar, save_calendar, withdraw_plan,
    remove_calendar, restore_calendar,
]  # fmt: skip
