"""`/api/webhooks`: endpoints that are told of what happens, and what was sent to them; for admins."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Router, delete, get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import UNSET, Meta, UnsetType

from deskhand.actions import webhooks
from deskhand.actions.contract import act, act_once
from deskhand.actions.webhooks import WebhookChange
from deskhand.api.answers import Answer
from deskhand.api.answers.shape import shared
from deskhand.api.bodies import Body, Moment
from deskhand.api.problem import spec
from deskhand.api.tickets import Asking, Key, Who
from deskhand.door.desk import desk_of
from deskhand.door.filters import check_page
from deskhand.door.keys import new_webhook_secret
from deskhand.door.once import once_of
from deskhand.queries import webhooks as queries
from deskhand.queries.contract import ask
from deskhand.rules.outbound import LONGEST_URL
from deskhand.rules.webhook import EVENTS, NAME_LIMIT

_READ = spec(400, 401, 403, 404, 422, 500, 503)
_WRITE = spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507)
Name = Annotated[str, Meta(min_length=1, max_length=NAME_LIMIT)]
Url = Annotated[str, Meta(min_length=1, max_length=LONGEST_URL, description="`https://…`, of a public address.")]
Events = Annotated[
    list[Annotated[str, Meta(max_length=60)]],
    Meta(
        max_length=50,
        description=f"Those that it is told of by itself, among {', '.join(f'`{one}`' for one in EVENTS)}.",
    ),
]


class WebhookBody(Body, frozen=True, kw_only=True):
    """A new endpoint; without `events`, only rules that name it send to it."""

    name: Name
    url: Url
    events: Events | UnsetType = UNSET
    active: bool | UnsetType = UNSET


class WebhookChangeBody(Body, frozen=True, kw_only=True):
    """Any subset of an endpoint's fields."""

    name: Name | UnsetType = UNSET
    url: Url | UnsetType = UNSET
    events: Events | UnsetType = UNSET
    active: bool | UnsetType = UNSET


class WebhookAnswer(Answer, frozen=True, kw_only=True):
    """An endpoint, never its secret; `off` says why it is sent nothing: `switched_off` or `gone`."""

    id: UUID
    name: str
    url: str
    events: list[str]
    active: bool
    off: str | None
    rotated_at: datetime | None
    last_success_at: datetime | None
    last_failure_at: datetime | None
    last_error: str | None
    created_by: str | None
    created_at: datetime


class WebhookStepAnswer(Answer, frozen=True, kw_only=True):
    """A change of an endpoint: who, when, and from what to what."""

    event: str
    actor_name: str
    created_at: datetime
    changes: dict[str, tuple[str | None, str | None]]


class WebhookDetail(WebhookAnswer, frozen=True, kw_only=True):
    """An endpoint with the rules that send to it, and the newest changes first."""

    rules: list[str]
    activity: list[WebhookStepAnswer]


class WebhookSecretAnswer(Answer, frozen=True, kw_only=True):
    """An endpoint's new secret, which is told this once."""

    id: UUID
    secret: str


class TestAnswer(Answer, frozen=True, kw_only=True):
    """The id of the test's event, from which its message's id is made."""

    event_id: UUID


class WebhookDeliveryAnswer(Answer, frozen=True, kw_only=True):
    """A message to an endpoint; `messageId` is what its receiver knows repeats by, `dueAt` when it is tried again."""

    id: UUID
    message_id: str
    event: str
    ticket_id: UUID | None
    state: str
    reason: str | None
    attempts: int
    generation: int
    error: str | None
    answer: str | None
    body: str | None
    created_at: datetime
    due_at: datetime
    delivered_at: datetime | None


class WebhookDeliveryPage(Answer, frozen=True, kw_only=True):
    """Some messages, the newest first. Go on with `before=nextBefore`."""

    items: list[WebhookDeliveryAnswer]
    limit: int
    next_before: UUID | None


class ReplayAnswer(Answer, frozen=True, kw_only=True):
    """The delivery by which a message is sent again."""

    id: UUID


class ReplaySinceBody(Body, frozen=True, kw_only=True):
    """From when on messages that were not taken are sent again."""

    since: Moment


class ReplayedAnswer(Answer, frozen=True, kw_only=True):
    """How many messages are sent again; ask once more while it is 500."""

    messages: int


class RemovedWebhook(Answer, frozen=True, kw_only=True):
    """An endpoint that is sent nothing any more."""

    id: UUID


@get("/", responses=_READ, summary="List webhooks", operation_id="listWebhooks")
async def list_(actor: Who) -> list[WebhookAnswer]:
    """Return the endpoints by name."""
    return [_answer(one) for one in await ask(actor, queries.list_webhooks)]


@post("/", responses=_WRITE, summary="Make a webhook", operation_id="addWebhook")
async def add(
    request: Asking, actor: Who, *, data: JSONBody[WebhookBody], idempotency_key: Key = None
) -> WebhookSecretAnswer:
    """Make an endpoint; the answer holds the secret that signs what is sent to it, and nothing else ever does."""
    desk = desk_of(request)
    wanted = WebhookChange(name=data.name, url=data.url, events=data.events, is_active=data.active)
    once = await once_of(request, key=idempotency_key)
    made = await act_once(
        actor, once, webhooks.add_webhook, wanted, secret=desk.keys.seal(new_webhook_secret()),
        allowed=desk.settings.outbound_allow,
    )  # fmt: skip
    return _secret(request, made)


@get("/{webhook_id:uuid}", responses=_READ, summary="Read a webhook", operation_id="readWebhook")
async def read(actor: Who, webhook_id: FromPath[UUID]) -> WebhookDetail:
    """Return an endpoint with how it fares and what happened to it."""
    return await _read(actor, webhook_id)


