"""Whether agents are there and what they know: their own page, and that of admins about them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import UNSET

from deskhand.actions.availability import change_availability
from deskhand.actions.contract import act
from deskhand.queries.assignment import Profile, read_availability
from deskhand.queries.contract import ask
from deskhand.rules.access import Can, require
from deskhand.rules.assignment.availability import AvailabilityChange, texts_of
from deskhand.rules.assignment.eligibility import is_away_at
from deskhand.rules.errors import Invalid
from deskhand.rules.sla.calendar import WEEKDAYS
from deskhand.rules.snooze import typed
from deskhand.rules.workspace import LANGUAGES
from deskhand.web.branding import zones
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.reader import reading
from deskhand.web.refused import sentences
from deskhand.web.times import typed_moment, weekday

AVAILABILITY = "/dashboard/settings/availability"
OF_PERSON = "/dashboard/settings/people/{user_id:uuid}/availability"
_THERE = ("accepting", "away_until", "away_reason", "back")
_KNOWS = ("skills", "capacity", "zone", *WEEKDAYS)
_SAID = {"there", "saved"}
Answer = Response[str] | Response[None]


@get(AVAILABILITY)
async def read_own(frame: Framed) -> Response[str]:
    """Show one's own availability."""
    return await _shown(frame, frame.person.user_id, AVAILABILITY)


@post(AVAILABILITY)
async def say_own(frame: Framed) -> Answer:
    """Say whether one is there."""
    return await _say(frame, frame.person.user_id, AVAILABILITY)


@post(AVAILABILITY + "/skills")
async def know_own(frame: Framed) -> Answer:
    """Say what one knows oneself, and when one works; for admins."""
    return await _know(frame, frame.person.user_id, AVAILABILITY)


@get(OF_PERSON)
async def read_of(frame: Framed, user_id: FromPath[UUID]) -> Response[str]:
    """Show an agent's availability."""
    require(frame.person, Can.MANAGE_PEOPLE)
    return await _shown(frame, user_id, OF_PERSON)


@post(OF_PERSON)
async def say_of(frame: Framed, user_id: FromPath[UUID]) -> Answer:
    """Say whether an agent is there."""
    return await _say(frame, user_id, OF_PERSON)


@post(OF_PERSON + "/skills")
async def know_of(frame: Framed, user_id: FromPath[UUID]) -> Answer:
    """Say what an agent knows, and when they work."""
    return await _know(frame, user_id, OF_PERSON)


async def _say(frame: Frame, user_id: UUID, path: str) -> Answer:
    form = await frame.form(*_THERE)
    try:
        until = typed(form["away_until"], frame.reader.zone, field="awayUntil") if form["away_until"] else None
        wanted = AvailabilityChange(
            is_accepting=form["accepting"] == "yes", away_until=None if form["back"] else until,
            away_reason=form["away_reason"],
        )  # fmt: skip
        await act(frame.actor, change_availability, user_id, wanted)
    except Invalid as refusal:
        return await _shown(frame, user_id, path, errors=sentences(refusal, frame), written=form)
    return go(f"{path.replace('{user_id:uuid}', str(user_id))}?said=there")


async def _know(frame: Frame, user_id: UUID, path: str) -> Answer:
    sent = await frame.lists(*_KNOWS, several=("languages",))
    form: dict[str, Any] = {name: sent[name][0] for name in _KNOWS} | {"languages": sent["languages"]}
    try:
        week = {day: form[day] for day in WEEKDAYS if form[day].strip()}
        wanted = AvailabilityChange(
            skills=form["skills"].split(","), languages=form["languages"], capacity=_whole(form["capacity"]),
            time_zone=form["zone"] or UNSET, week=week or None,
        )  # fmt: skip
        await act(frame.actor, change_availability, user_id, wanted)
    except Invalid as refusal:
        return await _shown(frame, user_id, path, errors=sentences(refusal, frame), written=form)
    return go(f"{path.replace('{user_id:uuid}', str(user_id))}?said=saved")


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise Invalid({"capacity": f"“{text[:20]}” is not a whole number"})
    return int(text)


async def _shown(
    frame: Frame,
    user_id: UUID,
    path: str,
    *,
    errors: dict[str, str] | None = None,
    written: dict[str, Any] | None = None,
) -> Response[str]:
    found = await ask(frame.actor, read_availability, user_id)
    said = frame.request.query_params.get("said", "")
    with reading(frame.reader):
        known = _written(found, frame)
        weekdays = [(name, weekday(place)) for place, name in enumerate(WEEKDAYS)]
    return frame.show(
        "availability.html", status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK, view=found,
        url=path.replace("{user_id:uuid}", str(user_id)), is_own=path == AVAILABILITY,
        may_all=frame.person.may(Can.MANAGE_PEOPLE), is_away=is_away_at(found.availability.away_until, frame.now),
        errors=errors or {}, written={**known, **(written or {})}, said=said if said in _SAID else "",
        weekdays=weekdays, zones=zones(), spoken=list(LANGUAGES.items()),
    )  # fmt: skip


def _written(found: Profile, frame: Frame) -> dict[str, Any]:
    kept = found.availability
    until = kept.away_until
    return {
        "accepting": "yes" if kept.is_accepting else "", "away_reason": kept.away_reason,
        "away_until": typed_moment(until) if until is not None and is_away_at(until, frame.now) else "",
        "skills": ", ".join(kept.skills), "languages": list(kept.languages), "capacity": str(kept.capacity),
        "zone": kept.hours.zone if kept.hours else frame.person.time_zone, **texts_of(kept.hours),
    }  # fmt: skip


ROUTES = [read_own, say_own, know_own, read_of, say_of, know_of]
