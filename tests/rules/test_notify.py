"""Who hears of what, and why."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.channels import ALL
from deskhand.rules import events
from deskhand.rules.access import Role
from deskhand.rules.notify import (
    CHANNELS,
    DEFAULTS,
    KIND_OF,
    Decision,
    Desk,
    Kind,
    Matter,
    Occasion,
    Part,
    Reason,
    Recipient,
    decide,
    plan,
)
from deskhand.rules.settings import Settings
from deskhand.rules.ticket import Priority, Status

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
KIM, ANN, BOB, ADA = (UUID(int=number) for number in range(1, 5))
NOTE = events.NoteAdded(message_id=UUID(int=9))
CREATED = events.TicketCreated(
    number="2026-07-00001", subject="Printer", priority="high", type="bug_report", source="web", requester_id=KIM,
    message_id=UUID(int=9),
)  # fmt: skip
REPLIED = events.MessageAdded(message_id=UUID(int=9), by="agent", changes={"status": ("open", "waiting_customer")})
ANSWERED = events.MessageAdded(message_id=UUID(int=9), by="customer")
ASSIGNED = events.TicketAssigned(assignee_id=ANN, changes={})
UPDATED = events.TicketUpdated(changes={"priority": ("low", "high")})
RESOLVED = events.TicketResolved(resolution="New toner.", changes={"status": ("in_progress", "resolved")})
CLOSED = events.TicketClosed(resolution=None, changes={"status": ("in_progress", "closed")})
CLOSED_LATER = events.TicketClosed(resolution=None, changes={"status": ("resolved", "closed")})
WAITS = events.StatusChanged(changes={"status": ("in_progress", "waiting_customer")})
CANCELLED = events.StatusChanged(changes={"status": ("open", "cancelled")})
REOPENED = events.TicketReopened(changes={"status": ("closed", "waiting_support")})
SURVEY = events.SurveyPlanned(due_at=NOW, closed_at=NOW)
WARNED = events.SlaWarning(target="resolution", due_at=NOW, seconds_left=900, changes={})
BREACHED = events.SlaBreached(target="resolution", due_at=NOW, cause="time", changes={})
ALL_EVENTS = (
    CREATED, REPLIED, ANSWERED, ASSIGNED, UPDATED, RESOLVED, CLOSED, CLOSED_LATER, WAITS, CANCELLED, REOPENED, NOTE,
    SURVEY, WARNED, BREACHED,
)  # fmt: skip


def person(number: UUID, role: Role = Role.AGENT, **more: Any) -> Recipient:
    return Recipient(id=number, name=f"P{number.int}", email=f"p{number.int}@example.com", role=role, **more)


def matter(**more: Any) -> Matter:
    known: dict[str, Any] = {
        "id": UUID(int=100), "number": "2026-07-00001", "subject": "Printer", "status": Status.IN_PROGRESS,
        "priority": Priority.HIGH, "requester_id": KIM,
    }  # fmt: skip
    return Matter(**(known | more))


def decided(
    event: events.Event, who: Recipient, *, by: UUID | None = None, desk: Desk | None = None, **ticket: Any
) -> Decision:
    occasion = Occasion(event=event, actor_id=by, matter=matter(**ticket), desk=desk or Desk(), now=NOW)
    return decide(occasion, who, channel="email")


def reason(
    event: events.Event, who: Recipient, *, by: UUID | None = None, desk: Desk | None = None, **ticket: Any
) -> Reason | None:
    return decided(event, who, by=by, desk=desk, **ticket).reason


CUSTOMER = person(KIM, Role.CUSTOMER)


@pytest.mark.parametrize("event", [REPLIED, ANSWERED])
def test_who_watches_hears_of_messages_and_is_told_why(event: events.Event) -> None:
    watched = frozenset({BOB, ADA})
    found = decided(event, person(BOB), assignee_id=ANN, watcher_ids=watched)
    assert (found.reason, found.part) == (None, Part.WATCHER)
    assert found.trace[0].because == "is somebody who watches the ticket"
    assert reason(event, person(BOB), by=BOB, watcher_ids=watched) is Reason.OWN_ACT
    wished = {"email": {"ticket_comment": False}}
    assert reason(event, person(BOB, preferences=wished), watcher_ids=watched) is Reason.PREFERENCE
    assert decided(event, person(BOB), assignee_id=BOB, watcher_ids=watched).part is Part.ASSIGNEE


@pytest.mark.parametrize(
    ("event", "why"),
    [(NOTE, Reason.NO_PART), (CREATED, None), (UPDATED, Reason.OFF_BY_DEFAULT), (RESOLVED, Reason.OFF_BY_DEFAULT),
     (CLOSED, Reason.OFF_BY_DEFAULT), (ASSIGNED, Reason.NO_PART)],
)  # fmt: skip
def test_who_watches_hears_of_nothing_else_by_default(event: events.Event, why: Reason | None) -> None:
    status = {"status": Status.OPEN} if event is CREATED else {"assignee_id": ANN}
    found = decided(event, person(BOB), watcher_ids=frozenset({BOB}), **status)
    assert found.reason is why
    assert found.part is (Part.TEAM if event is CREATED else None if why is Reason.NO_PART else Part.WATCHER)


def test_a_ticket_out_of_sight_is_told_to_nobody_who_watches_it() -> None:
    org, team = UUID(int=50), UUID(int=60)
    watched: dict[str, Any] = {"watcher_ids": frozenset({BOB}), "organization_id": org, "team_id": team}
    colleague = person(BOB, Role.CUSTOMER, organization_id=org, shares_tickets=True)
    assert reason(REPLIED, colleague, **watched) is None
    for hidden in (
        person(BOB, Role.CUSTOMER, organization_id=org), person(BOB, Role.CUSTOMER, shares_tickets=True),
        person(BOB, Role.CUSTOMER, organization_id=team, shares_tickets=True),
        person(BOB, Role.AGENT, team_ids=frozenset({org})),
    ):  # fmt: skip
        assert reason(REPLIED, hidden, **watched) is Reason.OUT_OF_SIGHT
    assert reason(NOTE, colleague, **watched) is Reason.NO_PART


@pytest.mark.parametrize("event", [CREATED, REPLIED, RESOLVED, CLOSED, WAITS, CANCELLED])
def test_a_requester_hears_what_the_defaults_say(event: events.Event) -> None:
    assert reason(event, CUSTOMER, by=ANN, assignee_id=ANN) is None


@pytest.mark.parametrize("event", [UPDATED, REOPENED])
def test_a_requester_does_not_hear_what_is_off_by_default(event: events.Event) -> None:
    assert reason(event, CUSTOMER, by=ANN) is Reason.OFF_BY_DEFAULT


def test_a_requester_gets_a_receipt_and_hears_of_no_other_act_of_their_own() -> None:
    assert reason(CREATED, CUSTOMER, by=KIM) is None
    assert reason(ANSWERED, CUSTOMER, by=KIM) is Reason.OWN_ACT
    assert reason(CLOSED, CUSTOMER, by=KIM) is Reason.OWN_ACT


def test_who_was_told_of_the_solution_is_not_told_of_the_closing() -> None:
    assert reason(CLOSED_LATER, CUSTOMER, by=ANN) is Reason.TOLD_RESOLVED
    wants_all = person(KIM, Role.CUSTOMER, preferences={"email": {"ticket_closed": True}})
    assert reason(CLOSED_LATER, wants_all, by=ANN) is None


def test_a_requester_is_asked_of_what_stayed_closed_and_is_not_rated() -> None:
    closed: dict[str, Any] = {"status": Status.CLOSED, "closed_at": NOW}
    assert reason(SURVEY, CUSTOMER, **closed) is None
    assert reason(SURVEY, CUSTOMER, **closed, is_rated=True) is Reason.RATED
    assert reason(SURVEY, CUSTOMER, status=Status.OPEN) is Reason.REOPENED
    assert reason(SURVEY, CUSTOMER, status=Status.CLOSED, closed_at=NOW.replace(hour=13)) is Reason.REOPENED
    assert reason(SURVEY, person(ANN), **closed, assignee_id=ANN) is Reason.NO_PART
    without = person(KIM, Role.CUSTOMER, preferences={"email": {"satisfaction_survey": False}})
    assert reason(SURVEY, without, **closed) is Reason.PREFERENCE


def test_an_assignee_hears_of_the_assignment_and_of_comments() -> None:
    assert reason(ASSIGNED, person(ANN), by=ADA, assignee_id=ANN) is None
    assert reason(ANSWERED, person(ANN), by=KIM, assignee_id=ANN) is None
    assert reason(RESOLVED, person(ANN), by=ADA, assignee_id=ANN) is Reason.OFF_BY_DEFAULT


def test_who_takes_a_ticket_is_not_told_so() -> None:
    assert reason(ASSIGNED, person(ANN), by=ANN, assignee_id=ANN) is Reason.OWN_ACT


def test_an_assignment_that_moved_on_concerns_nobody_else() -> None:
    assert reason(ASSIGNED, person(ANN), by=ADA, assignee_id=BOB) is Reason.NO_PART
    assert reason(ASSIGNED, person(BOB), by=ADA, assignee_id=BOB) is Reason.NO_PART
    assert reason(ASSIGNED, CUSTOMER, by=ADA, assignee_id=ANN) is Reason.NO_PART


def test_the_team_hears_of_a_new_ticket_while_nobody_has_it() -> None:
    assert reason(CREATED, person(ANN), by=KIM) is None
    assert reason(CREATED, person(ANN), by=KIM, assignee_id=BOB) is Reason.NO_PART
    assert reason(CREATED, person(ANN), by=KIM, status=Status.CLOSED) is Reason.NO_PART
    assert reason(ANSWERED, person(ANN), by=KIM) is Reason.NO_PART


def test_admins_stand_in_for_a_team_without_agents() -> None:
    admin = person(ADA, Role.ADMIN)
    assert reason(CREATED, admin, by=KIM) is Reason.NO_PART
    assert reason(CREATED, admin, by=KIM, desk=Desk(has_agents=False)) is None


def test_an_agent_with_a_ticket_of_their_own_is_its_requester() -> None:
    mine = decided(CREATED, person(ANN), by=ANN, requester_id=ANN)
    assert (mine.part, mine.reason) == (Part.REQUESTER, None)


def test_the_inactive_hear_nothing() -> None:
    assert reason(REPLIED, person(KIM, Role.CUSTOMER, is_active=False), by=ANN) is Reason.INACTIVE


@pytest.mark.parametrize(
    ("workspace", "organization", "own", "expected"),
    [
        (None, None, {"email": {"ticket_comment": False}}, Reason.PREFERENCE),
        (None, {"email": {"ticket_comment": False}}, None, Reason.PREFERENCE),
        ({"email": {"ticket_comment": False}}, None, None, Reason.PREFERENCE),
        ({"email": {"ticket_comment": False}}, {"email": {"ticket_comment": True}}, None, None),
        (None, {"email": {"ticket_comment": True}}, {"email": {"ticket_comment": False}}, Reason.PREFERENCE),
        (None, None, {"email": {"enabled": False, "ticket_comment": True}}, Reason.PREFERENCE),
        ({"email": {"enabled": False}}, None, {"email": {"enabled": True}}, None),
        (None, None, {"sms": {"ticket_comment": False}, "email": {"no_such": False}}, None),
        ([], "off", {"email": {"ticket_comment": "no", "enabled": 0}}, None),
        (None, 3, {"email": []}, None),
    ],
)
def test_the_nearest_preference_counts(workspace: Any, organization: Any, own: Any, expected: Reason | None) -> None:
    who = person(KIM, Role.CUSTOMER, preferences=own, organization_preferences=organization)
    assert reason(REPLIED, who, by=ANN, desk=Desk(preferences=workspace)) is expected


def test_a_preference_turns_on_what_is_off_by_default() -> None:
    who = person(KIM, Role.CUSTOMER, preferences={"email": {"ticket_updated": True}})
    assert reason(UPDATED, who, by=ANN) is None


def test_the_trace_tells_each_rule_in_order_and_who_set_a_preference() -> None:
    who = person(KIM, Role.CUSTOMER, organization_preferences={"email": {"ticket_comment": False}})
    trace = decided(REPLIED, who, by=ANN).trace
    assert [(step.rule, step.verdict) for step in trace] == [
        ("role", "go on"), ("actor", "go on"), ("preference", "silence"),
    ]  # fmt: skip
    assert trace[-1].because == "the organization says so"


@pytest.mark.parametrize("event", ALL_EVENTS)
def test_internal_notes_are_told_to_nobody(event: events.Event) -> None:
    concerned = {KIM: Role.CUSTOMER, ANN: Role.AGENT, ADA: Role.ADMIN}
    reasons = {reason(event, person(number, role), by=BOB, assignee_id=ANN) for number, role in concerned.items()}
    if type(event) in KIND_OF:
        assert reasons != {Reason.NO_PART}
    else:
        assert reasons == {Reason.NO_PART}


def test_every_event_of_a_ticket_that_customers_may_hear_of_has_a_type() -> None:
    for_open_pages = {
        events.FileChecked, events.TicketRated, events.TicketMerged, events.TicketUnmerged, events.TicketDeleted,
        events.TicketRestored, events.TicketSplit,
    }  # fmt: skip
    told = {event for event in events.ALL if event.name.startswith("ticket.") and event.public}
    for_staff = {
        events.SurveyPlanned, events.Mentioned, events.AutoCloseWarned, events.ResponsePending, events.SlaWarning,
        events.SlaBreached, events.SlaEscalated,
    }  # fmt: skip
    assert told - for_open_pages == set(KIND_OF) - for_staff, "of a plan nobody hears before its time"
    assert set(DEFAULTS) == set(Kind)


def test_of_a_wait_nobody_is_told_once_it_is_over() -> None:
    closing, pending = events.AutoCloseWarned(closes_at=NOW), events.ResponsePending(assignee_id=ANN)
    for status in Status:
        waits = status in {Status.WAITING_CUSTOMER, Status.RESOLVED}
        assert reason(closing, CUSTOMER, status=status) is (None if waits else Reason.ANSWERED)
        is_ours = status in {Status.OPEN, Status.IN_PROGRESS, Status.WAITING_SUPPORT}
        why = reason(pending, person(ANN), status=status, assignee_id=ANN)
        assert why is (None if is_ours else Reason.ANSWERED)
    assert reason(closing, person(ANN), assignee_id=ANN, status=Status.RESOLVED) is Reason.NO_PART
    assert reason(pending, person(BOB), assignee_id=ANN) is Reason.NO_PART


def test_who_holds_a_ticket_is_warned_and_the_team_hears_of_breaches() -> None:
    team = UUID(int=8)
    held: dict[str, Any] = {"assignee_id": ANN, "team_id": team}
    colleague = person(BOB, team_ids=frozenset({team}))
    assert (reason(WARNED, person(ANN), **held), reason(WARNED, colleague, **held)) == (None, Reason.NO_PART)
    assert (reason(BREACHED, person(ANN), **held), reason(BREACHED, colleague, **held)) == (None, None)
    assert reason(BREACHED, person(ADA, team_ids=frozenset({UUID(int=9)})), **held) is Reason.NO_PART
    assert reason(BREACHED, CUSTOMER, **held) is Reason.NO_PART


def test_nobody_is_warned_twice_within_an_hour() -> None:
    told = [(UUID(int=100), ANN, "email", "sla_warning")]
    for event, why in ((WARNED, Reason.TOLD_LATELY), (BREACHED, None), (ASSIGNED, None)):
        occasion = Occasion(
            event=event, actor_id=None, matter=matter(assignee_id=ANN), desk=Desk(), now=NOW, told_lately=told
        )
        assert decide(occasion, person(ANN), channel="email").reason is why


def test_priority_clients_and_critical_tickets_come_first() -> None:
    ranks = [decided(CREATED, CUSTOMER, priority=priority).priority for priority in Priority]
    assert ranks == [0, 1, 2, 3, 4]
    assert decided(CREATED, CUSTOMER, priority=Priority.LOW, is_priority_client=True).priority == 0


def test_channels_and_their_settings_are_those_of_the_providers() -> None:
    known = {(name, provider) for name, providers in CHANNELS.items() for provider in providers}
    assert known == {(kind.name, kind.provider) for kind in ALL}
    fields = set(Settings.__dataclass_fields__)
    assert all(set(needed) <= fields for providers in CHANNELS.values() for needed in providers.values())


_PREFERENCES = st.none() | st.dictionaries(
    st.sampled_from(["email", "sms"]),
    st.dictionaries(st.sampled_from(["enabled", *Kind]), st.booleans() | st.integers() | st.none()),
)
_PEOPLE = st.lists(
    st.builds(
        Recipient,
        id=st.sampled_from([KIM, ANN, BOB, ADA]), name=st.just("x"), email=st.just("x@example.com"),
        role=st.sampled_from(Role), is_active=st.booleans(), preferences=_PREFERENCES,
        organization_preferences=_PREFERENCES,
    ),
    max_size=6,
)  # fmt: skip
_OCCASIONS = st.builds(
    Occasion,
    event=st.sampled_from(ALL_EVENTS),
    actor_id=st.sampled_from([KIM, ANN, BOB, ADA, None]),
    matter=st.builds(
        matter,
        status=st.sampled_from(Status),
        requester_id=st.sampled_from([KIM, ANN]),
        assignee_id=st.sampled_from([ANN, BOB, None]),
    ),
    desk=st.builds(Desk, preferences=_PREFERENCES, has_agents=st.booleans()),
    now=st.just(NOW),
)


@given(_OCCASIONS, _PEOPLE)
def test_each_person_and_channel_is_decided_once_with_a_trace(occasion: Occasion, people: list[Recipient]) -> None:
    decisions = plan(occasion, people, channels=("email", "sms"))
    pairs = [(decision.person.id, decision.channel) for decision in decisions]
    assert sorted(pairs) == sorted({(one.id, channel) for one in people for channel in ("email", "sms")})
    for decision in decisions:
        verdicts = [step.verdict for step in decision.trace]
        assert verdicts[:-1] == ["go on"] * (len(verdicts) - 1)
        assert verdicts[-1] == ("go on" if decision.reason is None else "silence")
        assert all(step.because for step in decision.trace)


@given(_OCCASIONS, _PEOPLE)
def test_nobody_hears_of_their_own_act_but_by_a_receipt(occasion: Occasion, people: list[Recipient]) -> None:
    for decision in plan(occasion, people, channels=("email",)):
        if decision.reason is None and decision.person.id == occasion.actor_id:
            assert (decision.kind, decision.part) == (Kind.CREATED, Part.REQUESTER)


@given(_OCCASIONS, _PEOPLE)
def test_what_is_internal_or_another_s_reaches_no_customer(occasion: Occasion, people: list[Recipient]) -> None:
    for decision in plan(occasion, people, channels=("email",)):
        if decision.reason is None:
            assert occasion.event is not NOTE
            if decision.person.role is Role.CUSTOMER:
                assert decision.person.id in {occasion.matter.requester_id, occasion.matter.assignee_id}


@pytest.mark.parametrize(("provider", "expected"), [(None, None), ("mailbox", None), ("smtp", Reason.MADE_UP)])
def test_mail_of_the_demo_stays_in_the_built_in_mailbox(provider: str | None, expected: Reason | None) -> None:
    def reason_for(who: Recipient, about: Matter) -> Reason | None:
        occasion = Occasion(event=CREATED, actor_id=None, matter=about, desk=Desk(), now=NOW, provider=provider)
        return decide(occasion, who, channel="email").reason

    assert reason_for(person(KIM, Role.CUSTOMER, is_demo=True), matter()) is expected
    assert reason_for(person(KIM, Role.CUSTOMER), matter(is_demo=True)) is expected
    assert reason_for(person(KIM, Role.CUSTOMER), matter()) is None
