"""`/api/tickets/{id}/clock`: a ticket's clocks, replayed; for agents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from litestar import Router, get
from litestar.params import FromPath
from msgspec import Meta

from deskhand.api.answers import Answer
from deskhand.api.problem import spec
from deskhand.api.tickets import Who
from deskhand.queries.clocks import Replay, read_clock
from deskhand.queries.contract import ask
from deskhand.rules.sla.account import Account, Line
from deskhand.rules.sla.colour import chip_of


class InForce(Answer, frozen=True, kw_only=True):
    """A version of a policy or calendar; only a calendar has a time zone."""

    id: UUID
    name: str
    version: int | None
    time_zone: str | None = None


class IntervalAnswer(Answer, frozen=True, kw_only=True):
    """A stretch of a clock's time: what it was, what began it, what was promised, and what was left after it."""

    since: datetime
    until: datetime
    seconds: float
    kind: Annotated[str, Meta(description="`running`, `paused`, `outside_hours`, `holiday`, `ended` or `no_policy`.")]
    holiday: str | None
    status: str
    status_since: datetime
    priority: str
    policy: InForce | None
    calendar: Annotated[InForce | None, Meta(description="Null where every hour counts.")]
    is_priority_client: bool
    whole_seconds: float | None
    elapsed_seconds: float
    left_seconds: float | None
    changes: Annotated[
        list[str],
        Meta(description="What began it: `status`, `priority`, `policy`, `client`, `policy_version`, `calendar`."),
    ]
    changed_by: str | None
    begins_anew: bool
    breached_at: datetime | None
    cause: Annotated[
        str | None, Meta(description="`time`, or the change that made it late: `priority`, `terms` or `policy`.")
    ]


class TargetAnswer(Answer, frozen=True, kw_only=True):
    """A target's clock and its intervals, which sum to the seconds on the wall clock."""

    target: str
    state: Annotated[str | None, Meta(description="As in `sla=` of lists; null where nothing is promised any more.")]
    standing: str | None
    due_at: datetime | None
    whole_seconds: float | None
    elapsed_seconds: float | None
    breached_at: datetime | None
    cause: str | None
    wall_seconds: float
    intervals: list[IntervalAnswer]


class ClockAnswer(Answer, frozen=True, kw_only=True):
    """What a ticket's clocks did until `at`."""

    id: UUID
    number: str
    at: datetime
    targets: list[TargetAnswer]


@get(
    "/{ticket_id:uuid}/clock", responses=spec(400, 401, 403, 404, 422, 500, 503), summary="Replay a ticket's clocks",
    operation_id="readClock",
)  # fmt: skip
async def read(actor: Who, ticket_id: FromPath[UUID]) -> ClockAnswer:
    """Return each target of a ticket with every interval of its clock: running, paused, outside hours, and why."""
    replay = await ask(actor, read_clock, ticket_id)
    targets = [_target(one, replay) for one in replay.accounts]
    return ClockAnswer(id=replay.id, number=replay.number, at=replay.at, targets=targets)


def _target(account: Account, replay: Replay) -> TargetAnswer:
    one = account.clock
    return TargetAnswer(
        target=account.target.value, state=None if one is None else chip_of(one).colour(replay.at).value,
        standing=None if one is None else one.standing.value, due_at=None if one is None else one.due_at,
        whole_seconds=None if one is None else _seconds(one.whole),
        elapsed_seconds=None if one is None else _seconds(one.elapsed),
        breached_at=None if one is None else one.breached_at, cause=one.cause.value if one and one.cause else None,
        wall_seconds=account.wall.total_seconds(), intervals=[_interval(line, replay) for line in account.lines],
    )  # fmt: skip


def _interval(line: Line, replay: Replay) -> IntervalAnswer:
    one, cut = line.interval, replay.cut_at(line.interval.since) if line.turns else None
    calendar = _in_force(replay.calendars, one.calendar_id, one.calendar_version, zones=replay.zones)
    return IntervalAnswer(
        since=one.since, until=one.before, seconds=one.length.total_seconds(), kind=one.kind.value,
        holiday=one.holiday, status=one.status.value, status_since=line.status_since, priority=one.priority.value,
        policy=_in_force(replay.policies, one.policy_id, one.policy_version, zones={}), calendar=calendar,
        is_priority_client=one.is_halved, whole_seconds=_seconds(one.whole),
        elapsed_seconds=line.elapsed.total_seconds(), left_seconds=_seconds(line.left),
        changes=[turn.value for turn in line.turns], changed_by=None if cut is None else cut.who,
        begins_anew=line.begins_anew, breached_at=line.breached_at, cause=line.cause and line.cause.value,
    )  # fmt: skip


def _in_force(
    names: Mapping[UUID, str], key: UUID | None, version: int | None, *, zones: Mapping[UUID, str]
) -> InForce | None:
    if key is None or key not in names:
        return None
    return InForce(id=key, name=names[key], version=version, time_zone=zones.get(key))


def _seconds(length: timedelta | None) -> float | None:
    return None if length is None else length.total_seconds()


ROUTER = Router("/api/tickets", route_handlers=[read], tags=["Tickets"])
"""The route of a ticket's clocks."""
