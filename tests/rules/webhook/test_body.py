"""What webhooks say, and what they never say."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from deskhand.rules import events
from deskhand.rules.events import ALL, Event
from deskhand.rules.webhook import EVENTS
from deskhand.rules.webhook.body import About, Told, body_of, name_of
from tests.rules.test_events import example

TICKET = About(
    id=UUID(int=1), number="2026-03-00007", subject="Grüße </script>", status="open", priority="high",
    type="bug_report", source="web", requester_id=UUID(int=2), organization_id=None,
    assignee_id=None, team_id=UUID(int=3),
    category_key="printers", created_at=datetime(2026, 3, 1, 8, tzinfo=UTC),
)  # fmt: skip
AT = datetime(2026, 3, 1, 14, tzinfo=timezone(timedelta(hours=2)))


def said(event: Event, *, text: str | None = None) -> dict[str, Any]:
    told = Told(
        event=event, at=AT, actor_id=UUID(int=4), actor_name="Maya", base_url="https://desk.test/", ticket=TICKET,
        text=text,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(body_of(told))
    return found


def test_the_body_is_event_data_and_timestamp() -> None:
    body = said(events.StatusChanged(changes={"status": ("open", "waiting_customer")}, reason="CANARY"))
    assert list(body) == ["event", "data", "timestamp"]
    assert (body["event"], body["timestamp"]) == ("ticket.status_changed", "2026-03-01T12:00:00.000Z")
    assert body["data"] == {
        "ticketId": str(TICKET.id), "number": "2026-03-00007", "subject": "Grüße </script>", "status": "open",
        "priority": "high", "type": "bug_report", "source": "web", "userId": str(UUID(int=2)), "organizationId": None,
        "assigneeId": None, "teamId": str(UUID(int=3)), "category": "printers", "createdAt": "2026-03-01T08:00:00Z",
        "url": f"https://desk.test/admin/support/{TICKET.id}", "by": {"id": str(UUID(int=4)), "name": "Maya"},
        "changes": {"status": {"from": "open", "to": "waiting_customer"}},
    }  # fmt: skip


def test_each_event_says_what_it_is_about() -> None:
    added = events.MessageAdded(message_id=UUID(int=9), by="agent")
    assert said(added, text="Hello")["data"]["message"] == {"id": str(UUID(int=9)), "by": "agent", "content": "Hello"}
    rated = said(events.TicketRated(rating=2, comment="slow", changes={}))["data"]
    assert (rated["rating"], rated["comment"]) == (2, "slow")
    breached = said(events.SlaBreached(target="resolution", due_at=AT, cause="time", changes={}))["data"]
    assert (breached["target"], breached["dueAt"]) == ("resolution", "2026-03-01T14:00:00+02:00")
    merged = said(events.TicketMerged(relation="merged_into", other_id=UUID(int=5), messages=1, changes={}))["data"]
    assert (merged["relation"], merged["otherTicketId"]) == ("merged_into", str(UUID(int=5)))
    assert said(events.TicketClosed(resolution="Done", changes={}))["data"]["resolution"] == "Done"


@pytest.mark.parametrize("kind", [kind for kind in ALL if kind.name not in EVENTS])
def test_an_event_that_nobody_subscribes_to_says_nothing_of_itself(kind: type[Event]) -> None:
    known = set(said(events.WebhookTested(webhook_id=UUID(int=1), label="x"))["data"])
    assert set(said(example(kind), text="CANARY")["data"]) - known <= {"rule", "trigger"}
    assert "CANARY" not in json.dumps(said(example(kind), text="CANARY"))


@pytest.mark.parametrize("kind", [kind for kind in ALL if kind.name in EVENTS])
def test_reasons_that_agents_give_each_other_are_left_out(kind: type[Event]) -> None:
    assert "reason" not in said(example(kind))["data"]
    assert name_of(example(kind)) == kind.name
