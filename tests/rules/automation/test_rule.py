"""The shape of a rule: what it says of itself, and that it is read back as it was kept."""

from __future__ import annotations

import msgspec
import pytest

from deskhand.rules.automation.rule import TRIGGERS, Condition, Content, Effects, Trigger, reason
from deskhand.rules.events import BY_NAME

REFUNDS = Content(
    name="Escalate refunds",
    trigger=Trigger(events=("ticket.created",)),
    conditions=Condition(
        all=(
            Condition(field="ticket.subject", op="contains", value="refund"),
            Condition(no=Condition(field="ticket.priority", op="any_of", value=["urgent", "critical"])),
        )
    ),
    effects=Effects(priority="high", add_tags=("refund",)),
)


def test_a_rule_is_read_back_as_it_was_kept_and_nothing_strange_is_taken() -> None:
    kept = msgspec.json.encode(REFUNDS)
    assert b'"not"' in kept
    back = msgspec.json.decode(kept, type=Content)
    assert back == REFUNDS
    with pytest.raises(msgspec.ValidationError, match="unknown field `delete`"):
        msgspec.json.decode(kept.replace(b'"priority"', b'"delete"'), type=Content)


def test_every_trigger_is_an_event_and_a_resolution_is_no_message() -> None:
    assert set(TRIGGERS) <= set(BY_NAME)
    assert Effects(text="Hello", public=True).sends
    assert not Effects(text="Hello").sends
    assert not Effects(text="It is solved.", status="resolved", public=True).writes
    assert reason("Escalate refunds") == "Rule “Escalate refunds”"
