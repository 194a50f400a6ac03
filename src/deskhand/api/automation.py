"""`/api/automation`: rules that act on tickets by themselves, and the log of what they did."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Router, delete, get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import UNSET, Meta, UnsetType

from deskhand.actions import automation
from deskhand.actions.contract import act, act_once
from deskhand.api.answers import Answer
from deskhand.api.bodies import Body, Tags, Version, Word
from deskhand.api.macros import MoveBody
from deskhand.api.problem import spec
from deskhand.api.templates import Name, Removed, Source
from deskhand.api.tickets import Asking, Key, Who
from deskhand.door.once import once_of
from deskhand.queries import automation as queries
from deskhand.queries.contract import ask
from deskhand.rules.automation.rule import ALWAYS, LONGEST_WAIT, Condition, Content, Effects, Example, Rule, Trigger
from deskhand.rules.errors import Invalid

_READ = spec(400, 401, 403, 404, 422, 500, 503)
_WRITE = spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507)
Conditions = Annotated[
    dict[str, Any],
    Meta(
        description="`field`, `op` and `value`; or one of `all` and `any`, which hold a list of such, or `not`, which "
        "holds one. `{}` holds always."
    ),
]


Examples = Annotated[
    list[dict[str, Any]],
    Meta(
        max_length=20,
        description="Tests that run on saving: `name`, `event`, `given` facts by field, and what to `expect`: `runs`, "
        "`changes`, `sends`, `notes`, `calls`.",
    ),
]


class RuleEffectsBody(Body, frozen=True, kw_only=True):
    """What a rule does; what is left out stays as it is on the ticket."""

    priority: Word | None = None
    type: Word | None = None
    assignee: Annotated[Word, Meta(description="An agent's id, or `none`.")] | None = None
    team: Annotated[Word, Meta(description="A team's id, or `none`.")] | None = None
    category: Annotated[str, Meta(max_length=60, description="A category's key, or `none`.")] | None = None
    add_tags: Tags | None = None
    remove_tags: Tags | None = None
    fields: Annotated[dict[str, Any], Meta(description="Values of the forms' fields, by their keys.")] | None = None
    template_id: Annotated[UUID, Meta(description="The reply template that it writes.")] | None = None
    text: Annotated[Source, Meta(description="The text that it writes, instead of a template.")] | None = None
    public: Annotated[bool, Meta(description="Whether the customer reads it; otherwise it is a note.")] = False
    status: Annotated[Word, Meta(description="`resolved` (the text says how), `closed` or `reopened`.")] | None = None
    notify: Annotated[
        list[Word], Meta(max_length=20, description="`assignee`, and ids of agents and teams, who are told.")
    ] | None = None  # fmt: skip
    webhooks: Annotated[
        list[Word], Meta(max_length=20, description="Ids of webhooks that it sends to, five at most.")
    ] | None = None  # fmt: skip


class ContentBody(Body, frozen=True, kw_only=True):
    """All that a rule says."""

    name: Name
    events: Annotated[list[Word], Meta(max_length=20, description="The events that set it off.")]
    after_minutes: (
        Annotated[int, Meta(ge=1, le=LONGEST_WAIT, description="How long after the latest event it looks.")] | None
    ) = None
    conditions: Conditions | None = None
    effects: RuleEffectsBody
    tests: Examples | None = None


class RuleBody(ContentBody, frozen=True, kw_only=True):
    """A new rule; it stands last, and later rules see what earlier ones did."""

    active: bool = False


class RuleChangeBody(Body, frozen=True, kw_only=True):
    """Any subset of a rule's parts; `version` is the one that was read, and an old one is refused."""

    name: Name | UnsetType = UNSET
    events: Annotated[list[Word], Meta(max_length=20)] | UnsetType = UNSET
    after_minutes: Annotated[int, Meta(ge=1, le=LONGEST_WAIT)] | UnsetType | None = UNSET
    conditions: Conditions | UnsetType = UNSET
    effects: RuleEffectsBody | UnsetType = UNSET
    tests: Examples | UnsetType = UNSET
    active: bool | UnsetType = UNSET
    version: Version | UnsetType = UNSET


class RuleAnswer(Answer, frozen=True, kw_only=True):
    """A rule; effects that say nothing are left out."""

    id: UUID
    name: str
    events: list[str]
    after_minutes: int | None
    conditions: dict[str, Any]
    effects: dict[str, Any]
    tests: list[dict[str, Any]]
    position: int
    active: bool
    runs: int
    last_run_at: datetime | None
    version: int
    updated_at: datetime


