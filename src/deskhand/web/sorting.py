"""Sorting a ticket from its page: its category, its tags one by one, and the answers of its form."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from deskhand.actions import tickets
from deskhand.actions.classification import Wanted
from deskhand.actions.contract import act
from deskhand.actions.tickets import TicketChange
from deskhand.queries import tags as queries
from deskhand.queries.contract import ask
from deskhand.queries.ticket import read_ticket
from deskhand.rules.errors import Conflict, Invalid
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.links import QUEUE, query_of
from deskhand.web.opening import names_in
from deskhand.web.questions import ASKED, answers, labels
from deskhand.web.queue import filters_asked
from deskhand.web.ticket import Answer, id_of, show_refused, version_of

_PATH = QUEUE + "/{ticket_id:uuid}"


@post(_PATH + "/category")
async def categorise(frame: Framed, ticket_id: FromPath[UUID]) -> Answer:
    """Give the ticket a category, or take it away."""
    form = await frame.form("category", "version")
    wanted = Wanted(category_id=id_of(form["category"], "category"))
    return await _sorted(frame, ticket_id, wanted, form=form)


@post(_PATH + "/tags")
async def retag(frame: Framed, ticket_id: FromPath[UUID]) -> Answer:
    """Put tags on the ticket, separated by commas, or take one off; what others do meanwhile stays."""
    form = await frame.form("tag", "gone")
    wanted = Wanted(add_tags=names_in(form["tag"]), remove_tags=(form["gone"],) if form["gone"] else ())
    return await _sorted(frame, ticket_id, wanted, form=form)


@post(_PATH + "/answers")
async def answer(frame: Framed, ticket_id: FromPath[UUID]) -> Answer:
    """Answer the questions of the ticket's form."""
    form = await frame.form("version", several=ASKED)
    asked = (await ask(frame.actor, read_ticket, ticket_id)).sorting.questions
    return await _sorted(frame, ticket_id, Wanted(fields=answers(asked, form)), form=form, named=labels(asked))


@get(QUEUE + "/tags")
async def read_tags(frame: Framed) -> Response[str]:
    """Show the tags that begin with or hold what is typed, as options of its field."""
    asked = frame.request.query_params
    typed: str = asked.get("tag", asked.get("tags", "")).rpartition(",")[2]
    return frame.show("tag_options.html", found=await ask(frame.actor, queries.offered, typed[:60]))


async def _sorted(
    frame: Frame, ticket_id: UUID, wanted: Wanted, *, form: dict[str, str], named: dict[str, str] | None = None
) -> Answer:
    change = TicketChange(classification=wanted, version=version_of(form.get("version", "")))
    try:
        await act(frame.actor, tickets.change_ticket, ticket_id, change)
    except (Invalid, Conflict) as refusal:
        return await show_refused(frame, ticket_id, refusal, written=form, asked=named)
    return go(f"{QUEUE}/{ticket_id}{query_of(filters_asked(frame))}")


ROUTES = [categorise, retag, answer, read_tags]
