"""Keeping endpoints of webhooks."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from deskhand.actions import webhooks as actions
from deskhand.actions.contract import act
from deskhand.actions.webhooks import (
    WebhookChange,
    add_webhook,
    change_webhook,
    remove_webhook,
    replay,
    replay_since,
    rotate_secret,
    send_test,
)
from deskhand.queries.contract import ask
from deskhand.queries.webhooks import read_webhook
from deskhand.rules.errors import Conflict, Forbidden, NotFound
from deskhand.store import webhooks as store
from tests.database import Desk
from tests.hooking import endpoint, follow, sent

URL = "https://example.com/hook"


async def test_an_endpoint_lives_and_its_trail_tells_how(desk: Desk) -> None:
    webhook_id = await endpoint(desk, URL, "ticket.created")
    await act(desk.admin, change_webhook, webhook_id, WebhookChange(name="Paid", is_active=False), allowed=())
    await act(desk.admin, change_webhook, webhook_id, WebhookChange(name="Paid"), allowed=())
    await act(desk.admin, rotate_secret, webhook_id, secret=desk.keys.seal("new"))
    await act(desk.admin, send_test, webhook_id)
    view = await ask(desk.admin, read_webhook, webhook_id)
    assert (view.name, view.is_active, view.created_by) == ("Paid", False, "Ada Admin")
    assert [step.name for step in view.trail] == [
        "webhook.tested", "webhook.secret_rotated", "webhook.changed", "webhook.created"
    ]  # fmt: skip
    assert view.trail[2].changes == {"name": ("Billing", "Paid"), "is_active": ("true", "false")}
    await act(desk.admin, remove_webhook, webhook_id)
    assert await desk.value("select secret is null and secret_before is null from webhooks")
    for gone in (
        act(desk.admin, change_webhook, webhook_id, WebhookChange(), allowed=()),
        act(desk.admin, remove_webhook, webhook_id), act(desk.admin, send_test, webhook_id),
        act(desk.admin, rotate_secret, webhook_id, secret=b"x"), act(desk.admin, replay, webhook_id, uuid4()),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            await gone


async def test_names_are_unique_and_endpoints_few(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await endpoint(desk, URL)
    with pytest.raises(Conflict, match="billing"):
        await endpoint(desk, URL, name="billing")
    other = await endpoint(desk, URL, name="Other")
    with pytest.raises(Conflict, match="BILLING"):
        await act(desk.admin, change_webhook, other, WebhookChange(name="BILLING"), allowed=())
    await act(desk.admin, remove_webhook, other)
    await endpoint(desk, URL, name="Other")
    monkeypatch.setattr(actions, "MOST", 2)
    with pytest.raises(Conflict, match="as many as"):
        await endpoint(desk, URL, name="Third")


async def test_only_what_ended_is_sent_again_and_only_to_its_own_endpoint(desk: Desk) -> None:
    webhook_id = await endpoint(desk, URL, "ticket.created")
    other = await endpoint(desk, URL, name="Other")
    await act(desk.admin, send_test, webhook_id)
    await follow(desk)
    [row] = await sent(desk)
    with pytest.raises(Conflict, match="planned"):
        await act(desk.admin, replay, webhook_id, row["id"])
    with pytest.raises(NotFound):
        await act(desk.admin, replay, other, row["id"])
    await desk.as_owner("update deliveries set state = 'dead', subject = 's', message = 'words', html = ''")
    again = await act(desk.admin, replay, webhook_id, row["id"])
    [_, new] = await sent(desk)
    assert (new["id"], new["generation"], new["message"], new["state"]) == (again, 2, "words", "planned")
    with pytest.raises(Conflict, match="sent again already"):
        await act(desk.admin, replay, webhook_id, row["id"])


async def test_all_that_was_not_taken_is_sent_again_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    webhook_id = await endpoint(desk, URL)
    for _ in range(4):
        await act(desk.admin, send_test, webhook_id)
    await follow(desk)
    first, *others = await sent(desk)
    await desk.as_owner("update deliveries set state = 'dead', subject = 's', message = 'words', html = ''")
    await desk.as_owner("update deliveries set state = 'delivered' where id = $1", first["id"])
    long_ago = first["created_at"] - timedelta(days=9)
    await desk.as_owner("update deliveries set created_at = $2 where id = $1", others[0]["id"], long_ago)
    since = first["created_at"] - timedelta(days=7)
    assert await act(desk.admin, replay_since, webhook_id, since) == 2
    assert await act(desk.admin, replay_since, webhook_id, since) == 0
    again = [row for row in await sent(desk) if row["generation"] == 2]
    assert {row["event_id"] for row in again} == {row["event_id"] for row in others[1:]}
    assert {(row["state"], row["message"]) for row in again} == {("planned", "words")}
    monkeypatch.setattr(store, "REPLAYED_AT_ONCE", 1)
    await desk.as_owner("update deliveries set state = 'failed'")
    assert await act(desk.admin, replay_since, webhook_id, long_ago) == 1
    told = "select payload ->> 'messages' from events where name = 'webhook.replayed' order by id"
    assert [row[0] for row in await desk.as_owner(told)] == ["2", "1"]


async def test_agents_keep_none(desk: Desk) -> None:
    with pytest.raises(Forbidden):
        await act(desk.agent, add_webhook, WebhookChange(name="A", url=URL), secret=b"x", allowed=())
