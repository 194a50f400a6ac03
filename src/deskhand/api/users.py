"""`/api/users`: the people of the workspace, as its admins look after them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Router, delete, get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import UNSET, Meta, UnsetType

from deskhand.actions import accounts, tokens, users
from deskhand.actions.contract import act, act_once
from deskhand.actions.people import NewPerson
from deskhand.api.answers import Answer, HandedOverAnswer, HappeningAnswer, handed_over, happenings
from deskhand.api.bodies import Body, Word
from deskhand.api.problem import spec
from deskhand.api.tickets import Asking, Key, Who
from deskhand.door.desk import desk_of
from deskhand.door.filters import check_page
from deskhand.door.once import once_of
from deskhand.queries import users as queries
from deskhand.queries.contract import ask
from deskhand.rules.draft import NAME_LIMIT, flaw_in_word, word_of
from deskhand.rules.errors import Invalid
from deskhand.rules.profile import Profile
from deskhand.rules.users import State, UserChange, checked_role

_READ = spec(400, 401, 403, 404, 422, 500, 503)
_WRITE = spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507)
Name = Annotated[str, Meta(max_length=NAME_LIMIT)]
RoleWord = Annotated[Word, Meta(description="`customer`, `agent` or `admin`, in any case.")]


class InvitationBody(Body, frozen=True, kw_only=True):
    """Somebody who is invited; they choose their password by the link in the mail."""

    email: Annotated[str, Meta(max_length=254)]
    role: RoleWord = "customer"
    first_name: Name = ""
    last_name: Name = ""
    organization_id: UUID | None = None


class UserChangeBody(Body, frozen=True, kw_only=True):
    """Any subset of a user's fields; with another role they have to sign in anew."""

    first_name: Name | UnsetType = UNSET
    last_name: Name | UnsetType = UNSET
    role: RoleWord | UnsetType = UNSET
    organization_id: UUID | UnsetType | None = UNSET
    time_zone: Annotated[str, Meta(max_length=60, description="Such as `Europe/Berlin`.")] | UnsetType = UNSET
    language: Annotated[str, Meta(max_length=20)] | UnsetType = UNSET


class HandOverBody(Body, frozen=True, kw_only=True):
    """Who gets the active tickets that somebody holds: an agent, or nobody (null)."""

    agent_id: UUID | None


class UserAnswer(Answer, frozen=True, kw_only=True):
    """A user; `state` is `active`, `invited` or `deactivated`, `openTickets` counts what they hold, up to 1,000."""

    id: UUID
    email: str
    name: str
    role: str
    state: str
    organization_id: UUID | None
    organization_name: str | None
    open_tickets: int
    last_seen_at: datetime | None


class UserPage(Answer, frozen=True, kw_only=True):
    """Some users by name."""

    items: list[UserAnswer]
    limit: int
    total: int | str
    next_cursor: str | None


class PhoneAnswer(Answer, frozen=True, kw_only=True):
    """A phone number; `public` says whether customers may see it."""

    id: UUID
    number: str
    verified: bool
    public: bool


class SessionAnswer(Answer, frozen=True, kw_only=True):
    """A device on which the user is signed in."""

    id: UUID
    browser: str
    address: str
    created_at: datetime
    last_seen_at: datetime


class TokenAnswer(Answer, frozen=True, kw_only=True):
    """An API token that works; `scopes` null means all that the role grants."""

    id: UUID
    name: str
    scopes: list[str] | None
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class UserDetail(UserAnswer, frozen=True, kw_only=True):
    """A user with devices, tokens, and the newest changes first; ratings are of tickets that they held."""

    first_name: str
    last_name: str
    time_zone: str
    language: str
    created_at: datetime
    deactivated_at: datetime | None
    phones: list[PhoneAnswer]
    sessions: list[SessionAnswer]
    tokens: list[TokenAnswer]
    rating_average: float | None
    rating_count: int
    activity: list[HappeningAnswer]