class RunAnswer(Answer, frozen=True, kw_only=True):
    """What a rule did; `after` names the rule that set it off, `reason` says why it was stopped or failed."""

    id: UUID
    rule_id: UUID
    rule_name: str
    version: int
    ticket_id: UUID
    ticket_number: str
    outcome: Literal["ran", "stopped", "failed"]
    reason: str | None
    did: dict[str, Any]
    after: str | None
    at: datetime


class RunsAnswer(Answer, frozen=True, kw_only=True):
    """A page of the log, the newest first; `before` leads to the next one."""

    items: list[RunAnswer]
    before: UUID | None


class TextBody(Body, frozen=True, kw_only=True):
    """Rules as YAML."""

    text: Annotated[str, Meta(max_length=100_000)]


class RulesText(Answer, frozen=True, kw_only=True):
    """Rules as YAML."""

    text: str


class ImportedAnswer(Answer, frozen=True, kw_only=True):
    """How many rules were added and changed."""

    added: int
    changed: int


@get("/rules", responses=_READ, summary="List rules", operation_id="listRules")
async def list_(actor: Who) -> list[RuleAnswer]:
    """Return the rules in their order."""
    return [_shown(rule) for rule in await ask(actor, queries.list_rules)]


@post("/rules", responses=_WRITE, summary="Make a rule", operation_id="addRule")
async def add(request: Asking, actor: Who, *, data: JSONBody[RuleBody], idempotency_key: Key = None) -> RuleAnswer:
    """Make a rule; it is checked against the fields, people and templates that there are."""
    once = await once_of(request, key=idempotency_key)
    return _shown(await act_once(actor, once, automation.add_rule, content_of(data), is_active=data.active))


@get("/rules/{rule_id:uuid}", responses=_READ, summary="Read a rule", operation_id="readRule")
async def read(actor: Who, rule_id: FromPath[UUID]) -> RuleAnswer:
    """Return a rule."""
    return _shown(await ask(actor, queries.read_rule, rule_id))


@patch("/rules/{rule_id:uuid}", responses=_WRITE, summary="Change a rule", operation_id="changeRule")
async def change(actor: Who, rule_id: FromPath[UUID], data: JSONBody[RuleChangeBody]) -> RuleAnswer:
    """Change any subset of a rule's parts at once."""
    held = await ask(actor, queries.read_rule, rule_id)
    version = held.version if data.version is UNSET else data.version
    wanted = automation.RuleChange(content=_changed(held.content, data), is_active=data.active, version=version)
    return _shown(await act(actor, automation.change_rule, rule_id, wanted))


@delete("/rules/{rule_id:uuid}", status_code=200, responses=_WRITE, summary="Remove a rule", operation_id="removeRule")
async def remove(actor: Who, rule_id: FromPath[UUID]) -> Removed:
    """Remove a rule; what it did stays, and the removal can be taken back for 90 days."""
    await act(actor, automation.remove_rule, rule_id)
    return Removed(id=rule_id)


@post(
    "/rules/{rule_id:uuid}/restore", status_code=200, responses=_WRITE, summary="Restore a rule",
    operation_id="restoreRule",
)  # fmt: skip
async def restore(actor: Who, rule_id: FromPath[UUID]) -> RuleAnswer:
    """Take a removal back, for 90 days; the rule is as it was."""
    return _shown(await act(actor, automation.restore_rule, rule_id))


@post("/rules/{rule_id:uuid}/duplicate", responses=_WRITE, summary="Copy a rule", operation_id="duplicateRule")
async def duplicate(request: Asking, actor: Who, rule_id: FromPath[UUID], *, idempotency_key: Key = None) -> RuleAnswer:
    """Keep a copy, switched off."""
    once = await once_of(request, key=idempotency_key)
    return _shown(await act_once(actor, once, automation.duplicate_rule, rule_id))


@post("/rules/{rule_id:uuid}/move", status_code=200, responses=_WRITE, summary="Order rules", operation_id="moveRule")
async def move(actor: Who, rule_id: FromPath[UUID], data: JSONBody[MoveBody]) -> RuleAnswer:
    """Move a rule by one place."""
    await act(actor, automation.move_rule, rule_id, up=data.up)
    return _shown(await ask(actor, queries.read_rule, rule_id))


