"""Rules that many desks want, made ready to be taken over and changed."""

from __future__ import annotations

from deskhand.rules.automation.rule import Condition, Content, Effects, Trigger

_ACTIVE = ["open", "in_progress", "waiting_support"]

READY: dict[str, Content] = {
    "refunds": Content(
        name="Escalate refunds",
        trigger=Trigger(events=("ticket.created",)),
        conditions=Condition(
            any=(
                Condition(field="ticket.subject", op="contains_any", value=["refund", "chargeback", "charged twice"]),
                Condition(field="message.text", op="contains_any", value=["refund", "chargeback", "charged twice"]),
            )
        ),
        effects=Effects(priority="high", add_tags=("refund",)),
    ),
    "receipt": Content(
        name="Confirm receipt",
        trigger=Trigger(events=("ticket.created",)),
        conditions=Condition(all=(Condition(field="event.by", op="is", value="customer"),)),
        effects=Effects(
            text="Hello {{ requester.first_name }},\n\nwe have your message and look at it. Its number is "
            "{{ ticket.number }}; you can read and answer here: {{ links.ticket }}\n\n{{ workspace.name }}",
            public=True,
        ),
    ),
    "priority_clients": Content(
        name="Priority clients first",
        trigger=Trigger(events=("ticket.created",)),
        conditions=Condition(
            all=(
                Condition(field="organization.priority_client", op="is", value=True),
                Condition(field="ticket.priority", op="any_of", value=["medium", "low"]),
            )
        ),
        effects=Effects(priority="high", add_tags=("priority client",)),
    ),
    "unanswered": Content(
        name="Remind after a day without an answer",
        trigger=Trigger(events=("ticket.created", "ticket.message.added"), after=24 * 60),
        conditions=Condition(
            all=(
                Condition(field="event.by", op="is", value="customer"),
                Condition(field="ticket.status", op="any_of", value=_ACTIVE),
                Condition(field="ticket.assignee", op="is_set"),
            )
        ),
        effects=Effects(add_tags=("overdue",), notify=("assignee",)),
    ),
    "low_rating": Content(
        name="Look into low ratings",
        trigger=Trigger(events=("ticket.rated",)),
        conditions=Condition(all=(Condition(field="ticket.rating", op="less_than", value=3),)),
        effects=Effects(
            add_tags=("low rating",),
            text="{{ requester.name }} was not satisfied. Ask what went wrong.",
        ),
    ),
}
"""By their keys, in the order in which they are offered."""
