"""Rules run after the event, each once, in their order and by name; those that wait run in their time."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from deskhand.actions.automation import RuleChange, add_rule, change_rule, remove_rule
from deskhand.actions.contract import act
from deskhand.actions.housekeeping import forget_expired
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.app import wiring
from deskhand.app.worker import JobRounds
from deskhand.queries.contract import ask
from deskhand.queries.ticket import read_ticket
from deskhand.reactions.automation import watch_moments
from deskhand.rules.automation.decision import REPLIES_PER_DAY
from deskhand.rules.automation.known import Happening, Known, facts_of
from deskhand.rules.automation.rule import ALWAYS, Condition, Content, Effects, Rule, Trigger
from tests.database import Desk

REFUND = Condition(field="ticket.subject", op="contains", value="refund")
URGENT = Condition(field="ticket.priority", op="is", value="urgent")
RUNS = "select a.name, r.outcome, r.reason, r.did, r.chain from automation_runs r join automation_rules a on a.id = r.rule_id order by r.id"  # noqa: E501


async def rule(desk: Desk, name: str, *events: str, conditions: Condition = ALWAYS, **effects: Any) -> Rule:
    after = effects.pop("after", None)
    trigger = Trigger(events=events or ("ticket.created",), after=after)
    content = Content(name=name, trigger=trigger, conditions=conditions, effects=Effects(**effects))
    return await act(desk.admin, add_rule, content, is_active=True)


async def work(*, workers: int = 1) -> None:
    rounds = [JobRounds(wiring.reactions_by_name()) for _ in range(workers)]
    while any(await asyncio.gather(*(turn() for turn in rounds))):
        pass


async def opened(desk: Desk, subject: str = "A refund, please") -> UUID:
    return (await act(desk.customer, open_ticket, NewTicket(subject=subject, description="Please."))).id


async def test_rules_run_once_in_their_order_by_name_and_set_each_other_off(desk: Desk) -> None:
    first = await rule(desk, "Escalate refunds", conditions=REFUND, priority="urgent", add_tags=("refund",))
    tell = {"assignee": str(desk.agent.user_id), "notify": ("assignee",)}
    await rule(desk, "To Maya", "ticket.updated", "ticket.created", conditions=URGENT, **tell)
    await rule(desk, "Never", conditions=Condition(no=ALWAYS), priority="low")
    ticket_id = await opened(desk)
    await work(workers=3)
    view = await ask(desk.agent, read_ticket, ticket_id)
    assert (view.priority, view.assignee and view.assignee.name) == ("urgent", "Maya Okafor")
    assert await desk.value("select priority_reason from tickets where id = $1", view.id) == "Rule “Escalate refunds”."
    story = {(one.name, one.actor_name) for one in view.activity}
    assert ("ticket.updated", "Rule “Escalate refunds”") in story
    assert ("ticket.assigned", "Rule “To Maya”") in story
    note = next(one for one in view.messages if one.internal)
    assert (note.author_kind, note.text) == ("system", "Rule “To Maya” asks Maya Okafor to look at this ticket.")
    runs = await desk.as_owner(RUNS)
    # Both match what was opened; the change by the first one sets the second one off again, and so does nothing new.
    assert [(row["name"], row["outcome"]) for row in runs][:2] == [("Escalate refunds", "ran"), ("To Maya", "ran")]
    assert runs[0]["did"] == '{"changes": {"ticket.tags": [[], ["refund"]], "ticket.priority": ["medium", "urgent"]}}'
    assert [row["chain"] for row in runs[2:]] == [[first.id]]
    told = "select count(*) from deliveries where notification_type = 'ticket_mention' and state <> 'suppressed'"
    assert await desk.value(told) == len(runs) - 1
    assert await desk.value("select runs from automation_rules where name = 'Never'") == 0


async def test_what_a_rule_sends_is_marked_answers_nobody_and_does_not_go_on_for_ever(desk: Desk) -> None:
    hello = "Hello {{ requester.first_name }}, here is {{ agent.name }}."
    await rule(desk, "Receipt", "ticket.created", "ticket.message.added", text=hello, public=True)
    ticket_id = await opened(desk)
    await work()
    for _ in range(REPLIES_PER_DAY):
        await act(desk.customer, reply, ticket_id, NewMessage(content="I am out of office."))
        await work()
    view = await ask(desk.agent, read_ticket, ticket_id)
    sent = [one for one in view.messages if one.author_kind == "system"]
    assert [one.text for one in sent][:1] == ["Hello Dana, here is Deskhand."]
    assert len(sent) == REPLIES_PER_DAY
    kept = (await desk.as_owner("select status, first_response_at, last_message_by, message_count from tickets"))[0]
    assert tuple(kept) == ("open", None, "customer", 1 + 2 * REPLIES_PER_DAY)
    stops = [row["reason"] for row in await desk.as_owner(RUNS) if row["outcome"] == "stopped"]
    assert any(reason.startswith("It ran in this chain already") for reason in stops)
    assert any(reason.startswith("Rules sent 3 replies on this ticket within a day") for reason in stops)


async def test_rules_that_reopen_and_resolve_each_other_stop_with_a_reason(desk: Desk) -> None:
    back = await rule(desk, "Not yet", "ticket.resolved", status="reopened", assignee=str(desk.agent.user_id))
    await rule(desk, "Done", "ticket.reopened", status="resolved", text="It was done before.")
    ticket_id = await opened(desk)
    await act(desk.agent, change_ticket, ticket_id, TicketChange(status="resolved", resolution="Restarted."))
    await work()
    runs = await desk.as_owner(RUNS)
    assert [(row["name"], row["outcome"]) for row in runs] == [
        ("Not yet", "ran"),
        ("Done", "ran"),
        ("Not yet", "stopped"),
    ]
    assert runs[-1]["reason"].startswith("It ran in this chain already")
    assert '"ticket.status": ["resolved", "in_progress"]' in runs[0]["did"]
    view = await ask(desk.agent, read_ticket, ticket_id)
    assert (view.status, view.assignee and view.assignee.name) == ("resolved", "Maya Okafor")
    story = [(one.name, one.actor_name) for one in view.activity if "re" in one.name]
    assert ("ticket.reopened", "Rule “Not yet”") in story
    at_first = replace(back.content, trigger=Trigger(events=("ticket.created",)))
    await act(desk.admin, change_rule, back.id, RuleChange(content=at_first))
    await opened(desk)
    await work()
    assert (await desk.as_owner(RUNS))[-1]["outcome"] == "ran", "what is active already stays so"
    assert await desk.value("select count(*) from tickets where status = 'in_progress'") == 1


async def test_a_rule_that_cannot_do_its_work_does_nothing_of_it_and_says_why(desk: Desk) -> None:
    both = await rule(desk, "Resolve", "ticket.closed", priority="low", status="resolved", text="Done.")
    ticket_id = await opened(desk)
    await act(desk.agent, change_ticket, ticket_id, TicketChange(status="closed"))
    await work()
    (run,) = await desk.as_owner(RUNS)
    assert (run["outcome"], run["chain"]) == ("failed", [])
    assert run["reason"].startswith("A ticket that is closed cannot become resolved")
    assert await desk.value("select priority from tickets") == "medium"
    await act(desk.admin, remove_rule, both.id)
    await desk.as_owner("update automation_rules set removed_at = now() - interval '91 days'")
    await act(desk.system, forget_expired)
    assert await desk.value("select count(*) from automation_runs") == 0


async def test_a_rule_waits_from_the_latest_event_and_looks_at_what_holds_then(desk: Desk) -> None:
    by_customer = Condition(field="event.by", op="is", value="customer")
    waiting = await rule(
        desk, "Nobody answered", "ticket.created", "ticket.message.added", after=60, conditions=by_customer,
        add_tags=("late",),
    )  # fmt: skip
    one, other, third = [await opened(desk, subject) for subject in ("One", "Other", "Third")]
    await work()
    await act(desk.agent, reply, other, NewMessage(content="We look at it."))
    await work()
    assert await watch_moments() == 0
    moments = "select count(*) from automation_moments"
    assert await desk.value(moments) == 3
    await desk.as_owner(
        "update automation_moments set due_at = due_at - interval '2 hours' where ticket_id <> $1", third
    )
    assert await asyncio.gather(watch_moments(), watch_moments())
    tagged = "select array_agg(ticket_id) from ticket_tags"
    assert await desk.value(tagged) == [one]
    assert (await desk.value(moments), await desk.value("select count(*) from automation_runs")) == (1, 1)
    assert (
        await desk.value("select actor_name from events where name = 'ticket.classified'") == "Rule “Nobody answered”"
    )
    sooner = replace(waiting.content, trigger=replace(waiting.content.trigger, after=5))
    await act(desk.admin, change_rule, waiting.id, RuleChange(content=sooner, version=1))
    assert await desk.value(moments) == 0


async def test_events_have_somebody_look_for_rules_only_where_there_are_any(desk: Desk) -> None:
    looks = "select count(*) from jobs where reaction = 'automation.run_rules'"
    await opened(desk)
    assert await desk.value(looks) == 0
    made = await rule(desk, "Tag", add_tags=("one",))
    await opened(desk)
    assert await desk.value(looks) == 1, "a customer opens it, who sees no rules"
    await act(desk.admin, remove_rule, made.id)
    await opened(desk)
    assert await desk.value(looks) == 1


async def test_a_moment_that_fails_keeps_no_other_waiting(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await rule(desk, "Late", "ticket.created", after=60, add_tags=("late",))
    broken, sound = await opened(desk, "Broken"), await opened(desk, "Sound")
    await work()
    await desk.as_owner("update automation_moments set due_at = now() - interval '1 second'")

    def torn(known: Known, happening: Happening, *, now: datetime) -> object:
        if known.id == broken:
            raise ValueError("a bug")
        return facts_of(known, happening, now=now)

    monkeypatch.setattr("deskhand.reactions.automation.facts_of", torn)
    assert await watch_moments() == 2
    assert await desk.value("select array_agg(ticket_id) from ticket_tags") == [sound]
    assert await desk.value("select due_at > now() from automation_moments where ticket_id = $1", broken)
