"""What became of a ticket's deliveries, and why somebody was told or not."""

from __future__ import annotations

import pytest

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.queries.contract import ask
from deskhand.queries.deliveries import of_ticket, why
from deskhand.rules.delivery import State
from deskhand.rules.errors import Forbidden
from tests.database import Desk
from tests.reactions.sending import deliverer, sent
from tests.reactions.test_notify import opened, plan_all


async def test_each_delivery_of_a_ticket_tells_its_state_and_reason(desk: Desk) -> None:
    ticket = await opened(desk)
    await act(desk.agent, reply, ticket.id, NewMessage(content="Try water."))
    await plan_all(desk)
    async with deliverer(desk, None) as sender:
        await sent(sender)
    told = await ask(desk.agent, of_ticket, ticket.id)
    assert {(one.recipient, one.notification_type, one.state, one.reason) for one in told} == {
        (desk.customer.email, "ticket_created", State.DELIVERED, None),
        (desk.customer.email, "ticket_comment", State.DELIVERED, None),
        (desk.agent.email, "ticket_comment", State.SUPPRESSED, "own_act"),
    }
    assert all(one.trace for one in told)
    with pytest.raises(Forbidden):
        await ask(desk.customer, of_ticket, ticket.id)


async def test_why_answers_for_every_event_also_where_somebody_had_no_part(desk: Desk) -> None:
    ticket = await opened(desk)
    await act(desk.agent, note, ticket.id, NewMessage(content="canary-0c"))
    await act(desk.agent, reply, ticket.id, NewMessage(content="Try water."))
    await plan_all(desk)
    answers = await ask(desk.admin, why, ticket.id, desk.agent.user_id)
    assert [(one.event_name, one.state, one.reason) for one in answers] == [
        ("ticket.created", None, None),
        ("ticket.note.added", None, None),
        ("ticket.message.added", State.SUPPRESSED, "own_act"),
    ]
    assert [step.verdict for step in answers[-1].trace] == ["go on", "silence"]
    with pytest.raises(Forbidden):
        await ask(desk.customer, why, ticket.id, desk.agent.user_id)
