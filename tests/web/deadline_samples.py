"""Deadlines that sample pages show."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from deskhand.queries.clocks import Cut, Replay
from deskhand.rules.sla.account import accounts
from deskhand.rules.sla.calendar import Calendar, opening
from deskhand.rules.sla.clock import Clock, History, Standing, State
from deskhand.rules.sla.colour import Chip
from deskhand.rules.sla.policy import STANDARD, Book, Policy, Target, Version
from deskhand.rules.ticket import Priority, Status


def chip_of(now: datetime, minutes: int, whole: int) -> Chip:
    """Return the deadline of a first reply that is due in so many minutes of a whole."""
    due = now + timedelta(minutes=minutes)
    return Chip(
        standing=Standing.RUNNING, target=Target.FIRST_RESPONSE, due_at=due, critical_at=due - timedelta(hours=1),
        warning_at=due - timedelta(minutes=whole / 4), half_at=due - timedelta(minutes=whole / 2),
    )  # fmt: skip


PAUSED = Chip(standing=Standing.PAUSED, target=Target.RESOLUTION, left=timedelta(hours=3, minutes=12))
"""What stands still while the customer is waited for."""


def clocks(now: datetime) -> tuple[Clock, ...]:
    """Return a first reply that was met and a solution that is due."""
    return tuple(one.clock for one in replay(now, UUID(int=9)).accounts if one.clock is not None)


def replay(now: datetime, ticket_id: UUID) -> Replay:
    """Return the replay of a ticket that waited, met a holiday, became urgent, and late by that."""
    policy, calendar, opened, day = UUID(int=1), UUID(int=2), now - timedelta(days=4), timedelta(days=1)
    week = (((540, 1020),),) * 7
    hours = opening(Calendar(zone="Europe/Berlin", week=week, holidays={(now - 2 * day).date(): "Fundación"}))
    says = Policy(targets=STANDARD.targets, calendar_id=calendar)
    book = Book(
        policies={policy: [Version(opened, 1, says), Version(now - 3 * day, 2, says)]},
        calendars={calendar: [Version(opened, 1, hours)]},
    )
    low = State(status=Status.OPEN, priority=Priority.LOW, policy_id=policy)
    waits = State(status=Status.WAITING_CUSTOMER, priority=Priority.LOW, policy_id=policy)
    urgent = State(status=Status.OPEN, priority=Priority.CRITICAL, policy_id=policy, is_halved=True)
    cuts = (now - day * 1.4, now - day * 1.2, now - day)
    who = ("Maya Okafor", "Dana Whitfield", "Tom Berg")
    past = ((cuts[0], low), (cuts[1], waits), (cuts[2], low))
    history = History(opened_at=opened, answered_at=now - 3.5 * day, state=urgent, past=past)
    return Replay(
        id=ticket_id, number="2026-11-04812", subject="Gmail sync stopped after password change", at=now,
        accounts=tuple(accounts(history, book, now=now)), policies={policy: "Standard"},
        cuts=tuple(Cut(at, one, {}) for at, one in zip(cuts, who, strict=True)),
        calendars={calendar: "Office"}, zones={calendar: "Europe/Berlin"},
    )  # fmt: skip
