"""Changing many tickets: what is checked, what a preview says, and what can be put back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from msgspec import UNSET

from deskhand.rules.bulk import (
    Alike,
    Step,
    Wanted,
    checked,
    columns_of,
    foresee,
    has_moved_on,
    moments_of,
    reason,
    tags_back,
    taken_along,
)
from deskhand.rules.change import Assignee
from deskhand.rules.errors import Invalid
from deskhand.rules.tag import MOST
from deskhand.rules.ticket import Priority, Source, Status, Ticket, Type

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ME, TOM = UUID(int=1), UUID(int=2)


def alike(status: Status, count: int, **more: object) -> Alike:
    made: dict[str, object] = {"priority": Priority.MEDIUM, "assignee_id": None, "assignee_name": None}
    return Alike(status=status, count=count, is_answered=False, **{**made, **more})  # type: ignore[arg-type] # fields of the group


def ticket(**more: object) -> Ticket:
    made: dict[str, object] = {"status": Status.OPEN, "priority": Priority.MEDIUM, "assignee_id": None}
    return Ticket(
        id=ME, number="1", subject="x", priority_reason=None, type=Type.BUG_REPORT, source=Source.WEB, requester_id=ME,
        organization_id=None, follow_up_of_id=None, version=1, message_count=1, first_response_at=None,
        first_response_due_at=None, sla_due_at=None, created_at=NOW, updated_at=NOW,
        **{"resolution": None, "resolved_by_id": None, "resolved_at": None, "closed_at": None, **made, **more},  # type: ignore[arg-type] # fields of the ticket
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Wanted(), "form"), (Wanted(resolution="Restarted."), "form"), (Wanted(status="done"), "status"),
        (Wanted(priority="soon"), "priority"), (Wanted(assignee="me"), "agent"),
        (Wanted(status="resolved"), "resolution"),
        (Wanted(status="resolved", resolution="  "), "resolution"),
        (Wanted(type="wish"), "type"), (Wanted(team="mail"), "team"), (Wanted(add_tags=("a", " ")), "tags"),
        (Wanted(add_tags=("a",), remove_tags=("A",)), "tags"), (Wanted(tags=(), add_tags=("a",)), "tags"),
    ],
)  # fmt: skip
def test_words_that_are_none_are_named(wanted: Wanted, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked(wanted)
    assert list(refused.value.fields) == [field]


def test_words_are_taken_in_any_case_and_the_solution_where_it_belongs() -> None:
    assert checked(Wanted(status="Waiting-Support", resolution="x")) == Wanted(status="waiting_support")
    assert checked(Wanted(status="CLOSED", resolution=" x ", assignee="none")) == Wanted(
        status="closed", resolution="x", assignee="none"
    )


def test_a_preview_counts_what_changes_and_says_why_the_rest_does_not() -> None:
    groups = [
        alike(Status.OPEN, 7),
        alike(Status.IN_PROGRESS, 3, assignee_id=TOM, assignee_name="Tom"),
        alike(Status.CLOSED, 2, examples=(("2026-1", "Old"),)),
        alike(Status.OPEN, 1, assignee_id=ME, assignee_name="Maya", priority=Priority.HIGH),
    ]
    seen = foresee(
        Wanted(priority="high", assignee=str(ME)), groups, assignee=Assignee(id=ME, name="Maya"), actor_id=ME, now=NOW
    )
    assert (seen.total, seen.changed, seen.unchanged) == (13, 10, 1)
    assert seen.steps == (
        Step(field="assignee", before=None, after="Maya", count=7),
        Step(field="assignee", before="Tom", after="Maya", count=3),
        Step(field="priority", before="medium", after="high", count=10),
        Step(field="status", before="open", after="in_progress", count=7),
    )
    assert [(stop.count, stop.examples) for stop in seen.refused] == [(2, (("2026-1", "Old"),))]
    assert "reopen it first" in seen.refused[0].reason


def test_what_was_touched_can_be_put_back_unless_it_has_moved_on() -> None:
    held = ticket(status=Status.IN_PROGRESS, assignee_id=TOM)
    ended = ticket(status=Status.CLOSED, assignee_id=TOM, closed_at=NOW, resolved_at=NOW, resolved_by_id=ME)
    before, after = taken_along(held, ended)
    assert before == {"status": "in_progress", "resolved_by_id": None, "resolved_at": None, "closed_at": None}
    assert columns_of(before) == {
        "status": Status.IN_PROGRESS, "resolved_by_id": None, "resolved_at": None, "closed_at": None
    }  # fmt: skip
    assert columns_of(after)["closed_at"] == NOW
    assert not has_moved_on(ended, before, after)
    assert has_moved_on(ticket(status=Status.OPEN), before, after)
    assert reason(1) != reason(12) == "Changed together with 11 others"


def test_of_tags_what_came_and_went_is_touched_and_nothing_else() -> None:
    before, after = taken_along(ticket(tags=("old", "own")), ticket(tags=("new", "own")))
    assert (before, after) == ({"tags": "old"}, {"tags": "new"})
    assert columns_of(before) == {}
    assert tags_back(before, after) == (("old",), ("new",))
    assert not has_moved_on(ticket(tags=("late", "new", "own")), before, after)
    assert has_moved_on(ticket(tags=("own",)), before, after)
    assert has_moved_on(ticket(tags=("new", "old")), before, after)


def test_nothing_sleeps_again_until_a_moment_that_is_over() -> None:
    soon, past = NOW + timedelta(hours=1), NOW - timedelta(hours=1)
    before, _ = taken_along(ticket(snoozed_until=soon, due_at=past), ticket())
    assert moments_of(before, now=NOW) == {"snoozed_until": soon, "due_at": past}
    assert moments_of(before, now=soon) == {"snoozed_until": None, "due_at": past}
    assert moments_of({}, now=NOW) == {"snoozed_until": UNSET, "due_at": UNSET}


def test_a_preview_counts_tags_one_by_one_and_names_tickets_with_too_many() -> None:
    full = tuple(f"t{number:02}" for number in range(MOST))
    groups = [
        alike(Status.OPEN, 4), alike(Status.OPEN, 3, tags=("old", "vpn")), alike(Status.CLOSED, 2, tags=("vpn",)),
        alike(Status.OPEN, 1, tags=full),
    ]  # fmt: skip
    seen = foresee(Wanted(add_tags=("vpn",), remove_tags=("old",)), groups, assignee=None, actor_id=ME, now=NOW)
    assert (seen.changed, seen.unchanged, [stop.count for stop in seen.refused]) == (7, 2, [1])
    assert seen.steps == (
        Step(field="tags", before=None, after="vpn", count=4), Step(field="tags", before="old", after=None, count=3)
    )  # fmt: skip
    assert "21 are too many" in seen.refused[0].reason
