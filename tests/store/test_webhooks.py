"""Rows of endpoints; tests/actions/test_webhooks.py tells their life."""

from __future__ import annotations

from uuid import uuid4

from deskhand.rules.webhook import Endpoint
from deskhand.store import webhooks
from deskhand.store.db import acting_as
from tests.database import Desk


async def test_an_endpoint_is_found_until_it_is_removed(desk: Desk) -> None:
    made = Endpoint(id=uuid4(), name="Billing", url="https://example.com/", events=("ticket.created",))
    async with acting_as(desk.system) as tx:
        assert await webhooks.add(tx, made, secret=b"sealed", created_by_id=desk.admin.user_id)
        assert await webhooks.locked(tx, made.id) == made
        assert await webhooks.among(tx, [uuid4(), made.id]) == [made]
        assert await webhooks.count(tx) == 1
        await webhooks.rotate(tx, made.id, secret=b"newer")
    [kept] = await desk.as_owner("select secret, secret_before, rotated_at is not null from webhooks")
    assert tuple(kept) == (b"newer", b"sealed", True)
    async with acting_as(desk.system) as tx:
        await webhooks.remove(tx, made.id)
        assert await webhooks.locked(tx, made.id) is None
        assert await webhooks.among(tx, [made.id]) == []
        assert await webhooks.count(tx) == 0
    await desk.as_owner("delete from users where id = $1", desk.admin.user_id)
    assert await desk.value("select created_by_id is null from webhooks") is True


async def test_a_workspace_knows_whether_any_endpoint_is_told_of_events(desk: Desk) -> None:
    knows = "select has_webhooks from workspaces"
    made = Endpoint(id=uuid4(), name="Billing", url="https://example.com/", events=("ticket.created",))
    async with acting_as(desk.system) as tx:
        await webhooks.add(tx, made, secret=b"sealed", created_by_id=None)
    assert await desk.value(knows) is True
    for change in ("events = '{}'", "events = '{x}', off = 'gone'", "off = null", "secret = null, removed_at = now()"):
        await desk.as_owner(f"update webhooks set {change}")  # noqa: S608 (constants, right above)
        assert await desk.value(knows) is (change == "off = null"), change
