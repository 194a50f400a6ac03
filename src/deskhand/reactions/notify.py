"""Plans who hears of what has happened to tickets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
import structlog

from deskhand.actions.contract import act
from deskhand.actions.deliveries import enter_deliveries
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.notify import Circle, circle
from deskhand.reactions.contract import Happened
from deskhand.rules.access import System
from deskhand.rules.delivery import State
from deskhand.rules.notify import CHANNELS, KIND_OF, Decision, Kind, Occasion, Reason, concerns_all_staff, plan
from deskhand.store.db import mark_commit
from deskhand.store.deliveries import NewDelivery

_log = structlog.get_logger("deskhand.notify")
_ENCODER = msgspec.json.Encoder()


async def plan_notifications(system: System, happened: Sequence[Happened]) -> None:
    """Decide for each event who hears of it on which channel, and enter deliveries and silences alike."""
    told = [one for one in happened if one.ticket_id is not None and type(one.event) in KIND_OF]
    if not told:
        return
    with_team = any(concerns_all_staff(one.event) for one in told)
    tickets = {one.ticket_id for one in told if one.ticket_id is not None}
    known = await ask(system, circle, list(tickets), with_team=with_team)
    new = list(_decided(told, known))
    if new:
        entered = await act(system, enter_deliveries, new)
        mark_commit()
        _log.info("deliveries_planned", events=len(told), decided=len(new), entered=entered)


def _decided(told: Sequence[Happened], known: Circle) -> Iterator[NewDelivery]:
    now = clock.now()
    told_lately = set(known.lately)
    matters = {matter.id: matter for matter in known.matters}
    for one in told:
        matter = matters.get(one.ticket_id) if one.ticket_id else None
        if matter is None:
            continue
        occasion = Occasion(
            event=one.event, actor_id=one.actor_id, matter=matter, desk=known.desk, now=now, told_lately=told_lately
        )
        nearby = {matter.requester_id, matter.assignee_id, *matter.watcher_ids}
        everybody = concerns_all_staff(one.event)
        people = [person for person in known.people if everybody or person.id in nearby]
        for decision in plan(occasion, people, channels=tuple(CHANNELS)):
            if decision.kind is not None and decision.reason is None:
                told_lately.add((matter.id, decision.person.id, decision.channel, decision.kind.value))
            if decision.kind is not None and decision.reason is not Reason.NO_PART:
                yield _row(one, decision, kind=decision.kind)


def _row(one: Happened, decision: Decision, *, kind: Kind) -> NewDelivery:
    return NewDelivery(
        event_id=one.id, ticket_id=one.ticket_id, user_id=decision.person.id, recipient=decision.recipient,
        notification_type=kind.value, channel=decision.channel,
        state=(State.PLANNED if decision.reason is None else State.SUPPRESSED).value,
        reason=decision.reason and decision.reason.value, trace=_ENCODER.encode(decision.trace).decode(),
        priority=decision.priority, due_at=decision.due_at,
    )  # fmt: skip
