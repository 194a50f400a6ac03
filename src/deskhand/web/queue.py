"""The agents' queue, one of its rows, and opening a ticket for somebody."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import MediaType, Response, get, post
from litestar.params import FromPath

from deskhand.actions import tickets, views
from deskhand.actions.contract import act, act_once
from deskhand.actions.tickets import NewTicket
from deskhand.door.filters import filters_of
from deskhand.queries import queue
from deskhand.queries.contract import ask
from deskhand.queries.templates import offered_templates
from deskhand.queries.views import counted_views
from deskhand.rules.errors import Invalid
from deskhand.rules.filters import Filters
from deskhand.rules.ticket import Source
from deskhand.rules.views import Column, columns_of
from deskhand.web.attachments import BODY_LIMIT, FIELD, UPLOADED, files_sent
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.headers import PAGE_HEADERS
from deskhand.web.links import QUEUE, own_path
from deskhand.web.opening import WORDS, asked, classification, names_in, parts, questions_of
from deskhand.web.questions import ASKED, labels
from deskhand.web.refused import sentences
from deskhand.web.templates import begun, id_of

_SINGLE = (
    "view", "assignee", "team", "requester", "category", "organization", "tag", "sla", "due", "text", "sort", "snoozed",
)  # fmt: skip


def filters_asked(frame: Frame) -> Filters:
    """Return the filters of the address; an unknown word in them is refused."""
    asked = frame.request.query_params
    since, until = asked.get("since", "").strip(), asked.get("until", "").strip()
    return filters_of(
        status=asked.getall("status", []), priority=asked.getall("priority", []), source=asked.getall("source", []),
        created=f"{since}..{until}" if since or until else asked.get("created"),
        **{name: asked.get(name) for name in _SINGLE},
    )  # fmt: skip


async def page_of(frame: Frame, filters: Filters, *, cursor: str | None = None) -> queue.QueuePage:
    """Return a page of the queue as these filters show it."""
    totals, person = frame.desk.totals, frame.person
    page = await ask(
        frame.actor, queue.queue_page, filters, cursor=cursor, sidebar=await frame.desk.sidebars.of(person),
        known=totals.known(person, filters),
    )  # fmt: skip
    totals.note(person, filters, page.total)
    return page


@get(QUEUE)
async def read_queue(frame: Framed) -> Response[str]:
    """Show the queue with no ticket open."""
    filters = filters_asked(frame)
    cursor = frame.request.query_params.get("cursor") or None
    page = await page_of(frame, filters, cursor=cursor)
    template = "pane.html" if frame.wants_pane else "queue.html"
    return frame.show(template, page=page, filters=filters, ticket=None, agents=page.agents)


@get(QUEUE + "/rows/{ticket_id:uuid}")
async def read_row(frame: Framed, ticket_id: FromPath[UUID]) -> Response[str]:
    """Show one row as the filters would; nothing when it is not among what they show."""
    filters = filters_asked(frame)
    sidebar = await frame.desk.sidebars.of(frame.person)
    row = await ask(frame.actor, queue.queue_row, ticket_id, filters, sidebar=sidebar)
    if row is None:
        return Response("", status_code=HTTPStatus.NO_CONTENT, media_type=MediaType.HTML, headers=PAGE_HEADERS)
    return frame.show("rows.html", row=row.row, listing=row.listing, filters=filters)


@get(QUEUE + "/views")
async def read_sidebar(frame: Framed) -> Response[str]:
    """Show the views beside a page that is no list, with how many tickets each shows."""
    entries = await ask(frame.actor, counted_views)
    return frame.show("sidebar.html", entries=entries, place=frame.request.query_params.get("place", ""))


@post(QUEUE + "/columns")
async def choose_columns(frame: Framed) -> Response[None]:
    """Keep which columns somebody sees, and go back to the list."""
    names = [column.value for column in Column]
    form = await frame.form("back", "usual", *names)
    chosen = None if form["usual"] else columns_of([name for name in names if form[name]])
    await act(frame.actor, views.choose_columns, chosen)
    frame.desk.sidebars.forget(frame.actor.workspace_id)
    return go(own_path(form["back"]) or QUEUE)


@get(QUEUE + "/new")
async def read_new(frame: Framed) -> Response[str]:
    """Show the form for a ticket on somebody's behalf."""
    await ask(frame.actor, queue.agents)
    asked = {"requester": frame.request.query_params.get("requester", "")}
    return await _opening(frame, {**await begun(frame), **asked})


@post(QUEUE, request_max_body_size=BODY_LIMIT)
async def open_for(frame: Framed) -> Response[str] | Response[None]:
    """Open a ticket for a requester, and go to it."""
    words = ("subject", "description", "requester", "priority")
    form = await frame.form(*words, *WORDS, "template", "once", UPLOADED, files=FIELD, several=ASKED)
    if form["do"] == "ask":
        return await _opening(frame, form)
    questions = await questions_of(frame, form)
    try:
        attached = await files_sent(frame, form["once"])
        once = frame.once(form["once"], *(form[name] for name in words), *parts(form), *map(str, attached.ids))
        wanted = NewTicket(
            subject=form["subject"], description=form["description"], priority=form["priority"] or None,
            requester_email=form["requester"].strip(), template_id=id_of(form["template"]), source=Source.WEB,
            attached=attached, classification=classification(form, questions, tags=names_in(form["tags"])),
        )  # fmt: skip
        opened = await act_once(frame.actor, once, tickets.open_ticket, wanted)
    except Invalid as refusal:
        errors = sentences(refusal, frame, asked=labels(questions))
        return await _opening(frame, form, status=HTTPStatus.UNPROCESSABLE_ENTITY, errors=errors)
    return go(f"{QUEUE}/{opened.id}")


async def _opening(frame: Frame, written: dict[str, str], **values: Any) -> Response[str]:
    offered = await ask(frame.actor, offered_templates)
    beside = await asked(frame, written)
    return frame.show("new.html", written=written, offered=offered, **{**beside, **values})


ROUTES = [read_queue, read_row, read_sidebar, choose_columns, read_new, open_for]
