"""Automation rules: the pages on which admins keep, order and switch them, and the log of what they did."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from msgspec.structs import replace

from deskhand.actions import automation, backtests
from deskhand.actions.automation import RuleChange
from deskhand.actions.contract import act, act_once
from deskhand.queries import automation as queries
from deskhand.queries import queue
from deskhand.queries import templates as texts
from deskhand.queries.backtests import read_backtest
from deskhand.queries.categories import choices
from deskhand.queries.contract import ask
from deskhand.queries.fields import list_fields
from deskhand.queries.webhooks import offered
from deskhand.rules.access import Can, require
from deskhand.rules.automation.facts import WORDS, Kind, Op, kinds_of
from deskhand.rules.automation.ready import READY
from deskhand.rules.automation.rule import Content
from deskhand.rules.errors import Conflict, Invalid, NotFound
from deskhand.rules.templates import Kind as TemplateKind
from deskhand.rules.ticket import Type
from deskhand.web.automation_form import GROUPS, SEVERAL, SINGLE, Form, content_of, written_again, written_from
from deskhand.web.automation_words import event_words, field_word, field_words, op_words
from deskhand.web.backtests import BACKTESTS
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.reader import reading
from deskhand.web.refused import sentences
from deskhand.web.removed import removed, way_back
from deskhand.web.ticket import id_of, whole_number

AUTOMATION = "/dashboard/settings/automation"
_PATH = AUTOMATION + "/{rule_id:uuid}"
_EMPTY: dict[str, Any] = {
    "events": ["ticket.created"], "notify": [], "webhooks": [], "rows": {group: [] for group in GROUPS},
    "unit": "hours", "nested": None,
}  # fmt: skip
_TRY = "try"
"""What the button says that tries a draft instead of keeping it."""
_OUTCOMES = ("ran", "stopped", "failed")
Answer = Response[str] | Response[None]


@get(AUTOMATION)
async def read_rules(frame: Framed) -> Response[str]:
    """Show the rules in their order, with what each does, and those that are offered ready-made."""
    asked = frame.request.query_params
    people = await _people(frame)
    found = [replace(one, names=people | one.names) for one in await ask(frame.actor, queries.list_rules)]
    return frame.show(
        "automation.html", found=found, ready=READY, said=asked.get("said", ""), back=way_back(frame, AUTOMATION),
        **_words(frame),
    )  # fmt: skip


@get(AUTOMATION + "/new")
async def read_new_rule(frame: Framed) -> Response[str]:
    """Show an empty form, or a draft that was tried."""
    require(frame.person, Can.MANAGE_AUTOMATION)
    draft = await _draft(frame)
    written = _EMPTY if draft is None else written_from(draft, names=await _people(frame))
    return await _form(frame, None, written)


@get(AUTOMATION + "/log")
async def read_log(frame: Framed) -> Response[str]:
    """Show what rules did, failed to do or were stopped from, the newest first."""
    asked = frame.request.query_params
    outcome = asked.get("outcome", "") if asked.get("outcome", "") in _OUTCOMES else None
    rule_id, before = id_of(asked.get("rule", ""), "rule"), id_of(asked.get("before", ""), "before")
    page = await ask(frame.actor, queries.list_runs, rule_id=rule_id, outcome=outcome, before=before)
    rules = await ask(frame.actor, queries.list_rules)
    return frame.show(
        "automation_log.html", page=page, rules=rules, rule=str(rule_id or ""), outcome=outcome or "",
        outcomes=_OUTCOMES, people=await _people(frame), **_words(frame),
    )  # fmt: skip


@get(AUTOMATION + "/text")
async def read_text(frame: Framed) -> Response[str]:
    """Show all rules as a text."""
    text = await ask(frame.actor, queries.rules_text)
    return frame.show("automation_text.html", text=text, came=None)


@post(AUTOMATION + "/text")
async def take_text(frame: Framed) -> Response[str]:
    """Take rules in from a text: all of it, or nothing."""
    form = await frame.form("text")
    try:
        came = await act(frame.actor, automation.import_rules, form["text"].replace("\r\n", "\n"))
    except (Invalid, Conflict) as refusal:
        errors = sentences(refusal, frame) if isinstance(refusal, Invalid) else {"text": str(refusal)}
        return frame.show(
            "automation_text.html", text=form["text"], came=None, errors=errors,
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )  # fmt: skip
    text = await ask(frame.actor, queries.rules_text)
    return frame.show("automation_text.html", text=text, came=came)


@post(AUTOMATION)
async def add_rule(frame: Framed) -> Answer:
    """Keep a new rule, or show the form with one more row."""
    form = await frame.lists(*SINGLE, several=SEVERAL)
    if form["go"][0] in GROUPS:
        return await _with_row(frame, None, form)
    try:
        content = content_of(form, None, kinds=await _kinds(frame), names=await _people(frame))
        if form["go"][0] == _TRY:
            return await _tried(frame, content)
        parts = [text for texts_of in form.values() for text in texts_of]
        once = frame.once(form["once"][0], *parts)
        is_active = form["active"][0] == "yes"
        kept = await act_once(frame.actor, once, automation.add_rule, content, is_active=is_active)
    except (Invalid, Conflict) as refusal:
        return await _refused(frame, None, form, refusal=refusal)
    return go(f"{AUTOMATION}/{kept.id}?said=kept")


@post(AUTOMATION + "/ready")
async def add_ready_rule(frame: Framed) -> Answer:
    """Take over a rule that is offered ready-made; it is switched off until somebody has looked at it."""
    form = await frame.form("key", "once")
    content = READY.get(form["key"])
    if content is None:
        raise NotFound("There is no such ready-made rule.")
    once = frame.once(form["once"], form["key"])
    kept = await act_once(frame.actor, once, automation.add_rule, content, is_active=False, numbers_name=True)
    return go(f"{AUTOMATION}/{kept.id}?said=ready")


@get(_PATH)
async def read_rule(frame: Framed, rule_id: FromPath[UUID]) -> Response[str]:
    """Show a rule with its trail."""
    view = await _view(frame, rule_id)
    is_active = "yes" if view.is_active else ""
    shown = await _draft(frame) or view.content
    written = written_from(shown, names=view.names) | {"active": is_active, "version": str(view.version)}
    return await _form(frame, view, written, said=frame.request.query_params.get("said", ""))


@post(_PATH)
async def save_rule(frame: Framed, rule_id: FromPath[UUID]) -> Answer:
    """Change a rule, or show the form with one more row."""
    form = await frame.lists(*SINGLE, several=SEVERAL)
    view = await _view(frame, rule_id)
    if form["go"][0] in GROUPS:
        return await _with_row(frame, view, form)
    try:
        content = content_of(form, view.content, kinds=await _kinds(frame), names=view.names)
        if form["go"][0] == _TRY:
            return await _tried(frame, content, rule_id=rule_id)
        version = whole_number(form["version"][0], "version")
        wanted = RuleChange(content=content, is_active=form["active"][0] == "yes", version=version)
        await act(frame.actor, automation.change_rule, rule_id, wanted)
    except (Invalid, Conflict) as refusal:
        return await _refused(frame, view, form, refusal=refusal)
    return go(f"{AUTOMATION}/{rule_id}?said=saved")


@post(_PATH + "/switch")
async def switch_rule(frame: Framed, rule_id: FromPath[UUID]) -> Answer:
    """Switch a rule on or off."""
    form = await frame.form("on")
    await act(frame.actor, automation.change_rule, rule_id, RuleChange(is_active=form["on"] == "yes"))
    return go(AUTOMATION)


@post(_PATH + "/copy")
async def copy_rule(frame: Framed, rule_id: FromPath[UUID]) -> Answer:
    """Keep a copy, switched off, and go to it."""
    form = await frame.form("once")
    copy = await act_once(frame.actor, frame.once(form["once"], str(rule_id)), automation.duplicate_rule, rule_id)
    return go(f"{AUTOMATION}/{copy.id}?said=copied")


@post(_PATH + "/move")
async def move_rule(frame: Framed, rule_id: FromPath[UUID]) -> Answer:
    """Move a rule by one place."""
    form = await frame.form("up")
    await act(frame.actor, automation.move_rule, rule_id, up=form["up"] == "yes")
    return go(AUTOMATION)


@post(_PATH + "/removal")
async def remove_rule(frame: Framed, rule_id: FromPath[UUID]) -> Answer:
    """Remove a rule, and offer to take that back."""
    await frame.form()
    await act(frame.actor, automation.remove_rule, rule_id)
    return removed(AUTOMATION, rule_id)


@post(_PATH + "/restore")
async def restore_rule(frame: Framed, rule_id: FromPath[UUID]) -> Answer:
    """Take a removal back."""
    await frame.form()
    await act(frame.actor, automation.restore_rule, rule_id)
    return go(f"{AUTOMATION}/{rule_id}?said=restored")


async def _view(frame: Frame, rule_id: UUID) -> queries.View:
    """Return a rule with the names of everybody whom its conditions may name, too."""
    found = await ask(frame.actor, queries.read_rule, rule_id)
    return replace(found, names=await _people(frame) | found.names)


async def _tried(frame: Frame, content: Content, *, rule_id: UUID | None = None) -> Answer:
    """Have a draft tried, and follow that."""
    asked = await act(frame.actor, backtests.try_rule, content, rule_id=rule_id)
    return go(f"{BACKTESTS}/{asked.id}")


async def _draft(frame: Frame) -> Content | None:
    """Return the draft that was tried and that the address names, if any."""
    draft_id = id_of(frame.request.query_params.get("draft", ""), "draft")
    return None if draft_id is None else (await ask(frame.actor, read_backtest, draft_id)).content


async def _with_row(frame: Frame, view: queries.View | None, form: Form) -> Response[str]:
    """Show the form with one more row; nothing is kept."""
    require(frame.person, Can.MANAGE_AUTOMATION)
    written = written_again(form)
    written["rows"].get(form["go"][0], []).append({"field": "", "op": Op.IS.value, "value": ""})
    return await _form(frame, view, written)


async def _form(frame: Frame, view: queries.View | None, written: dict[str, Any], **values: Any) -> Response[str]:
    wanted = texts.Wanted(kind=TemplateKind.REPLY, only_active=True, limit=100)
    kinds = await _kinds(frame)
    known = [word for words in WORDS.values() for word in words]
    agents = await ask(frame.actor, queue.agents)
    people = [agent.name for agent in agents]
    return frame.show(
        "automation_form.html", view=view, written=written, types=list(Type),
        names=await _people(frame) if view is None else view.names,
        teams=await ask(frame.actor, texts.teams), agents=agents, webhooks=await ask(frame.actor, offered),
        categories=await ask(frame.actor, choices), kinds=kinds, known=list(dict.fromkeys([*known, *people])),
        templates=(await ask(frame.actor, texts.list_templates, wanted)).items,
        **{"said": "", "problem": "", **_words(frame), **values},
    )  # fmt: skip


async def _refused(
    frame: Frame, view: queries.View | None, form: Form, *, refusal: Invalid | Conflict
) -> Response[str]:
    written = written_again(form)
    if isinstance(refusal, Invalid):
        errors = sentences(refusal, frame)
        return await _form(frame, view, written, errors=errors, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return await _form(frame, view, {**written, "once": ""}, problem=str(refusal), status=HTTPStatus.CONFLICT)


async def _kinds(frame: Frame) -> dict[str, Kind]:
    every = await ask(frame.actor, list_fields)
    return kinds_of({one.key: one.kind for one in every if one.is_active})


async def _people(frame: Frame) -> dict[str, str]:
    """Return the names of agents, teams and webhooks by their ids."""
    teams = {str(team_id): name for team_id, name in await ask(frame.actor, texts.teams)}
    endpoints = {str(webhook_id): name for webhook_id, name in await ask(frame.actor, offered)}
    return endpoints | teams | {str(agent.id): agent.name for agent in await ask(frame.actor, queue.agents)}


def _words(frame: Frame) -> dict[str, Any]:
    with reading(frame.reader):
        return {"events": event_words(), "fields": field_words(), "ops": op_words(), "field_word": field_word}


ROUTES = [
    read_rules, read_new_rule, read_log, read_text, take_text, add_rule, add_ready_rule, read_rule, save_rule,
    switch_rule, copy_rule,
    move_rule, remove_rule, restore_rule,
]  # fmt: skip
