"""Webhooks: the pages on which admins keep endpoints, and see what was sent to them."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from deskhand.actions import webhooks
from deskhand.actions.contract import act, act_once
from deskhand.actions.webhooks import WebhookChange
from deskhand.door.keys import new_webhook_secret
from deskhand.queries import webhooks as queries
from deskhand.queries.contract import ask
from deskhand.rules.access import Can, require
from deskhand.rules.errors import Conflict, Invalid
from deskhand.rules.webhook import EVENTS, NAME_LIMIT
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.refused import sentences
from deskhand.web.webhook_words import event_words, reason_word, state_word

WEBHOOKS = "/dashboard/settings/webhooks"
_PATH = WEBHOOKS + "/{webhook_id:uuid}"
_SAID = {"saved", "on", "off", "tested", "replayed", "all", "nothing"}
LATELY = timedelta(days=7)
Answer = Response[str] | Response[None]


@get(WEBHOOKS)
async def read_webhooks(frame: Framed) -> Response[str]:
    """Show the endpoints by name."""
    found = await ask(frame.actor, queries.list_webhooks)
    said = frame.request.query_params.get("said", "")
    return frame.show("webhooks.html", found=found, said=said if said == "removed" else "")


@get(WEBHOOKS + "/new")
async def read_new_webhook(frame: Framed) -> Response[str]:
    """Show an empty form."""
    require(frame.person, Can.MANAGE_WEBHOOKS)
    return await _form(frame, None, {"events": []})


@post(WEBHOOKS)
async def add_webhook(frame: Framed) -> Answer:
    """Make an endpoint, and show its secret this once."""
    form = await _sent(frame)
    keys = frame.desk.keys
    once = frame.once(form["once"], form["name"], form["url"], *form["events"])
    try:
        made = await act_once(
            frame.actor, once, webhooks.add_webhook, _wanted(form), secret=keys.seal(new_webhook_secret()),
            allowed=frame.desk.settings.outbound_allow,
        )  # fmt: skip
    except (Invalid, Conflict) as refusal:
        return await _refused(frame, None, form, refusal=refusal)
    return await _shown(frame, made.webhook_id, secret=keys.unseal(made.sealed) or "", status=HTTPStatus.CREATED)


@get(_PATH)
async def read_webhook(frame: Framed, webhook_id: FromPath[UUID]) -> Response[str]:
    """Show an endpoint, its latest messages, and what happened to it."""
    return await _shown(frame, webhook_id)


@post(_PATH)
async def save_webhook(frame: Framed, webhook_id: FromPath[UUID]) -> Answer:
    """Save name, address and events."""
    form = await _sent(frame)
    try:
        await _change(frame, webhook_id, _wanted(form))
    except (Invalid, Conflict) as refusal:
        view = await ask(frame.actor, queries.read_webhook, webhook_id)
        return await _refused(frame, view, form, refusal=refusal)
    return go(f"{WEBHOOKS}/{webhook_id}?said=saved")


@post(_PATH + "/state")
async def switch_webhook(frame: Framed, webhook_id: FromPath[UUID]) -> Answer:
    """Switch an endpoint on or off."""
    form = await frame.form("on")
    await _change(frame, webhook_id, WebhookChange(is_active=form["on"] == "yes"))
    return go(f"{WEBHOOKS}/{webhook_id}?said={'on' if form['on'] == 'yes' else 'off'}")


@post(_PATH + "/secret")
async def rotate_secret(frame: Framed, webhook_id: FromPath[UUID]) -> Answer:
    """Give an endpoint a new secret, and show it this once."""
    form = await frame.form("once")
    keys = frame.desk.keys
    sealed = keys.seal(new_webhook_secret())
    made = await act_once(frame.actor, frame.once(form["once"]), webhooks.rotate_secret, webhook_id, secret=sealed)
    return await _shown(frame, webhook_id, secret=keys.unseal(made.sealed) or "")


@post(_PATH + "/test")
async def send_test(frame: Framed, webhook_id: FromPath[UUID]) -> Answer:
    """Have a test sent."""
    form = await frame.form("once")
    await act_once(frame.actor, frame.once(form["once"]), webhooks.send_test, webhook_id)
    return go(f"{WEBHOOKS}/{webhook_id}?said=tested#sent")


@post(_PATH + "/deliveries/{delivery_id:uuid}")
async def replay(frame: Framed, webhook_id: FromPath[UUID], delivery_id: FromPath[UUID]) -> Answer:
    """Send a message again."""
    await frame.form()
    try:
        await act(frame.actor, webhooks.replay, webhook_id, delivery_id)
    except Conflict as refusal:
        return await _shown(frame, webhook_id, problem=str(refusal))
    return go(f"{WEBHOOKS}/{webhook_id}?said=replayed#sent")


@post(_PATH + "/replay")
async def replay_lately(frame: Framed, webhook_id: FromPath[UUID]) -> Answer:
    """Send again what was not taken of late."""
    form = await frame.form("once")
    since = frame.now - LATELY
    count = await act_once(frame.actor, frame.once(form["once"]), webhooks.replay_since, webhook_id, since)
    return go(f"{WEBHOOKS}/{webhook_id}?said={'all' if count else 'nothing'}#sent")


@post(_PATH + "/remove")
async def remove_webhook(frame: Framed, webhook_id: FromPath[UUID]) -> Answer:
    """Remove an endpoint with its secrets."""
    await frame.form()
    try:
        await act(frame.actor, webhooks.remove_webhook, webhook_id)
    except Conflict as refusal:
        return await _shown(frame, webhook_id, problem=str(refusal))
    return go(f"{WEBHOOKS}?said=removed")


async def _change(frame: Frame, webhook_id: UUID, wanted: WebhookChange) -> None:
    allowed = frame.desk.settings.outbound_allow
    await act(frame.actor, webhooks.change_webhook, webhook_id, wanted, allowed=allowed)


async def _sent(frame: Frame) -> dict[str, Any]:
    sent = await frame.lists("name", "url", "once", several=("events",))
    return {**sent, **{name: sent[name][0] for name in ("name", "url", "once")}}


def _wanted(form: dict[str, Any]) -> WebhookChange:
    return WebhookChange(name=form["name"], url=form["url"], events=form["events"])


async def _refused(
    frame: Frame, view: queries.View | None, form: dict[str, Any], *, refusal: Invalid | Conflict
) -> Response[str]:
    if isinstance(refusal, Invalid):
        return await _form(frame, view, form, errors=sentences(refusal, frame), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return await _form(frame, view, form, problem=str(refusal), status=HTTPStatus.CONFLICT)


async def _shown(
    frame: Frame, webhook_id: UUID, *, secret: str = "", problem: str = "", status: int = HTTPStatus.OK
) -> Response[str]:
    view = await ask(frame.actor, queries.read_webhook, webhook_id)
    said = frame.request.query_params.get("said", "")
    written = {"name": view.name, "url": view.url, "events": list(view.events)}
    return await _form(
        frame, view, written, secret=secret, problem=problem, said=said if said in _SAID else "",
        status=HTTPStatus.CONFLICT if problem else status,
    )  # fmt: skip


async def _form(frame: Frame, view: queries.View | None, written: dict[str, Any], **values: Any) -> Response[str]:
    before = frame.request.query_params.get("before", "")
    page = None
    if view is not None:
        page = await ask(frame.actor, queries.list_sent, view.id, before=UUID(before) if _is_id(before) else None)
    return frame.show(
        "webhook.html", view=view, written=written, page=page, events=EVENTS, event_words=event_words,
        state_word=state_word, reason_word=reason_word, longest=NAME_LIMIT,
        **{"said": "", "problem": "", "secret": "", **values},
    )  # fmt: skip


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


ROUTES = [
    read_webhooks, read_new_webhook, add_webhook, read_webhook, save_webhook, switch_webhook, rotate_secret, send_test,
    replay, replay_lately, remove_webhook,
]  # fmt: skip
