"""The customers' side: the archive, a new ticket, and one with its answers. All of it works without script."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import UNSET

from deskhand.actions import ratings, replies, tickets
from deskhand.actions.contract import act, act_once
from deskhand.actions.replies import NewMessage
from deskhand.actions.tickets import NewTicket, TicketChange
from deskhand.queries import portal
from deskhand.queries.contract import ask
from deskhand.queries.templates import offered_templates
from deskhand.rules.errors import Conflict, Invalid, TooMany
from deskhand.rules.ticket import Source, Status
from deskhand.web.attachments import BODY_LIMIT, FIELD, UPLOADED, files_sent
from deskhand.web.frame import Frame, Framed, go, moved
from deskhand.web.my_tickets import MINE
from deskhand.web.opening import WORDS, asked, classification, parts, questions_of
from deskhand.web.questions import ASKED, labels
from deskhand.web.refused import sentences
from deskhand.web.templates import begun, id_of

_PATH = MINE + "/{ticket_id:uuid}"
Answer = Response[str] | Response[None]


@get(MINE + "/new")
async def read_ask(frame: Framed) -> Response[str]:
    """Show the form for a question."""
    return await _asking(frame, await begun(frame))


@post(MINE, request_max_body_size=BODY_LIMIT)
async def open_ticket(frame: Framed) -> Answer:
    """Take a question, and confirm it with its number."""
    words = ("subject", "description", "priority")
    form = await frame.form(*words, *WORDS, "template", "once", UPLOADED, files=FIELD, several=ASKED)
    if form["do"] == "ask":
        return await _asking(frame, form)
    questions = await questions_of(frame, form)
    try:
        attached = await files_sent(frame, form["once"])
        once = frame.once(form["once"], *(form[name] for name in words), *parts(form), *map(str, attached.ids))
        wanted = NewTicket(
            subject=form["subject"], description=form["description"], priority=form["priority"] or None,
            template_id=id_of(form["template"]), source=Source.WEB, attached=attached,
            classification=classification(form, questions),
        )  # fmt: skip
        opened = await act_once(frame.actor, once, tickets.open_ticket, wanted, per_hour=_per_hour(frame))
    except TooMany as refusal:
        kept = {"description": str(refusal)}
        return await _asking(frame, form, status=HTTPStatus.TOO_MANY_REQUESTS, errors=kept)
    except Invalid as refusal:
        errors = sentences(refusal, frame, asked=labels(questions))
        return await _asking(frame, form, status=HTTPStatus.UNPROCESSABLE_ENTITY, errors=errors)
    return go(f"{MINE}/{opened.id}/sent")


@get(_PATH + "/sent")
async def read_sent(frame: Framed, ticket_id: FromPath[UUID]) -> Response[str]:
    """Confirm a ticket: its number, and what happens now."""
    ticket = await ask(frame.actor, portal.read_my_ticket, ticket_id)
    return frame.show("sent.html", ticket=ticket)


@get(_PATH)
async def read_one(frame: Framed, ticket_id: FromPath[UUID]) -> Answer:
    """Show a ticket and its answers; one that was merged leads to where it stands."""
    ticket = await ask(frame.actor, portal.read_my_ticket, ticket_id)
    if ticket.merged_into is not None:
        return moved(f"{MINE}/{ticket.merged_into[0]}")
    return frame.show("my_ticket.html", ticket=ticket)


@post(_PATH + "/replies", request_max_body_size=BODY_LIMIT)
async def reply(frame: Framed, ticket_id: FromPath[UUID]) -> Answer:
    """Write to the desk; long after closing, this opens a ticket that follows the old one."""
    form = await frame.form("content", "once", UPLOADED, files=FIELD)
    try:
        attached = await files_sent(frame, form["once"])
        wanted = NewMessage(content=form["content"], source=Source.WEB, attached=attached)
        once = frame.once(form["once"], form["content"], *(str(file_id) for file_id in attached.ids))
        written = await act_once(frame.actor, once, replies.reply, ticket_id, wanted, per_hour=_per_hour(frame))
    except TooMany as refusal:
        told = {"content": str(refusal)}
        return await _shown(frame, ticket_id, status=HTTPStatus.TOO_MANY_REQUESTS, errors=told, written=form)
    except (Invalid, Conflict) as refusal:
        return await _refused(frame, ticket_id, refusal, written=form)
    return go(f"{MINE}/{written.ticket.id}#message-{written.id}")


@post(_PATH + "/rating")
async def rate(frame: Framed, ticket_id: FromPath[UUID]) -> Answer:
    """Say how satisfied one is."""
    form = await frame.form("rating", "comment")
    marks = int(form["rating"]) if form["rating"] in {"1", "2", "3", "4", "5"} else 0
    try:
        await act(frame.actor, ratings.rate, ticket_id, marks=marks, comment=form["comment"])
    except (Invalid, Conflict) as refusal:
        return await _refused(frame, ticket_id, refusal, written=form)
    return go(f"{MINE}/{ticket_id}#rating")


@post(_PATH + "/closure")
async def close(frame: Framed, ticket_id: FromPath[UUID]) -> Answer:
    """Say that it is solved."""
    form = await frame.form("version")
    return await _move(frame, ticket_id, Status.CLOSED, version=form["version"])


@post(_PATH + "/reopening")
async def reopen(frame: Framed, ticket_id: FromPath[UUID]) -> Answer:
    """Say that it is not solved after all."""
    form = await frame.form("version")
    ticket = await ask(frame.actor, portal.read_my_ticket, ticket_id)
    target = Status.WAITING_SUPPORT if ticket.assignee_name else Status.OPEN
    return await _move(frame, ticket_id, target, version=form["version"])


def _per_hour(frame: Frame) -> int:
    return frame.desk.settings.tickets_per_hour


async def _asking(frame: Frame, written: dict[str, str], **values: Any) -> Response[str]:
    offered = await ask(frame.actor, offered_templates)
    beside = await asked(frame, written)
    return frame.show("ask.html", me=frame.person, written=written, offered=offered, **{**beside, **values})


async def _move(frame: Frame, ticket_id: UUID, target: Status, *, version: str) -> Answer:
    known = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else UNSET
    try:
        await act(frame.actor, tickets.change_ticket, ticket_id, TicketChange(status=target, version=known))
    except (Invalid, Conflict) as refusal:
        return await _refused(frame, ticket_id, refusal, written={})
    return go(f"{MINE}/{ticket_id}")


async def _refused(
    frame: Frame, ticket_id: UUID, refusal: Invalid | Conflict, *, written: dict[str, str]
) -> Response[str]:
    if isinstance(refusal, Invalid):
        errors = sentences(refusal, frame)
        return await _shown(frame, ticket_id, status=HTTPStatus.UNPROCESSABLE_ENTITY, errors=errors, written=written)
    return await _shown(frame, ticket_id, status=HTTPStatus.CONFLICT, moved_on=True, written={**written, "once": ""})


async def _shown(frame: Frame, ticket_id: UUID, *, status: int = HTTPStatus.OK, **values: Any) -> Response[str]:
    ticket = await ask(frame.actor, portal.read_my_ticket, ticket_id)
    return frame.show("my_ticket.html", status=status, ticket=ticket, **values)


ROUTES = [read_ask, open_ticket, read_sent, read_one, reply, rate, close, reopen]
