"""`DELETE /api/tickets/{id}` and the bin: what was deleted, and taking it back out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Router, delete, get, post
from litestar.params import FromPath, QueryParameter

from deskhand.actions import binned as actions
from deskhand.actions.contract import act_once
from deskhand.api.answers import Answer
from deskhand.api.problem import spec
from deskhand.api.tickets import Asking, Key, Who
from deskhand.door.once import once_of
from deskhand.queries.binned import list_bin
from deskhand.queries.contract import ask

_READ = spec(400, 401, 403, 422, 500, 503)
_WRITE = spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507)


class DeletedAnswer(Answer, frozen=True, kw_only=True):
    """A ticket went into the bin; until `erasedAt` it can be restored."""

    id: UUID
    erased_at: datetime


class RestoredAnswer(Answer, frozen=True, kw_only=True):
    """A ticket came out of the bin."""

    id: UUID


class BinnedAnswer(Answer, frozen=True, kw_only=True):
    """A ticket in the bin."""

    id: UUID
    number: str
    subject: str
    requester_name: str
    deleted_by: str | None
    deleted_at: datetime
    erased_at: datetime


class BinPage(Answer, frozen=True, kw_only=True):
    """A page of the bin, the latest first. Go on with `cursor=nextCursor`."""

    items: list[BinnedAnswer]
    next_cursor: str | None


@get("/bin", responses=_READ, summary="List the bin", operation_id="listBin")
async def read_bin(
    actor: Who,
    *,
    q: Annotated[str | None, QueryParameter(required=False, description="A text in subject or number.")] = None,
    cursor: Annotated[
        str | None, QueryParameter(required=False, description="`nextCursor` of the page before.")
    ] = None,
) -> BinPage:
    """Return the tickets that were deleted and are not erased yet; for admins."""
    page = await ask(actor, list_bin, text=q, cursor=cursor)
    names = BinnedAnswer.__struct_fields__
    items = [BinnedAnswer(**{name: getattr(one, name) for name in names}) for one in page.items]
    return BinPage(items=items, next_cursor=page.next_cursor)


@delete("/{ticket_id:uuid}", status_code=200, responses=_WRITE, summary="Delete a ticket", operation_id="deleteTicket")
async def delete_ticket(
    request: Asking,
    actor: Who,
    ticket_id: FromPath[UUID],
    *,
    version: Annotated[int | None, QueryParameter(required=False, description="The version that you saw.")] = None,
    reason: Annotated[str, QueryParameter(required=False, description="Why, for the audit log.")] = "",
    idempotency_key: Key = None,
) -> DeletedAnswer:
    """Put a ticket into the bin: nobody but admins sees it there, and after 30 days it is erased with its files."""
    once = await once_of(request, key=idempotency_key)
    at = await act_once(actor, once, actions.delete_ticket, ticket_id, version=version, reason=reason)
    return DeletedAnswer(id=ticket_id, erased_at=at)


@post(
    "/{ticket_id:uuid}/restore", status_code=200, responses=_WRITE, summary="Restore a ticket",
    operation_id="restoreTicket",
)  # fmt: skip
async def restore(
    request: Asking, actor: Who, ticket_id: FromPath[UUID], *, idempotency_key: Key = None
) -> RestoredAnswer:
    """Take a ticket out of the bin, as it was."""
    once = await once_of(request, key=idempotency_key)
    await act_once(actor, once, actions.restore_ticket, ticket_id)
    return RestoredAnswer(id=ticket_id)


ROUTER = Router("/api/tickets", route_handlers=[read_bin, delete_ticket, restore], tags=["Tickets"])
