"""Kept deadlines: the same figures as the question that a service desk asks its database by hand."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from uuid import UUID

from msgspec import UNSET
from msgspec.structs import replace

from deskhand.actions.contract import act
from deskhand.actions.idle import close_idle, warn_of_closing
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.kit import clock
from deskhand.queries.clocks import read_clock
from deskhand.queries.compliance import compliance
from deskhand.queries.contract import ask
from deskhand.reactions.clocks import check_now
from deskhand.reactions.statistics import rebuild_statistics, update_statistics
from deskhand.rules.auto_close import Policy
from deskhand.rules.sla.clock import Standing
from deskhand.rules.sla.policy import Target
from deskhand.rules.statistics import By, Kept, Sieve, full_hour
from deskhand.rules.ticket import Priority
from deskhand.store import clocks
from deskhand.store.db import acting_as
from tests.database import Desk

SLA_PERFORMANCE = """
SELECT
  priority,
  COUNT(*) as total_tickets,
  COUNT(*) FILTER (WHERE first_response_at IS NOT NULL) as responded,
  COUNT(*) FILTER (WHERE first_response_at < first_response_due_at) as on_time_response,
  COUNT(*) FILTER (WHERE resolved_at IS NOT NULL) as resolved,
  COUNT(*) FILTER (WHERE resolved_at < sla_due_at) as on_time_resolution
