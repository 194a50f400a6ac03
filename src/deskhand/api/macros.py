"""`/api/macros`: what agents do often: keep it, apply it to a ticket, and take it back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Router, delete, get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import UNSET, Meta, UnsetType

from deskhand.actions import macro_runs, macros
from deskhand.actions.contract import act, act_once
from deskhand.api import answers
from deskhand.api.answers import Answer, TicketAnswer
from deskhand.api.bodies import Body, Tags, Version, Word
from deskhand.api.problem import spec
from deskhand.api.templates import Name, Removed, Source, Whose, scope_of
from deskhand.api.tickets import Asking, Key, Who
from deskhand.door.once import once_of
from deskhand.queries import macros as queries
from deskhand.queries.contract import ask
from deskhand.rules.macros import Effects, Macro

_READ = spec(400, 401, 403, 404, 422, 500, 503)
_WRITE = spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507)


class EffectsBody(Body, frozen=True, kw_only=True):
    """What a macro does; what is left out stays as it is on the ticket."""

    template_id: Annotated[UUID, Meta(description="The reply template that it writes.")] | None = None
    text: Annotated[Source, Meta(description="The text that it writes, instead of a template.")] | None = None
    public: Annotated[bool, Meta(description="Whether the customer reads it; otherwise it is a note.")] = False
    status: Annotated[Word, Meta(description="`resolved` (with a public text) or `closed`.")] | None = None
    priority: Word | None = None
    type: Word | None = None
    assignee: Annotated[Word, Meta(description="`me`, `none` or an agent's id.")] | None = None
    category: Annotated[str, Meta(max_length=60, description="A category's key, or `none`.")] | None = None
    add_tags: Tags | None = None
    remove_tags: Tags | None = None


class MacroBody(Body, frozen=True, kw_only=True):
    """A new macro."""

    name: Name
    effects: EffectsBody
    scope: Whose = "private"
    team_id: UUID | None = None
    active: bool = True


class MacroChangeBody(Body, frozen=True, kw_only=True):
    """Any subset of a macro's fields; `version` is the one that was read, and an old one is refused."""

    name: Name | UnsetType = UNSET
    effects: EffectsBody | UnsetType = UNSET
    scope: Whose | UnsetType = UNSET
    team_id: UUID | UnsetType | None = UNSET
    active: bool | UnsetType = UNSET
    version: Version | UnsetType = UNSET


class ApplyBody(Body, frozen=True, kw_only=True):
    """The ticket that a macro is applied to; with its `version`, one that has changed since is refused."""

    ticket_id: UUID
    version: Version | UnsetType = UNSET
    seen: Annotated[UUID, Meta(description="The last public message read.")] | None = None


class UndoBody(Body, frozen=True, kw_only=True):
    """Which application of a macro is taken back."""

    ticket_id: UUID
    run_id: UUID


class MoveBody(Body, frozen=True, kw_only=True):
    """In which direction something moves by one place."""

    up: bool


class EffectsAnswer(Answer, frozen=True, kw_only=True):
    """What a macro does."""

    template_id: UUID | None
    text: str | None
    public: bool
    status: str | None
    priority: str | None
    type: str | None
    assignee: str | None
    category: str | None
    add_tags: list[str]
    remove_tags: list[str]


class MacroAnswer(Answer, frozen=True, kw_only=True):
    """A macro."""

    id: UUID
    name: str
    effects: EffectsAnswer
    scope: str
    team_id: UUID | None
    position: int
    active: bool
    uses: int
    last_used_at: datetime | None
    version: int
    updated_at: datetime


class AppliedAnswer(Answer, frozen=True, kw_only=True):
    """What came of a macro; `runId` takes back what it changed, until `undoUntil`. What was sent stays sent."""

    ticket: TicketAnswer
    run_id: UUID
    message_id: UUID | None
    sent: bool
    undo_until: datetime | None


@get("/", responses=_READ, summary="List macros", operation_id="listMacros")
async def list_(
    actor: Who,
    *,
    q: Annotated[str | None, QueryParameter(required=False, description="Part of the name.")] = None,
    active: Annotated[bool, QueryParameter(required=False, description="Only those that are switched on.")] = False,
) -> list[MacroAnswer]:
    """Return the macros that an agent has, in their order."""
    return [_shown(macro) for macro in await ask(actor, queries.list_macros, text=q, only_active=active)]


@post("/", responses=_WRITE, summary="Keep a macro", operation_id="addMacro")
async def add(request: Asking, actor: Who, *, data: JSONBody[MacroBody], idempotency_key: Key = None) -> MacroAnswer:
    """Keep a new macro for oneself, for a team, or for every agent; it stands last."""
    wanted = macros.NewMacro(
        name=data.name, effects=_effects(data.effects), scope=scope_of(data.scope), team_id=data.team_id,
        is_active=data.active,
    )  # fmt: skip
    once = await once_of(request, key=idempotency_key)
    return _shown(await act_once(actor, once, macros.add_macro, wanted))


