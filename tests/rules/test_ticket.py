"""The state machine, value by value."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID

import msgspec
import pytest

from deskhand.rules import ticket
from deskhand.rules.ticket import Priority, Source, Standing, Status, Ticket, Type, Verb

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)

# What each verb makes of a ticket in each state: “-” where it is no move, “same” where the state stays.
TABLE = """
                open              in_progress       waiting_customer  waiting_support   resolved         closed           cancelled
assign          in_progress       same              same              same              -                -                -
unassign        same              open              open              open              -                -                -
agent_reply     waiting_customer  waiting_customer  same              waiting_customer  -                -                -
customer_reply  same              same              waiting_support   same              -                -                -
resolve         resolved          resolved          resolved          resolved          -                -                -
close           closed            closed            closed            closed            closed           -                -
cancel          cancelled         cancelled         cancelled         cancelled         -                -                -
reopen          -                 -                 -                 -                 waiting_support  waiting_support  waiting_support
"""  # noqa: E501 (a table reads by its columns)

# Which of them a customer may do; “unanswered” means before the first reply, “in time” within the reopen window.
CUSTOMERS = {
    "assign": "never", "unassign": "never", "agent_reply": "never", "customer_reply": "always", "resolve": "never",
    "close": "always", "cancel": "unanswered", "reopen": "in time",
}  # fmt: skip

STANDINGS = [
    Standing(status, *rest)
    for status, *rest in product(Status, (True, False), (True, False), (True, False), (True, False))
]
BY_HAND = ["resolve", "close", "cancel", "reopen"]


def read(table: str) -> dict[tuple[str, str], str | None]:
    """Return where each verb leads from each state."""
    head, *lines = (line.split() for line in table.strip().splitlines())
    return {
        (verb, status): {"-": None, "same": status}.get(cell, cell)
        for verb, *cells in lines
        for status, cell in zip(head, cells, strict=True)
    }


def expected(verb: Verb, standing: Standing) -> str | None:
    permitted = {
        "always": True, "never": False, "unanswered": not standing.is_answered, "in time": not standing.is_long_done,
    }[CUSTOMERS[verb.value]]  # fmt: skip
    if not standing.by_agent and not permitted:
        return None
    target = read(TABLE)[verb.value, standing.status.value]
    return "open" if verb.value == "reopen" and target and not standing.is_assigned else target


@pytest.mark.parametrize("verb", list(Verb))
def test_every_verb_leads_where_the_table_says(verb: Verb) -> None:
    for standing in STANDINGS:
        assert ticket.after(verb, standing) == expected(verb, standing), standing


def test_the_table_knows_every_state_and_every_verb() -> None:
    assert set(read(TABLE)) == {(verb.value, status.value) for verb in Verb for status in Status}
    assert set(CUSTOMERS) == {verb.value for verb in Verb}


@pytest.mark.parametrize("standing", STANDINGS, ids=str)
def test_buttons_and_setting_a_status_agree(standing: Standing) -> None:
    offered = ticket.moves_from(standing)
    assert [verb.value for verb in offered] == [verb for verb in BY_HAND if expected(Verb(verb), standing) is not None]
    reached = {ticket.after(verb, standing): verb for verb in offered}
    assert len(reached) == len(offered), "two buttons would do the same"
    for target in Status:
        assert ticket.verb_towards(target, standing) == reached.get(target)


def test_no_status_leads_to_itself_by_hand() -> None:
    assert all(ticket.verb_towards(standing.status, standing) is None for standing in STANDINGS)


def test_active_and_archived_are_all_there_is() -> None:
    assert {status.value for status in ticket.ACTIVE} == {"open", "in_progress", "waiting_customer", "waiting_support"}
    assert {status.value for status in ticket.ARCHIVED} == {"resolved", "closed", "cancelled"}


@pytest.mark.parametrize(
    ("status", "closed_ago", "verb"),
    [
        ("open", None, "customer_reply"),
        ("in_progress", None, "customer_reply"),
        ("waiting_customer", None, "customer_reply"),
        ("waiting_support", None, "customer_reply"),
        ("resolved", None, "reopen"),
        ("closed", timedelta(0), "reopen"),
        ("closed", timedelta(days=14), "reopen"),
        ("closed", timedelta(days=14, seconds=1), None),
        ("closed", None, None),
        ("cancelled", timedelta(0), None),
        ("cancelled", None, None),
    ],
)
def test_a_customers_reply_goes_on_reopens_or_follows_up(
    status: str, closed_ago: timedelta | None, verb: str | None
) -> None:
    standing = Standing(Status(status), is_assigned=True, is_answered=True, by_agent=False)
    closed_at = None if closed_ago is None else NOW - closed_ago
    assert ticket.reply_verb(standing, closed_at=closed_at, now=NOW) == verb


@pytest.mark.parametrize(
    ("status", "turn"),
    [
        ("open", "us"), ("in_progress", "us"), ("waiting_support", "us"), ("waiting_customer", "you"),
        ("resolved", "nobody"), ("closed", "nobody"), ("cancelled", "nobody"),
    ],
)  # fmt: skip
def test_whose_turn_it_is_can_be_told(status: str, turn: str) -> None:
    assert ticket.whose_turn(Status(status)) == turn


def test_priorities_rank_from_the_most_urgent() -> None:
    assert [priority.value for priority in sorted(Priority, key=lambda each: ticket.RANK[each])] == [
        "critical", "urgent", "high", "medium", "low",
    ]  # fmt: skip
    assert sorted(ticket.RANK.values()) == list(range(5))


def test_the_queue_puts_first_what_needs_a_reply() -> None:
    assert {status.value: group for status, group in ticket.ATTENTION.items()} == {
        "open": 0, "waiting_support": 0, "in_progress": 1, "waiting_customer": 2, "resolved": 3, "closed": 4,
        "cancelled": 4,
    }  # fmt: skip


@pytest.mark.parametrize("assignee_id", [None, UUID(int=3)])
@pytest.mark.parametrize("answered_at", [None, NOW])
def test_a_ticket_knows_its_standing(assignee_id: UUID | None, answered_at: datetime | None) -> None:
    held = Ticket(
        id=UUID(int=1), number="2026-07-00001", subject="s", status=Status.RESOLVED, priority=Priority.LOW,
        priority_reason=None, type=Type.BUG_REPORT, source=Source.WEB, requester_id=UUID(int=2), organization_id=None,
        assignee_id=assignee_id, follow_up_of_id=None, version=1, message_count=1, resolution=None,
        resolved_by_id=None, first_response_at=answered_at, first_response_due_at=None, sla_due_at=None,
        resolved_at=None, closed_at=None, created_at=NOW, updated_at=NOW,
    )  # fmt: skip
    standing = Standing(Status.RESOLVED, assignee_id is not None, answered_at is not None, by_agent=True)
    assert held.standing(by_agent=True, now=NOW) == standing
    closed = msgspec.structs.replace(held, status=Status.CLOSED, closed_at=NOW - timedelta(days=14))
    assert not closed.standing(by_agent=False, now=NOW).is_long_done
    assert closed.standing(by_agent=False, now=NOW + timedelta(seconds=1)).is_long_done
