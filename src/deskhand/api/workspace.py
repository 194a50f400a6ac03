"""`/api/workspace`: how the workspace presents itself, read by everybody in it and changed by its admins."""

from __future__ import annotations

from typing import Annotated

from litestar import Request, Router, delete, get, patch, post, put
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter, SkipValidation
from msgspec import UNSET, Meta, Struct, UnsetType

from deskhand.actions.contract import act
from deskhand.actions.workspace import change_workspace, remove_logo, undo_logo
from deskhand.api.bodies import Body
from deskhand.api.problem import spec
from deskhand.door.desk import desk_of
from deskhand.door.logo import take_logo
from deskhand.door.upload import received
from deskhand.rules.access import Actor
from deskhand.rules.auto_close import LONGEST
from deskhand.rules.rating import LONGEST_SURVEY_HOURS
from deskhand.rules.workspace import NAME_LIMIT, WELCOME_LIMIT, Profile, ProfileChange

Asking = Request[object, object, State]
Who = NamedDependency[SkipValidation[Actor]]
_Colour = Annotated[str, Meta(max_length=60, description="`#rrggbb` or `oklch(L C H)`; empty for the shipped one.")]


class LogoAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """The workspace's logo; its address changes with its content."""

    path: Annotated[str, Meta(description="Where everybody may fetch it, as a PNG.")]
    width: int
    height: int
    ground: Annotated[str, Meta(description="What it must stand on to be seen: `any`, `light` or `dark`.")]


class WorkspaceAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """The workspace."""

    name: str
    time_zone: str
    language: str
    accent: str
    accent_dark: str
    support_address: str
    welcome: str
    survey_hours: int | None
    auto_close_days: int | None
    auto_close_warning_days: int | None
    sign_up: str
    logo: LogoAnswer | None


class WorkspaceBody(Body, frozen=True, kw_only=True):
    """Any subset of the workspace's fields."""

    name: Annotated[str, Meta(max_length=NAME_LIMIT)] | UnsetType = UNSET
    time_zone: Annotated[str, Meta(max_length=60, description="Such as `Europe/Berlin`.")] | UnsetType = UNSET
    language: Annotated[str, Meta(max_length=20, description="Such as `en`.")] | UnsetType = UNSET
    accent: _Colour | UnsetType = UNSET
    accent_dark: _Colour | UnsetType = UNSET
    support_address: Annotated[str, Meta(max_length=254)] | UnsetType = UNSET
    welcome: Annotated[str, Meta(max_length=WELCOME_LIMIT)] | UnsetType = UNSET
    survey_hours: (
        Annotated[
            int,
            Meta(
                ge=0,
                le=LONGEST_SURVEY_HOURS,
                description="After closing, when requesters are asked how it was; 0: never, null: as the desk does.",
            ),
        ]
        | UnsetType
        | None
    ) = UNSET
    auto_close_days: (
        Annotated[
            int,
            Meta(
                ge=0,
                le=LONGEST,
                description="Without a word, before idle tickets are closed; 0: never, null: as the desk does.",
            ),
        ]
        | UnsetType
        | None
    ) = UNSET
    auto_close_warning_days: (
        Annotated[int, Meta(ge=1, le=LONGEST, description="Before their requesters are told.")] | UnsetType | None
    ) = UNSET
    sign_up: Annotated[str, Meta(max_length=20, description="`open`, `domains` or `closed`.")] | UnsetType = UNSET


@get("/", responses=spec(401, 403, 422, 500, 503), summary="Read the workspace", operation_id="readWorkspace")
async def read(actor: Who, request: Asking) -> WorkspaceAnswer:
    """Return the workspace's name, look, language and time zone, at most a few seconds old."""
    return await _now(actor, request)


@patch(
    "/", responses=spec(400, 401, 403, 404, 409, 413, 415, 422, 500, 503, 507), summary="Change the workspace",
    operation_id="changeWorkspace",
)  # fmt: skip
async def change(actor: Who, request: Asking, data: JSONBody[WorkspaceBody]) -> WorkspaceAnswer:
    """Change any of its fields; an accent that cannot be read in light or dark is refused with the nearest that can."""
    wanted = ProfileChange(**{name: getattr(data, name) for name in data.__struct_fields__})
    profile = await act(actor, change_workspace, wanted)
    desk_of(request).brands.forget(actor.workspace_id)
    return _answer(profile)


@put(
    "/logo", responses=spec(400, 401, 403, 404, 409, 413, 415, 422, 500, 503, 507), summary="Set the logo",
    operation_id="setLogo", request_max_body_size=None,
)  # fmt: skip
async def put_logo(
    actor: Who,
    request: Asking,
    *,
    name: Annotated[
        str | None, QueryParameter(required=False, description="The image's name, when the body is its bytes.")
    ] = None,
) -> WorkspaceAnswer:
    """Take a PNG, JPEG or WebP image, as the body's bytes or a form's part, and draw it within 512 × 128 pixels."""
    async with received(request, actor) as found:
        found.name = name or found.name
        await take_logo(request, actor, found)
    return await _now(actor, request)


@delete(
    "/logo", status_code=200, responses=spec(400, 401, 403, 404, 409, 413, 415, 422, 500, 503, 507),
    summary="Remove the logo", operation_id="removeLogo",
)  # fmt: skip
async def delete_logo(actor: Who, request: Asking) -> WorkspaceAnswer:
    """Show the name alone; without a logo nothing changes."""
    await act(actor, remove_logo)
    desk_of(request).brands.forget(actor.workspace_id)
    return await _now(actor, request)


@post(
    "/logo/undo", status_code=200, responses=spec(400, 401, 403, 404, 409, 413, 415, 422, 500, 503, 507),
    summary="Take the last change of the logo back", operation_id="undoLogo",
)  # fmt: skip
async def post_undo_logo(actor: Who, request: Asking) -> WorkspaceAnswer:
    """Show the logo, or none, as it was before the last change; another call takes that back."""
    await act(actor, undo_logo)
    desk_of(request).brands.forget(actor.workspace_id)
    return await _now(actor, request)


async def _now(actor: Actor, request: Asking) -> WorkspaceAnswer:
    return _answer(await desk_of(request).brands.of(actor.workspace_id))


def _answer(profile: Profile) -> WorkspaceAnswer:
    values = {name: getattr(profile, name) for name in WorkspaceAnswer.__struct_fields__ if name != "logo"}
    logo = profile.logo
    if logo is None:
        return WorkspaceAnswer(**values, logo=None)
    shown = LogoAnswer(path=logo.path, width=logo.width, height=logo.height, ground=logo.ground)
    return WorkspaceAnswer(**values, logo=shown)


ROUTER = Router(
    "/api/workspace", route_handlers=[read, change, put_logo, delete_logo, post_undo_logo], tags=["Workspace"]
)
"""The routes of the workspace."""
