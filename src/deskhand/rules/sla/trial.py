"""Tests of a policy: what happens to a ticket, and when a target has to be due then; they are kept with the policy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from deskhand.rules.draft import flaw_in_line
from deskhand.rules.errors import Invalid
from deskhand.rules.moment import flaw_in_moment
from deskhand.rules.sla.calendar import Hours
from deskhand.rules.sla.clock import History, State, clock
from deskhand.rules.sla.policy import Book, Case, Policy, Version
from deskhand.rules.ticket import Status

MOST_CASES = 50
MOST_MOMENTS = 50
"""Things that happen in one test."""
LONGEST = timedelta(days=3_660)
"""From a ticket's opening to the last thing that happens."""
NAME_LIMIT = 80

_POLICY, _LONG_AGO = UUID(int=1), datetime(1970, 1, 1, tzinfo=UTC)


def due_at(case: Case, policy: Policy, hours: Hours | None) -> datetime | None:
    """Return when the target of a test is due by a policy and the hours of its calendar; None is never."""
    calendars = {policy.calendar_id: [Version(_LONG_AGO, 1, hours)]} if policy.calendar_id and hours else {}
    book = Book(policies={_POLICY: [Version(_LONG_AGO, 1, policy)]}, calendars=calendars, number=1)
    state = State(status=Status.OPEN, priority=case.priority, policy_id=_POLICY, is_halved=case.is_halved)
    past: list[tuple[datetime, State]] = []
    answered = None
    for moment in case.moments:
        after = State(
            status=moment.status or state.status, priority=moment.priority or state.priority, policy_id=_POLICY,
            is_halved=case.is_halved, asked_at=moment.at if moment.is_asked else state.asked_at,
        )  # fmt: skip
        if moment.is_answer:
            answered = answered or moment.at
            after = State(
                status=after.status, priority=after.priority, policy_id=_POLICY, is_halved=case.is_halved, asked_at=None
            )
        if after != state:
            past.append((moment.at, state))
            state = after
    history = History(opened_at=case.opened_at, answered_at=answered, state=state, past=tuple(past))
    now = case.moments[-1].at if case.moments else case.opened_at
    found = clock(case.target, history, book, now=now)
    return None if found is None else found.due_at


def check(policy: Policy, hours: Hours | None, *, of: str = "") -> None:
    """Refuse what a policy's tests do not come out by, with each that does not: what it expects, and what came."""
    flaws = [flaw for case in policy.tests if (flaw := _flaw(case, policy, hours)) is not None]
    if flaws:
        whose = f"of the policy “{of}” " if of else ""
        raise Invalid({"tests": f"{whose}do not come out: {'; '.join(flaws)}"})


def checked(cases: Sequence[Case]) -> tuple[Case, ...]:
    """Return tests that can be run; refuse others by their names."""
    if len(cases) > MOST_CASES:
        raise Invalid({"tests": f"are {len(cases)}; a policy has {MOST_CASES} at most"})
    names = [case.name for case in cases]
    for case in cases:
        flaw = flaw_in_line(case.name, limit=NAME_LIMIT) or (
            "stands there twice" if names.count(case.name) > 1 else None
        )
        flaw = flaw or _disorder(case)
        if flaw is not None:
            raise Invalid({"tests": f"“{case.name[:NAME_LIMIT]}” {flaw}"})
    return tuple(cases)


def _disorder(case: Case) -> str | None:
    moments = [case.opened_at, *(moment.at for moment in case.moments)]
    if any(one.tzinfo is None for one in (*moments, *([case.due_at] if case.due_at else []))):
        return "names a time without its zone; write it as 2026-07-01T09:00:00+02:00"
    meant = (*moments, *([case.due_at] if case.due_at else []))
    if (flaw := next((flaw for one in meant if (flaw := flaw_in_moment(one))), None)) is not None:
        return f"names a time that nobody can mean: {flaw}"
    if len(case.moments) > MOST_MOMENTS:
        return f"has {len(case.moments)} events; {MOST_MOMENTS} are enough"
    if moments != sorted(moments):
        return "has events that are not in their order, or before the ticket is opened"
    if moments[-1] - moments[0] > LONGEST:
        return "takes longer than ten years"
    return None


def _flaw(case: Case, policy: Policy, hours: Hours | None) -> str | None:
    came = due_at(case, policy, hours)
    if came == case.due_at:
        return None
    zone = (case.due_at or case.opened_at).tzinfo
    shown = "never" if came is None else came.astimezone(zone).isoformat(timespec="seconds")
    wanted = "never" if case.due_at is None else case.due_at.isoformat(timespec="seconds")
    return f"“{case.name}” expects {case.target.value} due {wanted}, and it would be due {shown}"
