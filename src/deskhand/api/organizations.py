"""`/api/organizations`: client companies, looked after by agents."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Router, get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import UNSET, Meta, UnsetType

from deskhand.actions import organizations
from deskhand.actions.contract import act, act_once
from deskhand.api.answers import Answer, HappeningAnswer, happenings
from deskhand.api.bodies import Body
from deskhand.api.problem import spec
from deskhand.api.tickets import Asking, Key, Who
from deskhand.door.desk import desk_of
from deskhand.door.filters import check_page
from deskhand.door.once import once_of
from deskhand.queries import organizations as queries
from deskhand.queries.contract import ask
from deskhand.rules.organizations import DOMAINS, NAME_LIMIT

_READ = spec(400, 401, 403, 404, 422, 500, 503)
_WRITE = spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507)
Name = Annotated[str, Meta(min_length=1, max_length=NAME_LIMIT)]
Domains = Annotated[
    list[Annotated[str, Meta(max_length=300)]],
    Meta(max_length=DOMAINS, description="The whole list; who proves an address of one joins the organization."),
]
PolicyId = Annotated[UUID, Meta(description="The policy of deadlines that counts for its tickets; null: no own one.")]
Slack = Annotated[
    str, Meta(max_length=400, description="The address of an incoming webhook; kept sealed, never given out.")
]


class OrganizationBody(Body, frozen=True, kw_only=True):
    """A new organization; only admins say that its people see each other's tickets."""

    name: Name
    priority_client: bool | UnsetType = UNSET
    shares_tickets: bool | UnsetType = UNSET
    domains: Domains | UnsetType = UNSET
    slack_webhook: Slack | UnsetType | None = UNSET
    sla_policy_id: PolicyId | UnsetType | None = UNSET


class OrganizationChangeBody(Body, frozen=True, kw_only=True):
    """Any subset of an organization's fields; a `slackWebhook` of null takes the address away."""

    name: Name | UnsetType = UNSET
    priority_client: bool | UnsetType = UNSET
    shares_tickets: bool | UnsetType = UNSET
    domains: Domains | UnsetType = UNSET
    slack_webhook: Slack | UnsetType | None = UNSET
    sla_policy_id: PolicyId | UnsetType | None = UNSET


class OrganizationAnswer(Answer, frozen=True, kw_only=True):
    """An organization; `people` counts up to 1,000."""

    id: UUID
    name: str
    priority_client: bool
    domains: list[str]
    people: int


class OrganizationPage(Answer, frozen=True, kw_only=True):
    """Some organizations by name."""

    items: list[OrganizationAnswer]
    limit: int
    total: int | str
    next_cursor: str | None


class MemberAnswer(Answer, frozen=True, kw_only=True):
    """Somebody of an organization."""

    id: UUID
    name: str
    email: str
    active: bool


class MemberPage(Answer, frozen=True, kw_only=True):
    """Some people of an organization by name."""

    items: list[MemberAnswer]
    limit: int
    next_cursor: str | None


class OrganizationDetail(Answer, frozen=True, kw_only=True):
    """An organization with 20 of its people; `slack` says whether a Slack address is set, never which."""

    id: UUID
    name: str
    priority_client: bool
    shares_tickets: bool
    domains: list[str]
    slack: bool
    sla_policy_id: UUID | None
    people: int
    members: list[MemberAnswer]
    next_members: Annotated[str | None, Meta(description="The `cursor` of `members` with which the next begin.")]
    activity: list[HappeningAnswer]


@get("/", responses=_READ, summary="List organizations", operation_id="listOrganizations")
async def list_(
    actor: Who,
    *,
    q: Annotated[str, QueryParameter(required=False, description="Words of the name.")] = "",
    limit: Annotated[int, QueryParameter(required=False, description="1 to 100.")] = 50,
    cursor: Annotated[
        str | None, QueryParameter(required=False, description="`nextCursor` of the page before.")
    ] = None,
) -> OrganizationPage:
    """Return organizations by name; for agents."""
    check_page(1, limit)
    page = await ask(actor, queries.list_organizations, text=q, cursor=cursor, limit=limit)
    items = [
        OrganizationAnswer(
            id=one.id, name=one.name, priority_client=one.is_priority_client, domains=one.domains, people=one.people
        )
        for one in page.items
    ]
    return OrganizationPage(items=items, limit=limit, total=page.total, next_cursor=page.next_cursor)


@post("/", responses=_WRITE, summary="Make an organization", operation_id="addOrganization")
async def add(
    request: Asking, actor: Who, *, data: JSONBody[OrganizationBody], idempotency_key: Key = None
) -> OrganizationDetail:
    """Make an organization."""
    once = await once_of(request, key=idempotency_key)
    seal = desk_of(request).keys.seal
    made = await act_once(actor, once, organizations.add_organization, _wanted(data), seal=seal)
    return await _read(actor, made)


@get("/{organization_id:uuid}", responses=_READ, summary="Read an organization", operation_id="readOrganization")
async def read(actor: Who, organization_id: FromPath[UUID]) -> OrganizationDetail:
    """Return an organization with people and what happened."""
    return await _read(actor, organization_id)


@get("/{organization_id:uuid}/members", responses=_READ, summary="List an organization's people",
     operation_id="listOrganizationMembers")  # fmt: skip
async def members(
    actor: Who,
    organization_id: FromPath[UUID],
    *,
    q: Annotated[str, QueryParameter(required=False, description="Letters of the name or address.")] = "",
    limit: Annotated[int, QueryParameter(required=False, description="1 to 100.")] = 50,
    cursor: Annotated[
        str | None, QueryParameter(required=False, description="`nextCursor` of the page before.")
    ] = None,
) -> MemberPage:
    """Return people of an organization by name; for agents."""
    check_page(1, limit)
    page = await ask(actor, queries.list_members, organization_id, text=q, cursor=cursor, limit=limit)
    return MemberPage(items=[_member(one) for one in page.items], limit=limit, next_cursor=page.next_cursor)


@patch("/{organization_id:uuid}", responses=_WRITE, summary="Change an organization", operation_id="changeOrganization")
async def change(
    request: Asking, actor: Who, organization_id: FromPath[UUID], *, data: JSONBody[OrganizationChangeBody]
) -> OrganizationDetail:
    """Change any subset of an organization's fields at once."""
    seal = desk_of(request).keys.seal
    await act(actor, organizations.change_organization, organization_id, _wanted(data), seal=seal)
    return await _read(actor, organization_id)


def _wanted(data: OrganizationBody | OrganizationChangeBody) -> organizations.OrganizationChange:
    return organizations.OrganizationChange(
        name=data.name, is_priority_client=data.priority_client, shares_tickets=data.shares_tickets,
        domains=data.domains, slack_webhook=data.slack_webhook, sla_policy_id=data.sla_policy_id,
    )  # fmt: skip


async def _read(actor: Who, organization_id: UUID) -> OrganizationDetail:
    view = await ask(actor, queries.read_organization, organization_id)
    return OrganizationDetail(
        id=view.id, name=view.name, priority_client=view.is_priority_client, shares_tickets=view.shares_tickets,
        domains=view.domains, slack=view.has_slack, sla_policy_id=view.sla_policy_id, people=view.people,
        members=[_member(one) for one in view.members], next_members=view.next_people,
        activity=happenings(view.trail),
    )  # fmt: skip


def _member(one: queries.Member) -> MemberAnswer:
    return MemberAnswer(id=one.id, name=one.name, email=one.email, active=one.is_active)


ROUTER = Router("/api/organizations", route_handlers=[list_, add, read, members, change], tags=["Organizations"])
