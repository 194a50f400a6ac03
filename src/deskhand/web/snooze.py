"""Letting a ticket sleep, waking it, and saying when it is due."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath

from deskhand.actions import tickets
from deskhand.actions.contract import act
from deskhand.actions.tickets import TicketChange
from deskhand.rules.errors import Conflict, Invalid
from deskhand.rules.snooze import presets, typed
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.links import QUEUE, query_of
from deskhand.web.queue import filters_asked
from deskhand.web.ticket import Answer, show_refused, version_of

_PATH = QUEUE + "/{ticket_id:uuid}"
_WAKE = "wake"


@post(_PATH + "/snooze")
async def snooze(frame: Framed, ticket_id: FromPath[UUID]) -> Answer:
    """Let the ticket sleep until a moment that has a name or that is typed, or wake it."""
    form = await frame.form("preset", "at", "version")
    try:
        until = _until(frame, form["preset"], form["at"])
        wanted = TicketChange(snoozed_until=until, version=version_of(form["version"]))
        await act(frame.actor, tickets.change_ticket, ticket_id, wanted)
    except (Invalid, Conflict) as refusal:
        return await show_refused(frame, ticket_id, refusal, written=form)
    return _done(frame, ticket_id)


@post(_PATH + "/due")
async def set_due(frame: Framed, ticket_id: FromPath[UUID]) -> Answer:
    """Say when the ticket is due; an empty field, like clearing it, says at no moment."""
    form = await frame.form("at", "clear", "version")
    try:
        at = None if form["clear"] or not form["at"] else typed(form["at"], frame.reader.zone, field="dueAt")
        wanted = TicketChange(due_at=at, version=version_of(form["version"]))
        await act(frame.actor, tickets.change_ticket, ticket_id, wanted)
    except (Invalid, Conflict) as refusal:
        return await show_refused(frame, ticket_id, refusal, written=form)
    return _done(frame, ticket_id)


def _until(frame: Frame, preset: str, at: str) -> datetime | None:
    if preset == _WAKE:
        return None
    reader = frame.reader
    if not preset:
        return typed(at, reader.zone, field="snoozedUntil")
    found = {str(name): moment for name, moment in presets(frame.now, reader.zone).items()}
    if preset not in found:
        raise Invalid({"snoozedUntil": f"“{preset[:20]}” is over for today; choose another time"})
    return found[preset]


def _done(frame: Frame, ticket_id: UUID) -> Response[None]:
    return go(f"{QUEUE}/{ticket_id}{query_of(filters_asked(frame))}")


ROUTES = [snooze, set_due]
