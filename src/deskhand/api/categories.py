"""`/api/categories`: what tickets can be of: chosen by everybody, kept by admins."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from litestar import Router, delete, get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import UNSET, Meta, UnsetType

from deskhand.actions import categories
from deskhand.actions.contract import act, act_once
from deskhand.api.answers import Answer
from deskhand.api.bodies import Body
from deskhand.api.macros import MoveBody
from deskhand.api.problem import spec
from deskhand.api.templates import Removed
from deskhand.api.tickets import Asking, Key, Who
from deskhand.door.once import once_of
from deskhand.queries import categories as queries
from deskhand.queries.contract import ask
from deskhand.queries.filters import total_of
from deskhand.rules.category import DESCRIPTION_LIMIT, NAME_LIMIT, Category

_READ = spec(400, 401, 403, 404, 422, 500, 503)
_WRITE = spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507)
Name = Annotated[str, Meta(min_length=1, max_length=NAME_LIMIT)]
CategoryKey = Annotated[str, Meta(max_length=60, description="For machines: `a-z`, `0-9`, `_`. Empty: from the name.")]
About = Annotated[str, Meta(max_length=DESCRIPTION_LIMIT)]
Above = Annotated[UUID, Meta(description="The category above it, one of the first level.")]
Active = Annotated[bool, Meta(description="False archives it: its tickets keep it, and no other gets it.")]
PolicyId = Annotated[UUID, Meta(description="The policy of deadlines that counts for its tickets; null: no own one.")]
Public = Annotated[bool, Meta(description="Whether customers are offered it.")]


class CategoryBody(Body, frozen=True, kw_only=True):
    """A new category."""

    name: Name
    key: CategoryKey = ""
    description: About = ""
    parent_id: Above | None = None
    active: Active = True
    public: Public = True
    sla_policy_id: PolicyId | None = None


class CategoryChangeBody(Body, frozen=True, kw_only=True):
    """Any subset of a category's parts."""

    name: Name | UnsetType = UNSET
    key: CategoryKey | UnsetType = UNSET
    description: About | UnsetType = UNSET
    parent_id: Above | UnsetType | None = UNSET
    active: Active | UnsetType = UNSET
    public: Public | UnsetType = UNSET
    sla_policy_id: PolicyId | UnsetType | None = UNSET


class CategoryAnswer(Answer, frozen=True, kw_only=True):
    """A category."""

    id: UUID
    key: str
    name: str
    description: str
    parent_id: UUID | None
    position: int
    active: bool
    public: bool


class UsageAnswer(CategoryAnswer, frozen=True, kw_only=True):
    """A category with its active tickets, and those opened within 30 days; a number, or `10000+`."""

    active_tickets: int | str
    recent_tickets: int | str


class CategoryDetail(UsageAnswer, frozen=True, kw_only=True):
    """A category with its own policy of deadlines, if it has one."""

    sla_policy_id: UUID | None


@get("/", responses=_READ, summary="List categories", operation_id="listCategories")
async def list_(
    actor: Who,
    *,
    archived: Annotated[bool, QueryParameter(required=False, description="For agents: archived ones too.")] = False,
) -> list[CategoryAnswer]:
    """Return the categories that the caller can choose, those below another one after it."""
    return [_shown(one) for one in await ask(actor, queries.choices, with_archived=archived)]


@get("/usage", responses=_READ, summary="How much categories are used", operation_id="categoryUsage")
async def usage(
    actor: Who,
    *,
    q: Annotated[str | None, QueryParameter(required=False, description="Part of name, key or description.")] = None,
) -> list[UsageAnswer]:
    """Return every category with its figures."""
    return [_used(one) for one in await ask(actor, queries.list_categories, text=q)]


@post("/", responses=_WRITE, summary="Make a category", operation_id="addCategory")
async def add(
    request: Asking, actor: Who, *, data: JSONBody[CategoryBody], idempotency_key: Key = None
) -> CategoryAnswer:
    """Make a category; it stands last among those beside it."""
    wanted = categories.NewCategory(
        name=data.name, key=data.key, description=data.description, parent_id=data.parent_id, is_active=data.active,
        is_public=data.public, sla_policy_id=data.sla_policy_id,
    )  # fmt: skip
    once = await once_of(request, key=idempotency_key)
    return _shown(await act_once(actor, once, categories.add_category, wanted))


@get("/{category_id:uuid}", responses=_READ, summary="Read a category", operation_id="readCategory")
async def read(actor: Who, category_id: FromPath[UUID]) -> CategoryDetail:
    """Return a category with its figures and its policy of deadlines."""
    view = await ask(actor, queries.read_category, category_id)
    return CategoryDetail(
        **_parts(view), active_tickets=total_of(view.active), recent_tickets=total_of(view.recent),
        sla_policy_id=view.sla_policy_id,
    )  # fmt: skip


@patch("/{category_id:uuid}", responses=_WRITE, summary="Change a category", operation_id="changeCategory")
async def change(actor: Who, category_id: FromPath[UUID], data: JSONBody[CategoryChangeBody]) -> CategoryAnswer:
    """Change any subset of a category's parts at once; its tickets stay of it."""
    wanted = categories.CategoryChange(
        name=data.name, key=data.key, description=data.description, parent_id=data.parent_id, is_active=data.active,
        is_public=data.public, sla_policy_id=data.sla_policy_id,
    )  # fmt: skip
    return _shown(await act(actor, categories.change_category, category_id, wanted))


@post(
    "/{category_id:uuid}/move", status_code=200, responses=_WRITE, summary="Order categories",
    operation_id="moveCategory",
)  # fmt: skip
async def move(actor: Who, category_id: FromPath[UUID], data: JSONBody[MoveBody]) -> UsageAnswer:
    """Move a category by one place among those beside it."""
    await act(actor, categories.move_category, category_id, data.up)
    return _used(await ask(actor, queries.read_category, category_id))


@delete(
    "/{category_id:uuid}", status_code=200, responses=_WRITE, summary="Remove a category",
    operation_id="removeCategory",
)  # fmt: skip
async def remove(actor: Who, category_id: FromPath[UUID]) -> Removed:
    """Remove a category that no ticket is of."""
    await act(actor, categories.remove_category, category_id)
    return Removed(id=category_id)


def _shown(category: Category) -> CategoryAnswer:
    return CategoryAnswer(**_parts(category))


def _used(line: queries.Line) -> UsageAnswer:
    return UsageAnswer(
        **_parts(line), active_tickets=total_of(line.active), recent_tickets=total_of(line.recent)
    )  # fmt: skip


def _parts(category: Category) -> dict[str, Any]:
    return {
        "id": category.id, "key": category.key, "name": category.name, "description": category.description,
        "parent_id": category.parent_id, "position": category.position, "active": category.is_active,
        "public": category.is_public,
    }  # fmt: skip


ROUTER = Router(
    "/api/categories",
    route_handlers=[list_, usage, add, read, change, move, remove],
    tags=["Categories, tags and fields"],
)
"""The routes of categories."""
