"""What a wish makes of a ticket."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec import UNSET

from deskhand.rules import events
from deskhand.rules.change import Assignee, Change, Wish, apply, event_of, with_assignee
from deskhand.rules.errors import Conflict, Invalid
from deskhand.rules.ticket import Priority, Source, Status, Ticket, Type, Verb

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
EARLIER = NOW - timedelta(days=1)
KIM, ANN, BOB = UUID(int=1), UUID(int=2), UUID(int=3)
TO_ANN = Assignee(id=ANN, name="Ann Agent")


def ticket(status: str = "open", **more: Any) -> Ticket:
    known: dict[str, Any] = {
        "id": UUID(int=9), "number": "2026-07-00001", "subject": "Printer", "status": Status(status),
        "priority": Priority.MEDIUM, "priority_reason": None, "type": Type.GENERAL_SUPPORT, "source": Source.WEB,
        "requester_id": KIM, "organization_id": None, "assignee_id": None, "follow_up_of_id": None, "version": 1,
        "message_count": 1, "resolution": None, "resolved_by_id": None, "first_response_at": None,
        "first_response_due_at": None, "sla_due_at": None, "resolved_at": None, "closed_at": None,
        "created_at": EARLIER, "updated_at": EARLIER,
    }  # fmt: skip
    return Ticket(**(known | more))


def applied(wish: Wish, to: Ticket, *, by_agent: bool = True) -> Change:
    return apply(wish, to, by_agent=by_agent, actor_id=ANN if by_agent else KIM, now=NOW)


# --- fields --------------------------------------------------------------------------------------------------


def test_each_field_is_written_and_its_trail_kept() -> None:
    change = applied(Wish(subject="Toner", type=Type.BUG_REPORT, priority=Priority.HIGH), ticket())
    assert change.columns == {
        "subject": "Toner", "type": Type.BUG_REPORT, "priority": Priority.HIGH, "priority_reason": "Set by hand.",
    }  # fmt: skip
    assert change.trail == {
        "subject": ("Printer", "Toner"), "type": ("general_support", "bug_report"), "priority": ("medium", "high"),
    }  # fmt: skip
    assert change.verb is None


def test_what_is_so_already_is_no_change() -> None:
    held = ticket("in_progress", assignee_id=ANN)
    wish = Wish(
        subject="Printer", type=Type.GENERAL_SUPPORT, priority=Priority.MEDIUM, status=Status.IN_PROGRESS,
        assignee=TO_ANN,
    )  # fmt: skip
    for unchanged in (wish, Wish()):
        change = applied(unchanged, held)
        assert (change.columns, change.trail) == ({}, {})
        assert event_of(change, held, unchanged) is None


def test_somebody_or_nobody_is_added_to_a_wish() -> None:
    wish = Wish(subject="Toner")
    assert wish.assignee is UNSET
    assert with_assignee(wish, TO_ANN, held_by=None) == Wish(subject="Toner", assignee=TO_ANN)
    assert with_assignee(wish, None, held_by="Bob") == Wish(subject="Toner", assignee=None, held_by="Bob")


# --- assigning -----------------------------------------------------------------------------------------------


def test_assigning_an_open_ticket_starts_the_work() -> None:
    change = applied(Wish(assignee=TO_ANN), ticket())
    assert change.columns == {"assignee_id": ANN, "status": Status.IN_PROGRESS}
    assert change.trail == {"assignee": (None, "Ann Agent"), "status": ("open", "in_progress")}


@pytest.mark.parametrize("status", ["in_progress", "waiting_customer", "waiting_support"])
def test_handing_a_ticket_on_leaves_its_status(status: str) -> None:
    change = applied(Wish(assignee=TO_ANN, held_by="Bob Agent"), ticket(status, assignee_id=BOB))
    assert change.columns == {"assignee_id": ANN}
    assert change.trail == {"assignee": ("Bob Agent", "Ann Agent")}


@pytest.mark.parametrize("status", ["in_progress", "waiting_customer", "waiting_support"])
def test_a_ticket_that_nobody_holds_is_open(status: str) -> None:
    change = applied(Wish(assignee=None, held_by="Bob Agent"), ticket(status, assignee_id=BOB))
    assert change.columns == {"assignee_id": None, "status": Status.OPEN}
    assert change.trail == {"assignee": ("Bob Agent", None), "status": (status, "open")}


@pytest.mark.parametrize("status", ["resolved", "closed", "cancelled"])
@pytest.mark.parametrize("assignee", [TO_ANN, None])
def test_what_is_done_is_not_assigned(status: str, assignee: Assignee | None) -> None:
    with pytest.raises(Conflict, match=f"{status} cannot be assigned; reopen it first") as refused:
        applied(Wish(assignee=assignee), ticket(status, assignee_id=BOB))
    assert refused.value.allowed == ("reopen",)


# --- moves ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["open", "in_progress", "waiting_customer", "waiting_support"])
def test_resolving_keeps_who_when_and_how(status: str) -> None:
    change = applied(Wish(status=Status.RESOLVED, resolution="New toner."), ticket(status))
    assert change.columns == {
        "status": Status.RESOLVED, "resolution": "New toner.", "resolved_by_id": ANN, "resolved_at": NOW,
    }  # fmt: skip
    assert change.trail == {"status": (status, "resolved")}
    assert change.verb is Verb.RESOLVE


@pytest.mark.parametrize("words", [UNSET, ""])
def test_resolving_without_words_is_refused(words: Any) -> None:
    with pytest.raises(Invalid) as refused:
        applied(Wish(status=Status.RESOLVED, resolution=words), ticket())
    assert list(refused.value.fields) == ["resolution"]


def test_closing_at_once_is_resolving_too() -> None:
    change = applied(Wish(status=Status.CLOSED), ticket())
    assert change.columns == {
        "status": Status.CLOSED, "closed_at": NOW, "resolved_at": NOW, "resolved_by_id": ANN,
    }  # fmt: skip


def test_closing_what_is_resolved_keeps_who_resolved_it() -> None:
    held = ticket("resolved", resolved_at=EARLIER, resolved_by_id=BOB, resolution="New toner.")
    assert applied(Wish(status=Status.CLOSED), held).columns == {"status": Status.CLOSED, "closed_at": NOW}
    again = applied(Wish(status=Status.CLOSED, resolution="New printer."), held)
    assert again.columns == {"status": Status.CLOSED, "closed_at": NOW, "resolution": "New printer."}


@pytest.mark.parametrize(("assignee_id", "status"), [(None, Status.OPEN), (BOB, Status.WAITING_SUPPORT)])
@pytest.mark.parametrize("by_agent", [True, False])
@pytest.mark.parametrize("before", ["resolved", "closed", "cancelled"])
def test_reopening_forgets_how_it_ended(before: str, by_agent: bool, assignee_id: UUID | None, status: Status) -> None:
    held = ticket(before, assignee_id=assignee_id, resolved_at=EARLIER, resolved_by_id=BOB, closed_at=EARLIER)
    change = applied(Wish(status=status), held, by_agent=by_agent)
    assert change.columns == {
        "status": status, "closed_at": None, "resolved_at": None, "resolved_by_id": None, "resolution": None,
    }  # fmt: skip
    assert change.verb is Verb.REOPEN


def test_cancelling_ends_a_ticket_without_resolving_it() -> None:
    change = applied(Wish(status=Status.CANCELLED), ticket(), by_agent=False)
    assert change.columns == {"status": Status.CANCELLED, "closed_at": NOW}


def test_one_wish_can_do_several_things_and_leaves_one_trail() -> None:
    wish = Wish(priority=Priority.LOW, assignee=TO_ANN, status=Status.RESOLVED, resolution="New toner.")
    change = applied(wish, ticket())
    assert change.columns["assignee_id"] == ANN
    assert change.columns["status"] is Status.RESOLVED
    assert change.trail["status"] == ("open", "resolved")
    assert set(change.trail) == {"priority", "assignee", "status"}


@pytest.mark.parametrize(
    ("status", "wanted", "by_agent", "says"),
    [
        ("open", "in_progress", True, "resolved (resolve), closed (close), cancelled (cancel). A ticket gets in progr"),
        ("open", "waiting_customer", True, "It waits for somebody after a reply."),
        ("in_progress", "open", True, "A ticket that is in_progress cannot become open; it can become: resolved ("),
        ("resolved", "cancelled", True, "it can become: closed (close), open (reopen)."),
        ("closed", "resolved", True, "it can become: open (reopen)."),
        ("open", "resolved", False, "it can become: closed (close), cancelled (cancel)."),
    ],
)
def test_an_illegal_move_is_refused_with_the_legal_ones(status: str, wanted: str, by_agent: bool, says: str) -> None:
    with pytest.raises(Conflict, match=re.escape(says)):
        applied(Wish(status=Status(wanted), resolution="x"), ticket(status), by_agent=by_agent)


def test_the_legal_moves_are_named_with_their_verbs_for_programs() -> None:
    with pytest.raises(Conflict) as refused:
        applied(Wish(status=Status.RESOLVED, resolution="x"), ticket("closed", assignee_id=BOB))
    assert refused.value.allowed == ("waiting_support (reopen)",)


# --- words that nothing takes --------------------------------------------------------------------------------


def test_a_resolution_alone_is_not_lost_in_silence() -> None:
    with pytest.raises(Invalid, match="resolved or closed") as refused:
        applied(Wish(resolution="New toner."), ticket())
    assert list(refused.value.fields) == ["resolution"]
    with pytest.raises(Invalid):
        applied(Wish(status=Status.OPEN, resolution="New toner."), ticket("closed"))


def test_another_resolution_of_what_is_resolved_is_refused() -> None:
    held = ticket("resolved", resolution="New toner.")
    with pytest.raises(Conflict, match="resolved already"):
        applied(Wish(status=Status.RESOLVED, resolution="New printer."), held)


def test_a_ticket_that_is_sent_back_as_it_was_read_is_no_change() -> None:
    held = ticket("resolved", resolution="New toner.")
    for wish in (Wish(resolution="New toner."), Wish(status=Status.RESOLVED, resolution="New toner.")):
        assert applied(wish, held).columns == {}


# --- events --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "status", "kind"),
    [
        (Wish(subject="Toner"), "open", events.TicketUpdated),
        (Wish(assignee=TO_ANN), "open", events.TicketAssigned),
        (Wish(assignee=TO_ANN, priority=Priority.LOW), "open", events.TicketAssigned),
        (Wish(status=Status.CANCELLED), "open", events.StatusChanged),
        (Wish(status=Status.CANCELLED, subject="Toner"), "open", events.StatusChanged),
        (Wish(status=Status.OPEN), "closed", events.TicketReopened),
        (Wish(status=Status.RESOLVED, resolution="x", assignee=TO_ANN), "open", events.TicketResolved),
        (Wish(status=Status.CLOSED, assignee=TO_ANN, subject="Toner"), "open", events.TicketClosed),
    ],
)
def test_one_change_is_one_event_the_most_specific(wish: Wish, status: str, kind: type[events.Event]) -> None:
    held = ticket(status)
    change = applied(wish, held)
    event = event_of(change, held, wish)
    assert type(event) is kind
    assert getattr(event, "changes", None) == change.trail


def test_an_event_knows_who_was_chosen_and_how_it_ended() -> None:
    held = ticket()
    for wish, field, value in (
        (Wish(assignee=TO_ANN), "assignee_id", ANN),
        (Wish(status=Status.RESOLVED, resolution="New toner."), "resolution", "New toner."),
        (Wish(status=Status.CLOSED, resolution="Gone."), "resolution", "Gone."),
        (Wish(status=Status.CLOSED), "resolution", None),
    ):
        assert getattr(event_of(applied(wish, held), held, wish), field) == value
    resolved = ticket("resolved", resolution="New toner.", resolved_at=EARLIER)
    wish = Wish(status=Status.CLOSED)
    closed = event_of(applied(wish, resolved), resolved, wish)
    assert isinstance(closed, events.TicketClosed)
    assert closed.resolution == "New toner."
    given_back = Wish(assignee=None)
    held = ticket("in_progress", assignee_id=ANN)
    assigned = event_of(applied(given_back, held), held, given_back)
    assert isinstance(assigned, events.TicketAssigned)
    assert assigned.assignee_id is None