class EndedAnswer(Answer, frozen=True, kw_only=True):
    """How many sessions ended."""

    ended: int


@get("/", responses=_READ, summary="List users", operation_id="listUsers")
async def list_(
    actor: Who,
    *,
    q: Annotated[str, QueryParameter(required=False, description="Words of name or address.")] = "",
    role: Annotated[str | None, QueryParameter(required=False, description="`customer`, `agent` or `admin`.")] = None,
    in_state: Annotated[
        str | None, QueryParameter(name="state", required=False, description="`active`, `invited` or `deactivated`.")
    ] = None,
    organization: Annotated[UUID | None, QueryParameter(required=False, description="An organization's id.")] = None,
    limit: Annotated[int, QueryParameter(required=False, description="1 to 100.")] = 50,
    cursor: Annotated[
        str | None, QueryParameter(required=False, description="`nextCursor` of the page before.")
    ] = None,
) -> UserPage:
    """Return users by name."""
    check_page(1, limit)
    wanted = queries.Wanted(
        text=q, role=checked_role(role) if role else None, state=_state(in_state) if in_state else None,
        organization_id=organization, cursor=cursor, limit=limit,
    )  # fmt: skip
    page = await ask(actor, queries.list_users, wanted)
    return UserPage(
        items=[UserAnswer(**_shared(one)) for one in page.items], limit=limit, total=page.total,
        next_cursor=page.next_cursor,
    )  # fmt: skip


@post("/", responses=_WRITE, summary="Invite a user", operation_id="inviteUser")
async def invite(
    request: Asking, actor: Who, *, data: JSONBody[InvitationBody], idempotency_key: Key = None
) -> UserDetail:
    """Make a user and send them a link, which works for 7 days, by which they choose their password."""
    wanted = NewPerson(
        email=data.email, role=checked_role(data.role), first_name=data.first_name, last_name=data.last_name,
        organization_id=data.organization_id,
    )  # fmt: skip
    once = await once_of(request, key=idempotency_key)
    user_id = await act_once(actor, once, accounts.invite, wanted, desk_of(request).keys.new_link())
    return await _read(actor, user_id)


@get("/{user_id:uuid}", responses=_READ, summary="Read a user", operation_id="readUser")
async def read(actor: Who, user_id: FromPath[UUID]) -> UserDetail:
    """Return a user with phone numbers, sessions, API tokens and what happened."""
    return await _read(actor, user_id)


@patch("/{user_id:uuid}", responses=_WRITE, summary="Change a user", operation_id="changeUser")
async def change(actor: Who, user_id: FromPath[UUID], data: JSONBody[UserChangeBody]) -> UserDetail:
    """Change any subset of a user's fields at once; the last admin stays one."""
    wanted = UserChange(
        profile=Profile(
            first_name=data.first_name, last_name=data.last_name, time_zone=data.time_zone, language=data.language
        ),
        role=data.role, organization_id=data.organization_id,
    )  # fmt: skip
    await act(actor, users.change_user, user_id, wanted)
    return await _read(actor, user_id)


@post(
    "/{user_id:uuid}/deactivate",
    status_code=200,
    responses=_WRITE,
    summary="Deactivate a user",
    operation_id="deactivateUser",
)
async def deactivate(actor: Who, user_id: FromPath[UUID]) -> UserDetail:
    """Shut a user out: sessions and tokens end at once; active tickets stay with them until they are handed over."""
    await act(actor, users.deactivate, user_id)
    return await _read(actor, user_id)


@post(
    "/{user_id:uuid}/reactivate",
    status_code=200,
    responses=_WRITE,
    summary="Reactivate a user",
    operation_id="reactivateUser",
)
async def reactivate(actor: Who, user_id: FromPath[UUID]) -> UserDetail:
    """Let a user in again; sessions and tokens that ended stay ended."""
    await act(actor, users.reactivate, user_id)
    return await _read(actor, user_id)


