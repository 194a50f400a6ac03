"""What is known of a ticket, as conditions ask for it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from deskhand.kit import clock
from deskhand.rules.access import Role
from deskhand.rules.automation.facts import FIELDS
from deskhand.rules.automation.known import Happening, Known, facts_of
from deskhand.rules.events import TicketUpdated
from deskhand.rules.sla.clock import Standing

NOW = clock.now()
KNOWN = Known(
    id=UUID(int=1), version=3, subject="Refund", status="open", priority="high", type="billing_issue", source="web",
    category="billing", tags=("vip",), assignee_id=None, team_id=UUID(int=5), requester_id=UUID(int=2),
    message_count=1, first_response_at=None, created_at=NOW - timedelta(hours=3),
    last_message_at=NOW - timedelta(minutes=30), rating=None, fields={"floor": 3, "rooms": ["a", "b"]},
    requester_name="Dana", requester_email="dana@halcyon.test", requester_language="en", organization_id=None,
    organization_name=None, is_priority_client=False, sla_standing=Standing.RUNNING,
    sla_nearest_at=NOW - timedelta(minutes=1), sla_critical_at=None, sla_warning_at=None, sla_half_at=None,
)  # fmt: skip
UPDATED = TicketUpdated(changes={"priority": ("low", "high")})


def test_every_field_is_known_and_forms_bring_their_own() -> None:
    facts = facts_of(KNOWN, Happening(event=UPDATED, actor_id=None, text="Money back"), now=NOW)
    assert set(facts) == set(FIELDS) | {"fields.floor", "fields.rooms"}
    assert facts["fields.rooms"] == ("a", "b")
    assert (facts["ticket.hours_old"], facts["ticket.hours_quiet"]) == (3, 0.5)
    assert facts["sla.state"] == "breached"
    assert facts["event.changed"] == ("priority",)
    assert facts["message.text"] == "Money back"
    assert facts["ticket.team"] == str(UUID(int=5))
    later = facts_of(replace(KNOWN, sla_standing=None), Happening(event=UPDATED, actor_id=None), now=NOW)
    assert later["sla.state"] == "none"


@pytest.mark.parametrize(
    ("actor", "role", "is_by_rule", "by"),
    [
        (None, None, False, "desk"),
        (None, None, True, "rule"),
        (2, Role.AGENT, False, "customer"),
        (3, Role.CUSTOMER, False, "customer"),
        (4, Role.AGENT, False, "agent"),
        (4, Role.ADMIN, False, "agent"),
    ],
)
def test_who_caused_an_event(actor: int | None, role: Role | None, by: str, *, is_by_rule: bool) -> None:
    who = None if actor is None else UUID(int=actor)
    happening = Happening(event=UPDATED, actor_id=who, role=role, is_by_rule=is_by_rule)
    assert facts_of(KNOWN, happening, now=NOW)["event.by"] == by
