"""Deleting a ticket, after a question, and the bin."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import UNSET

from deskhand.actions import binned as actions
from deskhand.actions.contract import act
from deskhand.queries.binned import list_bin
from deskhand.queries.contract import ask
from deskhand.queries.ticket import read_ticket
from deskhand.rules.access import Can, require
from deskhand.rules.binned import KEPT
from deskhand.rules.errors import Conflict, Invalid
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.links import QUEUE
from deskhand.web.refused import sentences
from deskhand.web.ticket import version_of

BIN = "/admin/settings/bin"
_PATH = QUEUE + "/{ticket_id:uuid}/delete"


@get(BIN)
async def read_bin(frame: Framed) -> Response[str]:
    """Show what was deleted, the latest first."""
    asked = frame.request.query_params
    text = (asked.get("q") or "").strip()[:200]
    page = await ask(frame.person, list_bin, text=text or None, cursor=asked.get("cursor") or None)
    done = asked.get("done", "")
    return frame.show("binned.html", page=page, text=text, done=done if done in {"deleted", "restored"} else "")


@post(BIN + "/{ticket_id:uuid}/restore")
async def restore(frame: Framed, ticket_id: FromPath[UUID]) -> Response[None]:
    """Take a ticket out of the bin."""
    await frame.form()
    await act(frame.person, actions.restore_ticket, ticket_id)
    return go(f"{QUEUE}/{ticket_id}")


@get(_PATH)
async def read_question(frame: Framed, ticket_id: FromPath[UUID]) -> Response[str]:
    """Ask whether the ticket is to go, and say what that does."""
    return await _asked(frame, ticket_id)


@post(_PATH)
async def delete_ticket(frame: Framed, ticket_id: FromPath[UUID]) -> Response[str] | Response[None]:
    """Put the ticket into the bin."""
    form = await frame.form("reason", "version")
    seen = version_of(form["version"])
    try:
        await act(
            frame.person, actions.delete_ticket, ticket_id, version=None if seen is UNSET else seen,
            reason=form["reason"],
        )  # fmt: skip
    except Invalid as refusal:
        return await _asked(frame, ticket_id, errors=sentences(refusal, frame), written=form)
    except Conflict as refusal:
        return await _asked(frame, ticket_id, conflict=str(refusal), written=form)
    return go(f"{BIN}?done=deleted")


async def _asked(
    frame: Frame,
    ticket_id: UUID,
    *,
    errors: dict[str, str] | None = None,
    conflict: str = "",
    written: dict[str, str] | None = None,
) -> Response[str]:
    require(frame.person, Can.DELETE_TICKET)
    ticket = await ask(frame.person, read_ticket, ticket_id)
    refused = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.CONFLICT if conflict else HTTPStatus.OK
    return frame.show(
        "delete.html", status=refused, ticket=ticket, days=KEPT.days, errors=errors, conflict=conflict, written=written
    )


ROUTES = [read_bin, restore, read_question, delete_ticket]
