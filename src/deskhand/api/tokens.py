"""`/api/tokens`: API tokens, listed and revoked; they are made by somebody who has signed in, on a page."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Router, delete, get
from litestar.params import FromPath, QueryParameter

from deskhand.actions import tokens
from deskhand.actions.contract import act
from deskhand.api.answers import Answer
from deskhand.api.problem import spec
from deskhand.api.tickets import Who
from deskhand.door.filters import check_page
from deskhand.queries import tokens as queries
from deskhand.queries.contract import ask
from deskhand.rules.draft import flaw_in_word, word_of
from deskhand.rules.errors import Invalid
from deskhand.rules.tokens import State

_READ = spec(400, 401, 403, 422, 500, 503)
_WRITE = spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507)


class ApiTokenAnswer(Answer, frozen=True, kw_only=True):
    """An API token, never the secret; `state` is `working`, `expired` or `revoked`, `scopes` null means no limit."""

    id: UUID
    user_id: UUID
    user_name: str
    email: str
    name: str
    state: str
    scopes: list[str] | None
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


class ApiTokenPage(Answer, frozen=True, kw_only=True):
    """Some tokens, the newest first. Go on with `cursor=nextCursor`."""

    items: list[ApiTokenAnswer]
    limit: int
    next_cursor: str | None


class RevokedAnswer(Answer, frozen=True, kw_only=True):
    """A token that works no more."""

    id: UUID


@get("/", responses=_READ, summary="List API tokens", operation_id="listTokens")
async def list_(
    actor: Who,
    *,
    in_state: Annotated[
        str | None, QueryParameter(name="state", required=False, description="`working`, `expired` or `revoked`.")
    ] = None,
    user: Annotated[UUID | None, QueryParameter(required=False, description="A user's id.")] = None,
    limit: Annotated[int, QueryParameter(required=False, description="1 to 100.")] = 50,
    cursor: Annotated[
        str | None, QueryParameter(required=False, description="`nextCursor` of the page before.")
    ] = None,
) -> ApiTokenPage:
    """Return one's own tokens; with the permission `token:manage` everybody's."""
    check_page(1, limit)
    state = word_of(State, in_state) if in_state else None
    if in_state and state is None:
        raise Invalid({"state": flaw_in_word(State, in_state)})
    wanted = queries.Wanted(state=state, user_id=user, cursor=cursor, limit=limit)
    page = await ask(actor, queries.list_tokens, wanted)
    names = ApiTokenAnswer.__struct_fields__
    items = [ApiTokenAnswer(**{name: getattr(one, name) for name in names}) for one in page.items]
    return ApiTokenPage(items=items, limit=limit, next_cursor=page.next_cursor)


@delete(
    "/{token_id:uuid}", status_code=200, responses=_WRITE, summary="Revoke an API token", operation_id="revokeApiToken"
)
async def revoke(actor: Who, token_id: FromPath[UUID]) -> RevokedAnswer:
    """Revoke a token of one's own, or with the permission `token:manage` anybody's; it stops working at once."""
    await act(actor, tokens.revoke_token, token_id)
    return RevokedAnswer(id=token_id)


ROUTER = Router("/api/tokens", route_handlers=[list_, revoke], tags=["Tokens"])