@post(
    "/{user_id:uuid}/invite", status_code=200, responses=_WRITE, summary="Invite again", operation_id="inviteUserAgain"
)
async def invite_again(request: Asking, actor: Who, user_id: FromPath[UUID]) -> UserDetail:
    """Send a new invitation to somebody who has no password yet; the old link stops working."""
    await act(actor, accounts.invite_again, user_id, desk_of(request).keys.new_link())
    return await _read(actor, user_id)


@post(
    "/{user_id:uuid}/hand-over",
    status_code=200,
    responses=_WRITE,
    summary="Hand tickets over",
    operation_id="handOverTickets",
)
async def hand_over(
    request: Asking, actor: Who, user_id: FromPath[UUID], *, data: JSONBody[HandOverBody], idempotency_key: Key = None
) -> HandedOverAnswer:
    """Give up to 100 active tickets of a user to another agent, or to nobody."""
    once = await once_of(request, key=idempotency_key)
    done = await act_once(actor, once, users.hand_over, user_id, to=data.agent_id)
    return handed_over(done)


@delete(
    "/{user_id:uuid}/sessions", status_code=200, responses=_WRITE, summary="End sessions", operation_id="endSessions"
)
async def end_sessions(actor: Who, user_id: FromPath[UUID]) -> EndedAnswer:
    """Sign a user out on all devices."""
    return EndedAnswer(ended=await act(actor, users.end_sessions_of, user_id))


@delete(
    "/{user_id:uuid}/sessions/{session_id:uuid}",
    status_code=200,
    responses=_WRITE,
    summary="End a session",
    operation_id="endSession",
)
async def end_session(actor: Who, user_id: FromPath[UUID], session_id: FromPath[UUID]) -> EndedAnswer:
    """Sign a user out on one device."""
    await act(actor, users.end_session_of, user_id, session_id)
    return EndedAnswer(ended=1)


@delete(
    "/{user_id:uuid}/tokens/{token_id:uuid}",
    status_code=200,
    responses=_WRITE,
    summary="Revoke a token",
    operation_id="revokeToken",
)
async def revoke_token(actor: Who, user_id: FromPath[UUID], token_id: FromPath[UUID]) -> UserDetail:
    """Revoke an API token of a user; it stops working at once."""
    await act(actor, tokens.revoke_token_of, user_id, token_id)
    return await _read(actor, user_id)


async def _read(actor: Who, user_id: UUID) -> UserDetail:
    view = await ask(actor, queries.read_user, user_id)
    return UserDetail(
        **_shared(view), first_name=view.first_name, last_name=view.last_name, time_zone=view.time_zone,
        language=view.language, created_at=view.created_at, deactivated_at=view.deactivated_at,
        rating_average=view.rating_average, rating_count=view.rating_count,
        phones=[PhoneAnswer(id=p.id, number=p.number, verified=p.is_verified, public=p.is_public) for p in view.phones],
        sessions=[
            SessionAnswer(**{name: getattr(one, name) for name in SessionAnswer.__struct_fields__})
            for one in view.sessions
        ],
        tokens=[
            TokenAnswer(**{name: getattr(one, name) for name in TokenAnswer.__struct_fields__}) for one in view.tokens
        ],
        activity=happenings(view.trail),
    )  # fmt: skip


def _shared(one: queries.Line) -> dict[str, Any]:
    return {name: getattr(one, name) for name in UserAnswer.__struct_fields__}


def _state(given: str) -> State:
    state = word_of(State, given)
    if state is None:
        raise Invalid({"state": flaw_in_word(State, given)})
    return state


ROUTER = Router(
    "/api/users",
    route_handlers=[
        list_, invite, read, change, deactivate, reactivate, invite_again, hand_over, end_sessions, end_session,
        revoke_token,
    ],
    tags=["Users"],
)  # fmt: skip
