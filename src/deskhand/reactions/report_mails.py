"""Scheduled work that mails the reports whose moments have come, each once."""

from __future__ import annotations

from collections import Counter

import structlog

from deskhand.actions.contract import act
from deskhand.actions.report_mails import take_turn
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.identity import colleague
from deskhand.queries.report_mails import DueNow, due_subscriptions
from deskhand.queries.report_page import reported
from deskhand.queries.workspaces import profile
from deskhand.reactions.statistics import update_statistics
from deskhand.rules.access import System
from deskhand.rules.events import SubscriptionDue
from deskhand.rules.mail import Enclosure
from deskhand.rules.report_mails import MOST_ROWS, figures_of, rows_of, turn_of
from deskhand.rules.report_sheets import enclosure
from deskhand.rules.statistics import last_span

_log = structlog.get_logger("deskhand.report_mails")


async def mail_reports(system: System) -> str:
    """Mail what is due; who may not read reports any more is skipped, and what fails is tried again next time."""
    found = await ask(system, due_subscriptions)
    if not found:
        return "nothing due"
    await update_statistics(system)
    time_zone = (await ask(system, profile)).time_zone
    outcomes: Counter[str] = Counter()
    while found:
        for one in found:
            outcomes[await _outcome(system, one, time_zone=time_zone)] += 1
        found = await ask(system, due_subscriptions, found[-1].held.id)
    return ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))


async def _outcome(system: System, one: DueNow, *, time_zone: str) -> str:
    try:
        return await _taken(system, one, time_zone=time_zone)
    except Exception:  # noqa: BLE001 (one report that breaks must not keep the others from their readers)
        _log.exception("report_not_mailed", subscription=str(one.held.id))
        return "failed"


async def _taken(system: System, one: DueNow, *, time_zone: str) -> str:
    held, turn = one.held, turn_of(one.held, one.reader, clock.now())
    made, file = await _made(system, one, time_zone=time_zone) if turn.is_sent else (None, None)
    if turn.is_sent and made is None:
        return "gone"
    if not await act(system, take_turn, held, turn, made=made, file=file):
        return "taken already"
    if turn.zone != held.zone:
        return "put to another time zone"
    return "skipped" if made is None else "mailed"


async def _made(
    system: System, one: DueNow, *, time_zone: str
) -> tuple[SubscriptionDue, Enclosure | None] | tuple[None, None]:
    """Return the mail's figures and table as its reader may see them; None when they left since they were found."""
    held = one.held
    person = await ask(system, colleague, held.user_id)
    if person is None:
        return None, None
    span = last_span(held.report.days, clock.now(), time_zone=time_zone)
    items = await ask(person, reported, held.report, span, time_zone=time_zone)
    figures = figures_of(held, span, left=max(len(items) - MOST_ROWS, 0))
    file = enclosure(held.name, held.report.kind, items, since=figures["since"], until=figures["until"])
    made = SubscriptionDue(
        subscription_id=held.id, user_id=held.user_id, address=one.reader.email, figures=figures,
        rows=rows_of(held.report, items),
    )  # fmt: skip
    return made, file
