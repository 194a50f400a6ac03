"""A ticket as it was: what changed later is taken back, and what cannot be is named."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from deskhand.rules.automation.facts import Kind, kinds_of
from deskhand.rules.automation.rewinding import Names, Step, rewound, value_of
from deskhand.rules.category import LONGEST_TOLD
from deskhand.rules.events import Change
from deskhand.rules.field import Kind as FormKind
from tests.rules.automation.test_known import KNOWN, NOW

KINDS = kinds_of({"floor": FormKind.NUMBER, "rooms": FormKind.CHOICES})
MAYA = UUID(int=7)
NAMES = Names(assignee={"Maya": str(MAYA)}, category={"Login": "login"})


def step(minutes_ago: int, name: str = "ticket.updated", *, is_message: bool = False, **changes: Change) -> Step:
    return Step(
        id=UUID(int=1000 - minutes_ago), at=NOW - timedelta(minutes=minutes_ago), name=name, is_message=is_message,
        is_said=is_message, changes={key.replace("_", "."): pair for key, pair in changes.items()},
    )  # fmt: skip


def test_the_first_of_the_later_changes_says_what_was() -> None:
    later = [
        step(50, priority=("low", "medium"), subject=("Help", "Refund"), assignee=("Maya", None)),
        step(40, "ticket.classified", tags=("new, vip", "vip"), category=("Login", "Billing"), fields_floor=("2", "3")),
        step(30, "ticket.message.added", is_message=True, status=("waiting_customer", "open")),
        step(20, priority=("medium", "high"), rating=(None, "2")),
    ]
    now = replace(KNOWN, message_count=3, rating=2, first_response_at=NOW - timedelta(minutes=90))
    found = rewound(now, [step(90, is_message=True)], later, names=NAMES, kinds=KINDS)
    was = found.known
    assert (was.priority, was.subject, was.status, was.type) == ("low", "Help", "waiting_customer", KNOWN.type)
    assert (was.assignee_id, was.category, was.tags, was.rating) == (MAYA, "login", ("new", "vip"), None)
    assert was.fields == {"floor": 2, "rooms": ["a", "b"]}
    assert (was.message_count, was.last_message_at) == (2, NOW - timedelta(minutes=90))
    assert was.first_response_at == now.first_response_at
    assert found.as_now == ("sla.state",)


def test_before_the_first_answer_it_was_not_answered() -> None:
    answered = replace(KNOWN, message_count=2, first_response_at=NOW - timedelta(minutes=30))
    was = rewound(answered, [], [step(30, is_message=True)], names=NAMES, kinds=KINDS).known
    assert (was.first_response_at, was.message_count, was.last_message_at) == (None, 1, KNOWN.created_at)


def test_what_no_name_leads_back_to_stays_as_it_is_now_and_is_named() -> None:
    later = [step(9, assignee=("Gone", None), team=("Old", "New"), category=(None, "x"), fields_gone=("1", None))]
    found = rewound(KNOWN, [], later, names=NAMES, kinds=KINDS)
    assert found.as_now == ("fields.gone", "sla.state", "ticket.assignee", "ticket.team")
    assert (found.known.assignee_id, found.known.team_id, found.known.category) == (None, KNOWN.team_id, None)
    nobody = rewound(replace(KNOWN, tags=("a",)), [], [step(9, tags=(None, "a"))], names=NAMES, kinds=KINDS).known
    assert nobody.tags == ()


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        (None, Kind.TEXT, None), ("Berlin", Kind.TEXT, "Berlin"), ("yes", Kind.BOOLEAN, True),
        ("no", Kind.BOOLEAN, False), ("3", Kind.NUMBER, 3), ("2.5", Kind.NUMBER, 2.5), ("a, b", Kind.LIST, ["a", "b"]),
        ("2026-01-31", Kind.DATE, "2026-01-31"),
    ],
)  # fmt: skip
def test_a_told_value_is_a_value_again(text: str | None, kind: Kind, value: object) -> None:
    assert value_of(text, kind) == value


def test_a_text_of_which_the_beginning_alone_is_told_is_not_taken_for_the_whole() -> None:
    with pytest.raises(ValueError, match="beginning"):
        value_of("x" * LONGEST_TOLD, Kind.TEXT)