@get("/{macro_id:uuid}", responses=_READ, summary="Read a macro", operation_id="readMacro")
async def read(actor: Who, macro_id: FromPath[UUID]) -> MacroAnswer:
    """Return a macro."""
    return _shown(await ask(actor, queries.read_macro, macro_id))


@patch("/{macro_id:uuid}", responses=_WRITE, summary="Change a macro", operation_id="changeMacro")
async def change(actor: Who, macro_id: FromPath[UUID], data: JSONBody[MacroChangeBody]) -> MacroAnswer:
    """Change any subset of a macro's fields at once."""
    wanted = macros.MacroChange(
        name=data.name, effects=UNSET if data.effects is UNSET else _effects(data.effects),
        scope=UNSET if data.scope is UNSET else scope_of(data.scope), team_id=data.team_id, is_active=data.active,
        version=data.version,
    )  # fmt: skip
    return _shown(await act(actor, macros.change_macro, macro_id, wanted))


@delete(
    "/{macro_id:uuid}", status_code=200, responses=_WRITE, summary="Remove a macro", operation_id="removeMacro"
)  # fmt: skip
async def remove(actor: Who, macro_id: FromPath[UUID]) -> Removed:
    """Remove a macro; what it did stays."""
    await act(actor, macros.remove_macro, macro_id)
    return Removed(id=macro_id)


@post("/{macro_id:uuid}/duplicate", responses=_WRITE, summary="Copy a macro", operation_id="duplicateMacro")
async def duplicate(
    request: Asking, actor: Who, macro_id: FromPath[UUID], *, idempotency_key: Key = None
) -> MacroAnswer:
    """Keep a copy for oneself."""
    once = await once_of(request, key=idempotency_key)
    return _shown(await act_once(actor, once, macros.duplicate_macro, macro_id))


@post(
    "/{macro_id:uuid}/move", status_code=200, responses=_WRITE, summary="Order macros", operation_id="moveMacro"
)  # fmt: skip
async def move(actor: Who, macro_id: FromPath[UUID], data: JSONBody[MoveBody]) -> MacroAnswer:
    """Move a macro by one place among those that the caller has."""
    await act(actor, macros.move_macro, macro_id, data.up)
    return _shown(await ask(actor, queries.read_macro, macro_id))


@post(
    "/{macro_id:uuid}/apply", status_code=200, responses=_WRITE, summary="Apply a macro", operation_id="applyMacro"
)  # fmt: skip
async def apply(
    request: Asking, actor: Who, macro_id: FromPath[UUID], *, data: JSONBody[ApplyBody], idempotency_key: Key = None
) -> AppliedAnswer:
    """Do all that a macro does to a ticket, or nothing of it."""
    wanted = macro_runs.Application(macro_id=macro_id, version=data.version, seen=data.seen)
    once = await once_of(request, key=idempotency_key)
    run = await act_once(actor, once, macro_runs.apply_macro, data.ticket_id, wanted)
    return AppliedAnswer(
        ticket=answers.for_agents(run.ticket), run_id=run.run_id, message_id=run.message_id, sent=run.sent,
        undo_until=run.undo_until,
    )  # fmt: skip


@post("/undo", status_code=200, responses=_WRITE, summary="Take a macro back", operation_id="undoMacro")
async def undo(request: Asking, actor: Who, *, data: JSONBody[UndoBody], idempotency_key: Key = None) -> TicketAnswer:
    """Take back what a macro changed, as one change, within ten minutes; a reply that it sent stays sent."""
    once = await once_of(request, key=idempotency_key)
    return answers.for_agents(await act_once(actor, once, macro_runs.undo_macro, data.ticket_id, data.run_id))


def _effects(given: EffectsBody) -> Effects:
    return Effects(
        template_id=given.template_id, text=given.text, public=given.public, status=given.status,
        priority=given.priority, type=given.type, assignee=given.assignee, category=given.category,
        add_tags=tuple(given.add_tags or ()), remove_tags=tuple(given.remove_tags or ()),
    )  # fmt: skip


def _shown(macro: Macro | queries.Line) -> MacroAnswer:
    does = macro.effects
    return MacroAnswer(
        id=macro.id, name=macro.name, scope=macro.scope, team_id=macro.team_id, position=macro.position,
        active=macro.is_active, uses=macro.uses, last_used_at=macro.last_used_at, version=macro.version,
        updated_at=macro.updated_at,
        effects=EffectsAnswer(
            template_id=does.template_id, text=does.text, public=does.public, status=does.status,
            priority=does.priority, type=does.type, assignee=does.assignee, category=does.category,
            add_tags=list(does.add_tags), remove_tags=list(does.remove_tags),
        ),
    )  # fmt: skip


ROUTER = Router(
    "/api/macros",
    route_handlers=[list_, add, read, change, remove, duplicate, move, apply, undo],
    tags=["Templates and macros"],
)