@patch("/{webhook_id:uuid}", responses=_WRITE, summary="Change a webhook", operation_id="changeWebhook")
async def change(
    request: Asking, actor: Who, webhook_id: FromPath[UUID], *, data: JSONBody[WebhookChangeBody]
) -> WebhookDetail:
    """Change any subset of an endpoint's fields; `active` false or true switches it off or on."""
    wanted = WebhookChange(name=data.name, url=data.url, events=data.events, is_active=data.active)
    allowed = desk_of(request).settings.outbound_allow
    await act(actor, webhooks.change_webhook, webhook_id, wanted, allowed=allowed)
    return await _read(actor, webhook_id)


@delete(
    "/{webhook_id:uuid}", status_code=200, responses=_WRITE, summary="Remove a webhook", operation_id="removeWebhook"
)
async def remove(actor: Who, webhook_id: FromPath[UUID]) -> RemovedWebhook:
    """Remove an endpoint with its secrets; refused while a rule sends to it."""
    await act(actor, webhooks.remove_webhook, webhook_id)
    return RemovedWebhook(id=webhook_id)


@post(
    "/{webhook_id:uuid}/secret",
    status_code=200,
    responses=_WRITE,
    summary="Give a webhook a new secret",
    operation_id="rotateWebhookSecret",
)
async def rotate(
    request: Asking, actor: Who, webhook_id: FromPath[UUID], *, idempotency_key: Key = None
) -> WebhookSecretAnswer:
    """Answer a new secret; what is sent within 24 hours is signed by the old one too."""
    once = await once_of(request, key=idempotency_key)
    sealed = desk_of(request).keys.seal(new_webhook_secret())
    made = await act_once(actor, once, webhooks.rotate_secret, webhook_id, secret=sealed)
    return _secret(request, made)


@post(
    "/{webhook_id:uuid}/test",
    status_code=202,
    responses=_WRITE,
    summary="Send a test to a webhook",
    operation_id="testWebhook",
)
async def send_test(
    request: Asking, actor: Who, webhook_id: FromPath[UUID], *, idempotency_key: Key = None
) -> TestAnswer:
    """Have a test sent, also to an endpoint that is off; what became of it stands in its deliveries."""
    once = await once_of(request, key=idempotency_key)
    return TestAnswer(event_id=await act_once(actor, once, webhooks.send_test, webhook_id))


@get(
    "/{webhook_id:uuid}/deliveries",
    responses=_READ,
    summary="List what was sent to a webhook",
    operation_id="listWebhookDeliveries",
)
async def list_deliveries(
    actor: Who,
    webhook_id: FromPath[UUID],
    *,
    before: Annotated[
        UUID | None, QueryParameter(required=False, description="`nextBefore` of the page before.")
    ] = None,
    limit: Annotated[int, QueryParameter(required=False, description="1 to 100.")] = queries.PAGE,
) -> WebhookDeliveryPage:
    """Return messages with their state and what the receiver answered, the newest first."""
    check_page(1, limit)
    await ask(actor, queries.read_webhook, webhook_id)
    page = await ask(actor, queries.list_sent, webhook_id, before=before, most=limit)
    items = [WebhookDeliveryAnswer(**shared(one, WebhookDeliveryAnswer)) for one in page.items]
    return WebhookDeliveryPage(items=items, limit=limit, next_before=page.before)


@post(
    "/{webhook_id:uuid}/deliveries/{delivery_id:uuid}/replay",
    status_code=202,
    responses=_WRITE,
    summary="Send a message to a webhook again",
    operation_id="replayWebhookDelivery",
)
async def replay(
    request: Asking, actor: Who, webhook_id: FromPath[UUID], *, delivery_id: FromPath[UUID], idempotency_key: Key = None
) -> ReplayAnswer:
    """Send the same message under the same id again; one that still waits cannot be."""
    once = await once_of(request, key=idempotency_key)
    return ReplayAnswer(id=await act_once(actor, once, webhooks.replay, webhook_id, delivery_id))


@post(
    "/{webhook_id:uuid}/replay",
    status_code=202,
    responses=_WRITE,
    summary="Send again what a webhook did not take",
    operation_id="replayWebhook",
)
async def replay_since(
    request: Asking,
    actor: Who,
    webhook_id: FromPath[UUID],
    *,
    data: JSONBody[ReplaySinceBody],
    idempotency_key: Key = None,
) -> ReplayedAnswer:
    """Send again the messages since a moment that failed, or were not sent while it was off; 500 at most."""
    once = await once_of(request, key=idempotency_key)
    return ReplayedAnswer(messages=await act_once(actor, once, webhooks.replay_since, webhook_id, data.since))


async def _read(actor: Who, webhook_id: UUID) -> WebhookDetail:
    view = await ask(actor, queries.read_webhook, webhook_id)
    activity = [
        WebhookStepAnswer(
            event=step.name, actor_name=step.actor_name, created_at=step.created_at, changes=step.changes
        )
        for step in view.trail
    ]  # fmt: skip
    return WebhookDetail(**shared(view, WebhookDetail), active=view.is_active, activity=activity)


def _answer(one: queries.Line) -> WebhookAnswer:
    return WebhookAnswer(**shared(one, WebhookAnswer), active=one.is_active)


def _secret(request: Asking, made: webhooks.Secret) -> WebhookSecretAnswer:
    return WebhookSecretAnswer(id=made.webhook_id, secret=desk_of(request).keys.unseal(made.sealed) or "")


ROUTER = Router(
    "/api/webhooks",
    route_handlers=[list_, add, read, change, remove, rotate, send_test, list_deliveries, replay, replay_since],
    tags=["Webhooks"],
)
