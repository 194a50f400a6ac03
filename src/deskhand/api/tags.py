"""`/api/tags`: found by agents; kept, merged and removed by admins."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from litestar import Router, delete, get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import UNSET, Meta, UnsetType

from deskhand.actions import tags
from deskhand.actions.contract import act, act_once
from deskhand.api.answers import Answer
from deskhand.api.bodies import Body, Word
from deskhand.api.problem import spec
from deskhand.api.tickets import Asking, Key, Who
from deskhand.door.once import once_of
from deskhand.queries import tags as queries
from deskhand.queries.contract import ask
from deskhand.queries.filters import MOST, total_of
from deskhand.rules.category import DESCRIPTION_LIMIT
from deskhand.rules.errors import Invalid
from deskhand.rules.tag import COLOURS, Tag

_READ = spec(400, 401, 403, 404, 422, 500, 503)
_WRITE = spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507)
Name = Annotated[str, Meta(min_length=1, max_length=200, description="At most 50 characters, kept in lower case.")]
Colour = Annotated[Word, Meta(description=f"One of: {', '.join(COLOURS)}.")]
About = Annotated[str, Meta(max_length=DESCRIPTION_LIMIT)]


class TagBody(Body, frozen=True, kw_only=True):
    """A new tag."""

    name: Name
    colour: Colour = "neutral"
    description: About = ""


class TagChangeBody(Body, frozen=True, kw_only=True):
    """Any subset of a tag's parts."""

    name: Name | UnsetType = UNSET
    colour: Colour | UnsetType = UNSET
    description: About | UnsetType = UNSET


class MergeBody(Body, frozen=True, kw_only=True):
    """The name of the tag that takes the tickets over."""

    into: Name


class TagAnswer(Answer, frozen=True, kw_only=True):
    """A tag."""

    id: UUID
    name: str
    colour: str
    description: str


class TagLine(TagAnswer, frozen=True, kw_only=True):
    """A tag with how many tickets bear it; a number, or `10000+`."""

    tickets: int | str


class GoingAnswer(Answer, frozen=True, kw_only=True):
    """A tag that was merged or removed: how many of its tickets were told so far."""

    name: str
    into: str | None
    told: int
    total: int


class TagPage(Answer, frozen=True, kw_only=True):
    """Tags by name. Go on with `cursor=nextCursor`. `going` are those on their way out."""

    items: list[TagLine]
    next_cursor: str | None
    going: list[GoingAnswer]


class OfferedTag(Answer, frozen=True, kw_only=True):
    """A tag that can be put on a ticket."""

    name: str
    colour: str


class TagRemoved(Answer, frozen=True, kw_only=True):
    """What was removed, and how many tickets bore it."""

    id: UUID
    tickets: int


@get("/", responses=_READ, summary="List tags", operation_id="listTags")
async def list_(
    actor: Who,
    *,
    q: Annotated[str | None, QueryParameter(required=False, description="Part of name or description.")] = None,
    limit: Annotated[int, QueryParameter(required=False, description="1 to 100.")] = 50,
    cursor: Annotated[
        str | None, QueryParameter(required=False, description="`nextCursor` of the page before.")
    ] = None,
) -> TagPage:
    """Return the tags with how much each is used."""
    if not 1 <= limit <= MOST:
        raise Invalid({"limit": f"must be 1 to {MOST}"})
    page = await ask(actor, queries.list_tags, queries.Wanted(text=q, cursor=cursor, limit=limit))
    going = [GoingAnswer(name=one.name, into=one.into, told=one.told, total=one.total) for one in page.going]
    return TagPage(items=[_line(one) for one in page.items], next_cursor=page.next_cursor, going=going)


@get("/offered", responses=_READ, summary="Find tags by part of a name", operation_id="offeredTags")
async def offered(
    actor: Who, *, q: Annotated[str, QueryParameter(required=False, description="Part of a name.")] = ""
) -> list[OfferedTag]:
    """Return up to 20 tags that agents can put on a ticket, those first that begin with the text."""
    return [OfferedTag(name=name, colour=colour) for name, colour in await ask(actor, queries.offered, q)]


@post("/", responses=_WRITE, summary="Make a tag", operation_id="addTag")
async def add(request: Asking, actor: Who, *, data: JSONBody[TagBody], idempotency_key: Key = None) -> TagAnswer:
    """Make a tag that no ticket bears yet."""
    wanted = tags.NewTag(name=data.name, colour=data.colour, description=data.description)
    once = await once_of(request, key=idempotency_key)
    return TagAnswer(**_parts(await act_once(actor, once, tags.add_tag, wanted)))


@get("/{tag_id:uuid}", responses=_READ, summary="Read a tag", operation_id="readTag")
async def read(actor: Who, tag_id: FromPath[UUID]) -> TagLine:
    """Return a tag with how many tickets bear it."""
    return _line(await ask(actor, queries.read_tag, tag_id))


@patch("/{tag_id:uuid}", responses=_WRITE, summary="Change a tag", operation_id="changeTag")
async def change(actor: Who, tag_id: FromPath[UUID], data: JSONBody[TagChangeBody]) -> TagAnswer:
    """Rename, colour or describe a tag, on all of its tickets at once."""
    wanted = tags.TagChange(name=data.name, colour=data.colour, description=data.description)
    return TagAnswer(**_parts(await act(actor, tags.change_tag, tag_id, wanted)))


@post("/{tag_id:uuid}/merge", status_code=200, responses=_WRITE, summary="Merge two tags", operation_id="mergeTags")
async def merge(
    request: Asking, actor: Who, tag_id: FromPath[UUID], *, data: JSONBody[MergeBody], idempotency_key: Key = None
) -> TagAnswer:
    """Put another tag on all tickets of this one, which is then gone; return the one that stays."""
    once = await once_of(request, key=idempotency_key)
    return TagAnswer(**_parts(await act_once(actor, once, tags.merge_tags, tag_id, data.into)))


@delete("/{tag_id:uuid}", status_code=200, responses=_WRITE, summary="Remove a tag", operation_id="removeTag")
async def remove(actor: Who, tag_id: FromPath[UUID]) -> TagRemoved:
    """Remove a tag from all tickets: nobody sees it from now on, and tickets are told one after another."""
    return TagRemoved(id=tag_id, tickets=await act(actor, tags.remove_tag, tag_id))


def _line(line: queries.Line) -> TagLine:
    return TagLine(**_parts(line), tickets=total_of(line.tickets))


def _parts(tag: Tag) -> dict[str, Any]:
    return {"id": tag.id, "name": tag.name, "colour": tag.colour, "description": tag.description}


ROUTER = Router(
    "/api/tags",
    route_handlers=[list_, offered, add, read, change, merge, remove],
    tags=["Categories, tags and fields"],
)
"""The routes of tags."""
