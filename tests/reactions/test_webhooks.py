"""Which endpoints are told of what, and that others pay nothing."""

from __future__ import annotations

from uuid import uuid4

import pytest

from deskhand.actions.automation import add_rule
from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.actions.webhooks import remove_webhook, send_test
from deskhand.app.wiring import reactions_by_name
from deskhand.kit import clock, crypt
from deskhand.reactions import REACTIONS
from deskhand.reactions.webhooks import tell_subscribers
from deskhand.rules.access import System
from deskhand.rules.automation.rule import Condition, Content, Effects, Trigger
from deskhand.rules.errors import Conflict
from deskhand.rules.events import WebhookAsked
from deskhand.rules.webhook import EVENTS
from deskhand.store import everywhere
from deskhand.store.db import acting_as
from deskhand.store.emission import OF_WEBHOOKS
from tests.database import Desk
from tests.hooking import SECRET, call, caller, endpoint, follow, sent
from tests.receiver import receiver

JOBS = "select count(*) from jobs where reaction = 'webhooks.tell_subscribers'"
NEW = NewTicket(subject="Printer", description="It burns.")


def test_all_events_that_can_be_told_of_are_followed_by_the_gated_reaction() -> None:
    followed = {event.name for event, follow in REACTIONS.items() if tell_subscribers in follow}
    assert followed == set(EVENTS)
    assert reactions_by_name()[OF_WEBHOOKS] is tell_subscribers


async def test_a_workspace_without_endpoints_has_no_follow_up(desk: Desk) -> None:
    await act(desk.customer, open_ticket, NEW)
    await endpoint(desk, "http://127.0.0.1:9/", name="Of rules")
    await endpoint(desk, "http://127.0.0.1:9/", "ticket.created", name="Off", is_active=False)
    await act(desk.customer, open_ticket, NEW)
    assert await desk.value(JOBS) == 0
    await endpoint(desk, "http://127.0.0.1:9/", "ticket.created")
    await act(desk.customer, open_ticket, NEW)
    assert await desk.value(JOBS) == 1
    other = await everywhere.make_workspace(slug="other", name="Other", base_url="http://o.test", now=clock.now())
    assert await desk.value("select has_webhooks from workspaces where id = $1", other) is False


async def test_each_endpoint_is_told_of_its_own_events_once(desk: Desk) -> None:
    await endpoint(desk, "http://127.0.0.1:9/", "ticket.created", "ticket.closed", name="Two")
    await endpoint(desk, "http://127.0.0.1:9/", "ticket.closed", name="One")
    ticket = await act(desk.customer, open_ticket, NEW)
    await act(desk.agent, change_ticket, ticket.id, TicketChange(status="closed"))
    for _ in range(2):
        await follow(desk)
        await desk.as_owner(
            "insert into jobs (workspace_id, id, event_id, reaction, priority, due_at, created_at) "
            "select workspace_id, gen_random_uuid(), id, 'webhooks.tell_subscribers', 3, now(), now() from events "
            "where name = 'ticket.closed'"
        )
    found = [(row["recipient"], row["notification_type"]) for row in await sent(desk)]
    assert sorted(found) == [("One", "ticket.closed"), ("Two", "ticket.closed"), ("Two", "ticket.created")]


async def test_words_of_notes_and_of_other_workspaces_are_in_no_message(desk: Desk) -> None:
    canary = f"canary{crypt.new_token()[:12]}"
    other_id = await everywhere.make_workspace(slug="o", name="O", base_url="http://o.test", now=clock.now())
    async with receiver() as there, caller(desk) as found:
        await endpoint(desk, there.url, *EVENTS)
        await desk.as_owner(
            "insert into webhooks (workspace_id, id, name, url, events, secret, created_at) "
            "values ($1, $2, 'Foreign', $3, array['ticket.created'], $4, now())",
            other_id, uuid4(), f"{there.url}/foreign", desk.keys.seal(SECRET),
        )  # fmt: skip
        ticket = await act(desk.customer, open_ticket, NEW)
        await act(desk.agent, note, ticket.id, NewMessage(content=canary))
        await act(desk.agent, reply, ticket.id, NewMessage(content="Pull the plug."))
        await act(desk.agent, change_ticket, ticket.id, TicketChange(priority="critical", reason=canary))
        await act(desk.agent, change_ticket, ticket.id, TicketChange(assignee_id=desk.other_agent.user_id))
        await act(desk.agent, change_ticket, ticket.id, TicketChange(status="resolved", resolution="New printer."))
        await follow(desk)
        await call(found)
    told = {post.content(SECRET)["event"]: post.content(SECRET)["data"] for post in there.posts}
    told_of = {"ticket.created", "ticket.message.added", "ticket.updated", "ticket.assigned", "ticket.resolved"}
    assert told_of <= set(told)
    assert told["ticket.message.added"]["message"]["content"] == "Pull the plug."
    assert told["ticket.resolved"]["resolution"] == "New printer."
    assert told["ticket.updated"]["changes"]["priority"]["to"] == "critical"
    assert not [post for post in there.posts if canary.encode() in post.body]
    assert not [post for post in there.posts if "foreign" in post.path]


