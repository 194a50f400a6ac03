"""`/api/workspace`: how the workspace presents itself, read by everybody in it and changed by its admins."""

from __future__ import annotations

from typing import Annotated

from litestar import Request, Router, get, patch
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import JSONBody, SkipValidation
from msgspec import UNSET, Meta, Struct, UnsetType

from deskhand.actions.contract import act
from deskhand.actions.workspace import change_workspace
from deskhand.api.bodies import Body
from deskhand.api.problem import spec
from deskhand.door.desk import desk_of
from deskhand.rules.access import Actor
from deskhand.rules.rating import LONGEST_SURVEY_HOURS
from deskhand.rules.workspace import NAME_LIMIT, WELCOME_LIMIT, Profile, ProfileChange

Asking = Request[object, object, State]
Who = NamedDependency[SkipValidation[Actor]]
_Colour = Annotated[str, Meta(max_length=60, description="`#rrggbb` or `oklch(L C H)`; empty for the shipped one.")]


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
    sign_up: str


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
    sign_up: Annotated[str, Meta(max_length=20, description="`open`, `domains` or `closed`.")] | UnsetType = UNSET


@get("/", responses=spec(401, 403, 422, 500, 503), summary="Read the workspace", operation_id="readWorkspace")
async def read(actor: Who, request: Asking) -> WorkspaceAnswer:
    """Return the workspace's name, look, language and time zone, at most a few seconds old."""
    return _answer(await desk_of(request).brands.of(actor.workspace_id))


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


def _answer(profile: Profile) -> WorkspaceAnswer:
    return WorkspaceAnswer(**{name: getattr(profile, name) for name in profile.__struct_fields__})


ROUTER = Router("/api/workspace", route_handlers=[read, change], tags=["Workspace"])
"""The routes of the workspace."""
