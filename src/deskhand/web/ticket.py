"""One ticket as agents work on it: reading, answering, notes, and changes."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import UNSET, UnsetType

from deskhand.actions import drafts, tickets
from deskhand.actions.contract import act, act_once
from deskhand.actions.replies import NewMessage
from deskhand.actions.tickets import TicketChange
from deskhand.queries import queue
from deskhand.queries.contract import ask
from deskhand.queries.ticket import TicketView, read_ticket
from deskhand.rules.access import may_see
from deskhand.rules.errors import Conflict, Invalid
from deskhand.rules.ticket import Source
from deskhand.web.attachments import BODY_LIMIT, FIELD, UPLOADED, files_sent
from deskhand.web.frame import Frame, Framed, go, moved
from deskhand.web.links import QUEUE, query_of
from deskhand.web.queue import filters_asked, page_of
from deskhand.web.refused import sentences

_PATH = QUEUE + "/{ticket_id:uuid}"
Answer = Response[str] | Response[None]


@get(_PATH)
async def read(frame: Framed, ticket_id: FromPath[UUID]) -> Answer:
    """Show the ticket beside the queue; one that was merged leads to where it stands."""
    mode = "note" if frame.request.query_params.get("mode") == "note" else "reply"
    ticket = await ask(frame.actor, read_ticket, ticket_id)
    if ticket.merged_into is not None:
        return moved(f"{QUEUE}/{ticket.merged_into[0]}{query_of(filters_asked(frame))}")
    ran = frame.request.query_params.get("ran", "")[:40]
    return await _shown(frame, ticket_id, ticket=ticket, mode=mode, ran=ran)


@post(_PATH + "/replies", request_max_body_size=BODY_LIMIT)
async def reply(frame: Framed, ticket_id: FromPath[UUID]) -> Answer:
    """Send a reply; with `then=resolve` it is the solution as well."""
    form = await frame.form("content", "once", "seen", "then", "template", "version", UPLOADED, files=FIELD)
    try:
        attached = await files_sent(frame, form["once"])
        wanted = NewMessage(
            content=form["content"], seen=id_of(form["seen"], "seen"), resolves=form["then"] == "resolve",
            template_id=id_of(form["template"], "template"), source=Source.WEB, attached=attached,
        )  # fmt: skip
        once = frame.once(form["once"], form["content"], form["then"], *map(str, attached.ids))
        await act_once(frame.actor, once, drafts.send, ticket_id, wanted)
    except (Invalid, Conflict) as refusal:
        return await show_refused(frame, ticket_id, refusal, written=form, mode="reply")
    return _done(frame, ticket_id)


@post(_PATH + "/notes", request_max_body_size=BODY_LIMIT)
async def note(frame: Framed, ticket_id: FromPath[UUID]) -> Answer:
    """Write an internal note."""
    form = await frame.form("content", "once", "template", "version", UPLOADED, files=FIELD)
    try:
        attached = await files_sent(frame, form["once"])
        wanted = NewMessage(
            content=form["content"], template_id=id_of(form["template"], "template"), source=Source.WEB,
            attached=attached,
        )  # fmt: skip
        once = frame.once(form["once"], form["content"], *map(str, attached.ids))
        await act_once(frame.actor, once, drafts.send_note, ticket_id, wanted)
    except (Invalid, Conflict) as refusal:
        return await show_refused(frame, ticket_id, refusal, written={**form, "once_note": form["once"]}, mode="note")
    return _done(frame, ticket_id)


@post(_PATH + "/assignment")
async def assign(frame: Framed, ticket_id: FromPath[UUID]) -> Answer:
    """Give the ticket to an agent, to oneself, or to nobody."""
    form = await frame.form("agent", "version")
    agent = frame.person.user_id if form["agent"] == "me" else id_of(form["agent"], "agent")
    return await _change(frame, ticket_id, TicketChange(assignee_id=agent, version=version_of(form["version"])))


@post(_PATH + "/team")
async def give(frame: Framed, ticket_id: FromPath[UUID]) -> Answer:
    """Give the ticket to a team, or to none."""
    form = await frame.form("team", "version")
    wanted = TicketChange(team_id=id_of(form["team"], "team"), version=version_of(form["version"]))
    return await _change(frame, ticket_id, wanted)


@post(_PATH + "/status")
async def move(frame: Framed, ticket_id: FromPath[UUID]) -> Answer:
    """Resolve, close, cancel or reopen the ticket."""
    form = await frame.form("status", "resolution", "version")
    wanted = TicketChange(
        status=form["status"], resolution=form["resolution"] or UNSET, version=version_of(form["version"])
    )
    return await _change(frame, ticket_id, wanted, written=form)


@post(_PATH + "/priority")
async def prioritise(frame: Framed, ticket_id: FromPath[UUID]) -> Answer:
    """Change how urgent the ticket is."""
    form = await frame.form("priority", "version")
    wanted = TicketChange(priority=form["priority"], version=version_of(form["version"]))
    return await _change(frame, ticket_id, wanted)


async def _change(
    frame: Frame, ticket_id: UUID, wanted: TicketChange, *, written: dict[str, str] | None = None
) -> Answer:
    try:
        changed = await act(frame.actor, tickets.change_ticket, ticket_id, wanted)
    except (Invalid, Conflict) as refusal:
        return await show_refused(frame, ticket_id, refusal, written=written or {})
    if not may_see(frame.actor, tickets.whose_is(changed)):
        return go(f"{QUEUE}{query_of(filters_asked(frame))}")  # it is another team's now
    return _done(frame, ticket_id)


async def show_refused(
    frame: Frame,
    ticket_id: UUID,
    refusal: Invalid | Conflict,
    *,
    written: dict[str, str],
    mode: str = "reply",
    asked: dict[str, str] | None = None,
) -> Response[str]:
    """Show the ticket as it stands now, with why nothing changed, and every word that was written."""
    if isinstance(refusal, Invalid):
        errors = sentences(refusal, frame, asked=asked)
        unplaced = " ".join(
            text
            for name, text in errors.items()
            if name not in {"content", "resolution", "watcher", "ticket", "snoozedUntil", "dueAt"}
        )
        return await _shown(
            frame, ticket_id, status=HTTPStatus.UNPROCESSABLE_ENTITY, errors=errors, written=written, mode=mode,
            conflict=unplaced,
        )  # fmt: skip
    # A second sending needs a key of its own: the first one's is bound to what was refused.
    fresh = {**written, "once": "", "once_note": ""}
    return await _shown(
        frame, ticket_id, status=HTTPStatus.CONFLICT, conflict=str(refusal), written=fresh, mode=mode
    )  # fmt: skip


async def _shown(
    frame: Frame, ticket_id: UUID, *, ticket: TicketView | None = None, status: int = HTTPStatus.OK, **values: Any
) -> Response[str]:
    filters = filters_asked(frame)
    ticket = ticket or await ask(frame.actor, read_ticket, ticket_id)
    if frame.wants_pane:
        agents = await ask(frame.actor, queue.agents)
        return frame.show("ticket.html", status=status, ticket=ticket, filters=filters, agents=agents, **values)
    page = await page_of(frame, filters)
    return frame.show(
        "queue.html", status=status, ticket=ticket, page=page, filters=filters, agents=page.agents, **values
    )


def _done(frame: Frame, ticket_id: UUID) -> Response[None]:
    return go(f"{QUEUE}/{ticket_id}{query_of(filters_asked(frame))}")


def version_of(text: str) -> int | UnsetType:
    """Return the version that a form was shown with; without one, no version is asked for."""
    return whole_number(text, "version") if text else UNSET


def whole_number(text: str, field: str) -> int:
    """Return the whole number that a form's field holds; refuse any other text."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Invalid({field: f"“{text[:20]}” is not a whole number; reload the page"})
    return int(text)


def id_of(text: str, field: str) -> UUID | None:
    """Return the id that a form's field holds, None when it is empty; refuse any other text."""
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Invalid({field: f"“{text[:40]}” is not an id"}) from None


ROUTES = [read, reply, note, assign, give, move, prioritise]
