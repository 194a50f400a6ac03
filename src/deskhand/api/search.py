"""`/api/search`: tickets, people and organizations by words and fields, with what was found marked."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter, SkipValidation

from deskhand.api.answers import Answer
from deskhand.api.problem import spec
from deskhand.queries import search as searching
from deskhand.queries.contract import ask
from deskhand.rules.access import Actor
from deskhand.rules.errors import Invalid

Who = NamedDependency[SkipValidation[Actor]]
_READ = spec(400, 401, 403, 422, 500, 503)


class TicketHit(Answer, frozen=True, kw_only=True):
    """A ticket that was found; `title` and `excerpt` are HTML, escaped but for our `<mark>`."""

    id: UUID
    number: str
    subject: str
    status: str
    priority: str
    requester_name: str | None
    organization_name: str | None
    updated_at: datetime
    title: str
    excerpt: str | None


class PersonHit(Answer, frozen=True, kw_only=True):
    """A person who was found; customers find none."""

    id: UUID
    name: str
    email: str
    role: str
    organization_name: str | None
    title: str


class OrganizationHit(Answer, frozen=True, kw_only=True):
    """An organization that was found; customers find none."""

    id: UUID
    name: str
    title: str


class SearchAnswer(Answer, frozen=True, kw_only=True):
    """The best tickets first; `capped` says that more match than were compared, the newest of them."""

    tickets: list[TicketHit]
    total: int | str
    capped: bool
    people: list[PersonHit]
    organizations: list[OrganizationHit]


@get("/", responses=_READ, summary="Search", operation_id="search")
async def search(
    actor: Who,
    *,
    q: Annotated[str, QueryParameter(required=True, description='Words, `"exact words"`, `-without`, `status:open` …')],
    limit: Annotated[int, QueryParameter(required=False, description="Tickets, 1 to 50.")] = 20,
) -> SearchAnswer:
    """Return what the caller may see of what matches."""
    if not 1 <= limit <= searching.MOST:
        raise Invalid({"limit": f"{limit} is not between 1 and {searching.MOST}"})
    found = await ask(actor, searching.search, q, limit=limit)
    return SearchAnswer(
        tickets=[
            TicketHit(**{name: getattr(hit, name) for name in TicketHit.__struct_fields__}) for hit in found.tickets
        ],
        total=found.total,
        capped=found.is_capped,
        people=[
            PersonHit(**{name: getattr(one, name) for name in PersonHit.__struct_fields__}) for one in found.people
        ],
        organizations=[OrganizationHit(id=one.id, name=one.name, title=one.title) for one in found.organizations],
    )


ROUTER = Router("/api/search", route_handlers=[search], tags=["Search"])