@get("/runs", responses=_READ, summary="List what rules did", operation_id="listRuleRuns")
async def list_runs(
    actor: Who,
    *,
    rule_id: Annotated[UUID | None, QueryParameter(name="ruleId", required=False, description="Of one rule.")] = None,
    outcome: Annotated[
        Literal["ran", "stopped", "failed"] | None, QueryParameter(required=False, description="What came of it.")
    ] = None,
    before: Annotated[UUID | None, QueryParameter(required=False, description="The last run of a page.")] = None,
) -> RunsAnswer:
    """Return what rules did in the last 90 days, what failed and what the loop guard stopped, each with its reason."""
    page = await ask(actor, queries.list_runs, rule_id=rule_id, outcome=outcome, before=before)
    return RunsAnswer(items=[_run(one) for one in page.items], before=page.before)


@get("/text", responses=_READ, summary="Export rules as text", operation_id="exportRules")
async def export(actor: Who) -> RulesText:
    """Return all rules as YAML, with the tests that they bring along."""
    return RulesText(text=await ask(actor, queries.rules_text))


@post("/text", status_code=200, responses=_WRITE, summary="Import rules from text", operation_id="importRules")
async def import_text(
    request: Asking, actor: Who, *, data: JSONBody[TextBody], idempotency_key: Key = None
) -> ImportedAnswer:
    """Keep all rules of a YAML text, or none; one of a known name is changed. A failing test is named."""
    once = await once_of(request, key=idempotency_key)
    found = await act_once(actor, once, automation.import_rules, data.text)
    return ImportedAnswer(added=found.added, changed=found.changed)


def content_of(data: ContentBody) -> Content:
    """Return what a body says of a rule."""
    return Content(
        name=data.name, trigger=Trigger(events=tuple(data.events), after=data.after_minutes),
        conditions=_conditions(data.conditions), effects=_effects(data.effects), tests=_tests(data.tests or []),
    )  # fmt: skip


def _conditions(given: dict[str, Any] | None) -> Condition:
    try:
        return msgspec.convert(given, Condition) if given else ALWAYS
    except (msgspec.ValidationError, RecursionError) as error:
        raise Invalid({"conditions": f"cannot be read: {str(error)[:200]}"}) from error


def _tests(given: list[dict[str, Any]]) -> tuple[Example, ...]:
    try:
        return msgspec.convert(given, tuple[Example, ...])
    except msgspec.ValidationError as error:
        raise Invalid({"tests": f"cannot be read: {str(error)[:200]}"}) from error


def _effects(given: RuleEffectsBody) -> Effects:
    return Effects(
        priority=given.priority, type=given.type, assignee=given.assignee, team=given.team, category=given.category,
        add_tags=tuple(given.add_tags or ()), remove_tags=tuple(given.remove_tags or ()), fields=given.fields or {},
        template_id=given.template_id, text=given.text, public=given.public, status=given.status,
        notify=tuple(given.notify or ()), webhooks=tuple(given.webhooks or ()),
    )  # fmt: skip


def _changed(held: Content, data: RuleChangeBody) -> Content:
    return Content(
        name=held.name if data.name is UNSET else data.name,
        trigger=Trigger(
            events=held.trigger.events if data.events is UNSET else tuple(data.events),
            after=held.trigger.after if data.after_minutes is UNSET else data.after_minutes,
        ),
        conditions=held.conditions if data.conditions is UNSET else _conditions(data.conditions),
        effects=held.effects if data.effects is UNSET else _effects(data.effects),
        tests=held.tests if data.tests is UNSET else _tests(data.tests),
    )


def _shown(rule: Rule) -> RuleAnswer:
    content = rule.content
    effects = msgspec.to_builtins(content.effects)
    return RuleAnswer(
        id=rule.id, name=rule.name, events=list(content.trigger.events), after_minutes=content.trigger.after,
        conditions=msgspec.to_builtins(content.conditions), tests=msgspec.to_builtins(list(content.tests)),
        effects={_CAMEL.get(name, name): value for name, value in effects.items()},
        position=rule.position, active=rule.is_active, runs=rule.runs, last_run_at=rule.last_run_at,
        version=rule.version, updated_at=rule.updated_at,
    )  # fmt: skip


_CAMEL = {"add_tags": "addTags", "remove_tags": "removeTags", "template_id": "templateId"}


def _run(one: queries.RunLine) -> RunAnswer:
    return RunAnswer(
        id=one.id, rule_id=one.rule_id, rule_name=one.rule_name, version=one.version, ticket_id=one.ticket_id,
        ticket_number=one.ticket_number, outcome=one.outcome, reason=one.reason, did=one.did,  # type: ignore[arg-type]  # the check of the table
        after=one.after, at=one.created_at,
    )  # fmt: skip


ROUTER = Router(
    "/api/automation",
    route_handlers=[list_, add, read, change, remove, restore, duplicate, move, list_runs, export, import_text],
    tags=["Automation"],
)