async def test_rules_and_tests_name_their_endpoints(desk: Desk) -> None:
    async with receiver() as there, caller(desk) as found:
        named = await endpoint(desk, there.url, name="Named")
        off = await endpoint(desk, there.url, name="Off", is_active=False)
        ticket = await act(desk.customer, open_ticket, NEW)
        rule_id = uuid4()
        async with acting_as(System(desk.system.workspace_id, "Rule “Ring”")) as tx:
            asked = WebhookAsked(
                webhook_ids=[named, off, uuid4()], rule_id=rule_id, rule_name="Ring", trigger="ticket.created",
                changes={},
            )  # fmt: skip
            await tx.emit(asked, ticket_id=ticket.id)
        await act(desk.admin, send_test, off)
        await follow(desk)
        await call(found)
    told = {post.content(SECRET)["event"]: post.content(SECRET)["data"] for post in there.posts}
    assert set(told) == {"rule.ran", "webhook.test"}, "one that is off hears of tests alone"
    assert told["rule.ran"]["rule"] == {"id": str(rule_id), "name": "Ring"}
    assert told["rule.ran"]["trigger"] == "ticket.created"
    assert told["rule.ran"]["ticketId"] == str(ticket.id)
    assert told["rule.ran"]["by"] == {"id": None, "name": "Rule “Ring”"}
    assert "ticketId" not in told["webhook.test"]


async def test_a_rule_sends_once_for_an_event_and_is_named_in_trail_and_message(desk: Desk) -> None:
    canary = f"canary{crypt.new_token()[:12]}"
    async with receiver() as there, caller(desk) as found:
        named = await endpoint(desk, there.url, name="Pager")
        ring = Content(
            name="Ring", trigger=Trigger(events=("ticket.created", "ticket.note.added")),
            conditions=Condition(field="ticket.subject", op="contains", value="fire"),
            effects=Effects(webhooks=(str(named),), priority="critical"),
        )  # fmt: skip
        rule = await act(desk.admin, add_rule, ring, is_active=True)
        ticket = await act(desk.customer, open_ticket, NewTicket(subject="Printer on fire", description="x"))
        await follow(desk)
        await call(found)
        await act(desk.agent, note, ticket.id, NewMessage(content=canary))
        await act(desk.customer, open_ticket, NEW)
        await follow(desk)
        await desk.as_owner(
            "insert into jobs (workspace_id, id, event_id, reaction, priority, due_at, created_at) "
            "select workspace_id, gen_random_uuid(), id, 'automation.run_rules', 3, now(), now() from events "
            "where name = 'ticket.created'"
        )
        await follow(desk)
        await call(found)
    told = [post.content(SECRET) for post in there.posts]
    assert [(one["event"], one["data"]["trigger"]) for one in told] == [
        ("rule.ran", "ticket.created"), ("rule.ran", "ticket.note.added")
    ]  # fmt: skip
    assert told[0]["data"]["rule"] == {"id": str(rule.id), "name": "Ring"}
    assert (told[0]["data"]["number"], told[0]["data"]["priority"]) == (ticket.number, "critical")
    assert not [post for post in there.posts if canary.encode() in post.body]
    trail = await desk.as_owner(
        "select actor_name, payload -> 'changes' -> 'webhook' ->> 1 as names from events "
        "where name = 'ticket.webhook.asked' order by id"
    )
    assert [tuple(one) for one in trail] == [("Rule “Ring”", "Pager")] * 2
    did = "select did -> 'called' ->> 0 from automation_runs order by id limit 1"
    assert await desk.value(did) == str(named)
    with pytest.raises(Conflict, match="Ring"):
        await act(desk.admin, remove_webhook, named)