FROM tickets
WHERE created_at >= NOW() - INTERVAL '30 days'
GROUP BY priority;
"""
DAY = timedelta(days=1)


async def generate(desk: Desk, count: int) -> None:
    """Have tickets of all priorities opened, answered and solved over the last weeks, some of them late."""
    chance = Random(20261121)
    for number in range(count):  # the first one is the oldest
        opened = -(chance.choice((33, 29, 12, 5, 2)) if number else 35) * DAY + timedelta(hours=chance.uniform(0, 8))
        wanted = NewTicket(subject="Printer", description="x", priority=chance.choice(list(Priority)).value)
        with clock.moved(opened):
            ticket = await act(chance.choice((desk.customer, desk.other_customer)), open_ticket, wanted)
        fate = chance.random()
        if fate < 0.7:
            with clock.moved(opened + timedelta(hours=chance.uniform(0.1, 10))):
                await act(desk.agent, reply, ticket.id, NewMessage(content="Which one?"))
        if fate < 0.5 or fate > 0.9:
            with clock.moved(opened + timedelta(hours=chance.uniform(11, 47))):
                status = "resolved" if fate < 0.95 else "cancelled"
                await act(
                    desk.agent,
                    change_ticket,
                    ticket.id,
                    TicketChange(status=status, resolution="Done." if status == "resolved" else UNSET),
                )


async def kept(desk: Desk, by: By, *, days: int = 30, sieve: Sieve | None = None) -> dict[str | None, Kept]:
    until = full_hour(clock.now()) + timedelta(hours=1)
    found = await ask(
        desk.admin, compliance, by, since=until - days * DAY, until=until, time_zone="UTC", sieve=sieve or Sieve()
    )
    return {one.of: one for one in found}


async def test_the_report_agrees_with_the_question_by_hand(desk: Desk) -> None:
    await generate(desk, 40)
    await check_now()
    assert await kept(desk, By.PRIORITY) == {}, "it is read from what was counted"
    await update_statistics(desk.system)
    by_hand = await desk.as_owner(SLA_PERFORMANCE)
    found = await kept(desk, By.PRIORITY)
    assert {row["priority"]: tuple(row)[1:] for row in by_hand} == {
        of: (one.opened, one.responded, one.response_met, one.resolved, one.resolution_met)
        for of, one in found.items()
    }  # fmt: skip
    assert [*found] == [one for one in Priority if one in found]
    months = await kept(desk, By.MONTH, days=60)
    for name in ("opened", "response_met", "response_missed", "resolution_met", "resolution_missed"):
        sums = {by: sum(getattr(one, name) for one in (await kept(desk, by, days=60)).values()) for by in By}
        assert set(sums.values()) == {sum(getattr(one, name) for one in months.values())}, name
        assert sums[By.DAY] > 0, name
    only = await kept(desk, By.ORGANIZATION, sieve=Sieve(priority=Priority.HIGH))
    assert sum(one.opened for one in only.values()) == found["high"].opened
    before = await desk.as_owner("select * from sla_statistics order by hour, id")
    await rebuild_statistics(desk.system)
    strip = [{**row, "id": None} for row in await desk.as_owner("select * from sla_statistics order by hour, id")]
    assert sorted(map(str, strip)) == sorted(str({**row, "id": None}) for row in before)


ENDS: dict[str, tuple[int, tuple[bool, bool]]] = {
    "resolved": (2, (True, True)), "resolved late": (40, (True, False)), "closed": (3, (True, True)),
    "closed late": (41, (True, False)), "closed by itself": (4, (True, True)),
    "closed by itself late": (42, (True, False)), "cancelled": (5, (False, False)),
}  # fmt: skip
"""How tickets of 24 hours end that were answered after so many hours, and whether that is resolved, and in time."""


async def test_chip_clock_report_and_the_question_by_hand_say_the_same_of_every_end(desk: Desk) -> None:
    tickets = {name: await _ended(desk, name, answered_after=hours) for name, (hours, _) in ENDS.items()}
    await check_now()
    await update_statistics(desk.system)
    rows = await desk.as_owner(
        "select subject, resolved_at is not null as resolved, coalesce(resolved_at < sla_due_at, false) as on_time, "
        "sla_standing from tickets"
    )
    assert {row["subject"]: (row["resolved"], row["on_time"]) for row in rows} == {
        name: says for name, (_, says) in ENDS.items()
    }  # fmt: skip
    for row in rows:
        assert (row["sla_standing"] == "met") is row["resolved"]
        clocks = {
            one.target: one.clock for one in (await ask(desk.agent, read_clock, tickets[row["subject"]])).accounts
        }
        found = clocks[Target.RESOLUTION]
        assert (found is not None) is row["resolved"], "a cancelled ticket has no clock any more"
        if found is not None:
            assert (found.standing, found.is_late) == (Standing.MET, not row["on_time"]), row["subject"]
    (one,) = (await kept(desk, By.PRIORITY)).values()
    assert (one.opened, one.resolved, one.resolution_met, one.resolution_missed) == (7, 6, 3, 3)


async def _ended(desk: Desk, name: str, *, answered_after: int) -> UUID:
    with clock.moved(-20 * DAY):
        wanted = NewTicket(subject=name, description="x", priority="high")
        ticket = await act(desk.other_customer, open_ticket, wanted)
    with clock.moved(-20 * DAY + timedelta(hours=answered_after)):
        await act(desk.agent, reply, ticket.id, NewMessage(content="Which one?"))
    if "itself" in name:
        idle = Policy(days=7, warning_days=5)
        with clock.moved(-5 * DAY):
            assert await act(desk.system, warn_of_closing, ticket.id, idle)
        assert await act(desk.system, close_idle, ticket.id, idle)
    else:
        status = name.removesuffix(" late")
        resolution = "Done." if status == "resolved" else UNSET
        await act(desk.agent, change_ticket, ticket.id, TicketChange(status=status, resolution=resolution))
    return ticket.id


async def test_each_next_reply_counts_by_its_own_wait(desk: Desk) -> None:
    begun = -20 * DAY
    with clock.moved(begun):
        async with acting_as(desk.system) as tx:
            policy_id, number, policy = await clocks.latest_policy(tx)
            next_replies = {Target.NEXT_RESPONSE: dict.fromkeys(Priority, 120)}
            wanted = replace(policy, targets={**policy.targets, **next_replies})
            await clocks.add_version(tx, policy_id, wanted, number=number + 1)
    with clock.moved(begun + timedelta(minutes=1)):
        ticket = await act(desk.other_customer, open_ticket, NewTicket(subject="One", description="x", priority="low"))
    for hours, who in (
        (1, desk.agent), (10, desk.other_customer), (11, desk.agent), (20, desk.other_customer),
        (21, desk.other_customer), (23, desk.agent), (30, desk.other_customer),
    ):  # fmt: skip
        with clock.moved(begun + timedelta(hours=hours)):
            await act(who, reply, ticket.id, NewMessage(content="And then?"))
    await check_now()
    await update_statistics(desk.system)
    (one,) = (await kept(desk, By.PRIORITY)).values()
    assert (one.response_met, one.next_met, one.next_missed, round(one.next_share or 0)) == (1, 1, 2, 33)
    await act(desk.agent, change_ticket, ticket.id, TicketChange(status="resolved", resolution="Done."))
    await update_statistics(desk.system)
    (one,) = (await kept(desk, By.PRIORITY)).values()
    assert (one.next_met, one.next_missed) == (1, 2)


def test_a_share_of_nothing_is_none() -> None:
    one = Kept(
        of=None, key=None, opened=4, responded=3, response_met=2, response_missed=1, response_missed_by_change=0,
        resolved=0, resolution_met=0, resolution_missed=0, resolution_missed_by_change=0,
    )  # fmt: skip
    assert (round(one.response_share or 0, 1), one.resolution_share) == (66.7, None)
