"""Calling endpoints, real ones on loopback that fail in every way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.actions.webhooks import WebhookChange, change_webhook, remove_webhook, replay, rotate_secret, send_test
from deskhand.reactions import calls
from deskhand.rules.ticket import Ticket
from tests.database import Desk
from tests.hooking import SECRET, call, caller, endpoint, follow, sent, soon
from tests.receiver import LOOPBACK, receiver

OTHER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"


async def opened(desk: Desk) -> Ticket:
    """Open a ticket and follow it up."""
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Printer", description="It burns."))
    await follow(desk)
    return ticket


async def test_a_message_is_signed_said_and_recorded(desk: Desk) -> None:
    async with receiver("202 Accepted\r\n\r\nthanks") as there, caller(desk) as found:
        await endpoint(desk, there.url, "ticket.created")
        ticket = await opened(desk)
        await call(found)
    [post] = there.posts
    body = post.content(SECRET)
    assert body["event"] == "ticket.created"
    assert body["timestamp"].endswith("Z")
    assert {name: body["data"][name] for name in ("ticketId", "number", "subject", "priority", "userId")} == {
        "ticketId": str(ticket.id), "number": ticket.number, "subject": "Printer",
        "priority": ticket.priority.value, "userId": str(desk.customer.user_id),
    }  # fmt: skip
    assert body["data"]["message"]["content"] == "It burns."
    assert body["data"]["by"] == {"id": str(desk.customer.user_id), "name": "Dana Whitfield"}
    [row] = await sent(desk)
    assert (row["state"], row["provider"], row["attempts"]) == ("delivered", "webhook", 1)
    assert (row["provider_message_id"], row["provider_response"]) == (post.id, "202 thanks")
    assert row["delivered_at"] is not None
    assert row["message"].encode() == post.body
    logged = await desk.as_owner("select status, recipient from notification_log where channel = 'webhook'")
    assert [tuple(one) for one in logged] == [("delivered", "Billing")]
    [seen] = await desk.as_owner("select last_success_at, last_failure_at from webhooks")
    assert seen[0] is not None
    assert seen[1] is None


async def test_what_fails_comes_again_under_the_same_id_in_the_same_words(desk: Desk) -> None:
    answers = ("500 Oops", "drop", "429 Slow\r\nRetry-After: 7200\r\n\r\n", "200 OK")
    async with receiver(*answers) as there, caller(desk) as found:
        await endpoint(desk, there.url, "ticket.created")
        ticket = await opened(desk)
        await call(found)
        [row] = await sent(desk)
        assert (row["state"], row["error_class"], row["attempts"]) == ("retry_wait", "transient", 1)
        assert "500" in row["error_message"]
        assert timedelta(seconds=3) <= row["due_at"] - row["updated_at"] < timedelta(seconds=7)
        assert "500" in str(await desk.value("select last_error from webhooks"))
        await act(desk.agent, change_ticket, ticket.id, TicketChange(subject="Printer on fire"))
        for number in (2, 3, 4):
            await soon(desk)
            async with caller(desk) as another:  # another worker, which does not know that the endpoint rests
                await call(another)
            [row] = await sent(desk)
            assert row["attempts"] == number
            asked = row["due_at"] - row["updated_at"] >= timedelta(seconds=7190)
            assert asked == (number == 3), "the pause that was asked for"
    assert len({(post.id, post.body) for post in there.posts}) == 1
    assert len(there.posts) == 4
    assert b"on fire" not in there.posts[-1].body
    assert (row["state"], row["uncertain_attempts"]) == ("delivered", 1)
    assert "may have arrived" in row["reason"]


async def test_410_switches_an_endpoint_off_and_what_waits_for_it_is_not_sent(desk: Desk) -> None:
    async with receiver("410 Gone") as there, caller(desk) as found:
        webhook_id = await endpoint(desk, there.url, "ticket.created")
        await opened(desk)
        await call(found)
        [row] = await sent(desk)
        assert (row["state"], row["error_class"]) == ("failed", "opt_out")
        assert await desk.value("select off from webhooks") == "gone"
        assert await desk.value("select has_webhooks from workspaces") is False
        told = "select payload -> 'changes' ->> 'is_active' from events where name = 'webhook.gone'"
        assert await desk.value(told) == '["true", "false"]'
        await opened(desk)
        assert len(await sent(desk)) == 1, "an endpoint that is off is told of nothing"
        await act(desk.admin, change_webhook, webhook_id, WebhookChange(is_active=True), allowed=LOOPBACK)
        await opened(desk)
        await act(desk.admin, change_webhook, webhook_id, WebhookChange(is_active=False), allowed=LOOPBACK)
        await call(found)
        states = [(row["state"], row["reason"]) for row in await sent(desk)]
        assert states[1:] == [("suppressed", "switched_off")]
        assert len(there.posts) == 1


async def test_redirects_and_private_addresses_are_failures_that_name_themselves(desk: Desk) -> None:
    async with receiver() as inside, receiver(f"302 Found\r\nLocation: {inside.url}\r\n\r\n") as there:
        await endpoint(desk, there.url, "ticket.created")
        await opened(desk)
        async with caller(desk) as found:
            await call(found)
        [row] = await sent(desk)
        assert (row["state"], row["error_class"]) == ("retry_wait", "config")
        assert "Redirects are not followed" in row["error_message"]
        await desk.as_owner("update webhooks set url = $1", f"https://localhost:{inside.port}/")
        await soon(desk)
        async with caller(desk, is_open=False) as strict:
            await call(strict)
        [row] = await sent(desk)
        assert (row["state"], row["error_class"]) == ("failed", "address")
        assert "OUTBOUND_ALLOW" in row["error_message"]
        assert await desk.value("select off from webhooks") is None
    assert not inside.connections


async def test_a_new_secret_signs_with_the_old_one_for_a_day(desk: Desk) -> None:
    async with receiver() as there, caller(desk) as found:
        webhook_id = await endpoint(desk, there.url)
        for moment in (timedelta(), timedelta(hours=25)):
            if not moment:
                await act(desk.admin, rotate_secret, webhook_id, secret=desk.keys.seal(OTHER))
            else:
                await desk.as_owner("update webhooks set rotated_at = rotated_at - $1::interval", moment)
            await act(desk.admin, send_test, webhook_id)
            await follow(desk)
            await call(found)
    first, later = there.posts
    assert first.content(SECRET) == first.content(OTHER)
    assert first.content(OTHER)["event"] == "webhook.test"
    assert len(later.headers["webhook-signature"].split()) == 1
    later.content(OTHER)
    kept = await desk.as_owner("select secret, secret_before from webhooks")
    assert all(OTHER.encode() not in one and SECRET.encode() not in one for one in kept[0])


async def test_a_silent_endpoint_keeps_no_other_waiting(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "REST", 600.0)
    async with receiver("drop") as dead, receiver() as there, caller(desk) as found:
        await endpoint(desk, dead.url, "ticket.created", name="Dead")
        await opened(desk)
        await call(found)
        await endpoint(desk, there.url, "ticket.created", name="Well")
        for _ in range(3):
            await opened(desk)
        await call(found)
        assert (len(dead.posts), len(there.posts)) == (1, 3), "the silent one rests"
        waiting = [row for row in await sent(desk) if row["state"] == "retry_wait"]
        assert sorted(row["attempts"] for row in waiting) == [0, 0, 0, 1], "resting costs no attempt"


async def test_a_message_is_sent_again_as_it_was(desk: Desk) -> None:
    async with receiver() as there, caller(desk) as found:
        webhook_id = await endpoint(desk, there.url, "ticket.created")
        ticket = await opened(desk)
        await call(found)
        [row] = await sent(desk)
        await act(desk.agent, change_ticket, ticket.id, TicketChange(subject="Other"))
        await act(desk.admin, replay, webhook_id, row["id"])
        await call(found)
    assert [post.body for post in there.posts] == [there.posts[0].body] * 2
    assert there.posts[0].id == there.posts[1].id
    assert [(row["generation"], row["state"]) for row in await sent(desk)] == [(1, "delivered"), (2, "delivered")]


async def test_what_cannot_be_said_or_signed_stays_with_its_reason(desk: Desk) -> None:
    async with receiver() as there, caller(desk) as found:
        webhook_id = await endpoint(desk, there.url, "ticket.created")
        await opened(desk)
        await desk.as_owner("update webhooks set secret = 'sealed by another key, long enough for a nonce and a tag'")
        await call(found)
        [row] = await sent(desk)
        assert (row["state"], row["error_class"]) == ("retry_wait", "config")
        assert "give it a new one" in row["error_message"]
        await desk.as_owner("update webhooks set secret = $1", desk.keys.seal(SECRET))
        await desk.as_owner("update events set payload = '{\"number\": 5}' where id = $1", row["event_id"])
        await soon(desk)
        await call(found)
        [row] = await sent(desk)
        assert "failed to write it" in row["error_message"]
        await act(desk.admin, remove_webhook, webhook_id)
        await soon(desk)
        await call(found)
        [row] = await sent(desk)
        assert (row["state"], row["reason"]) == ("suppressed", "removed")
    assert not there.posts
