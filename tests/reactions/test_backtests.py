"""Trying a rule goes through what happened slice by slice, and touches nothing."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from deskhand.actions.backtests import fail_backtest, try_rule
from deskhand.actions.classification import Wanted
from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.tickets import TicketChange, change_ticket
from deskhand.kit import clock
from deskhand.queries.backtests import Backtest, read_backtest
from deskhand.queries.contract import ask
from deskhand.reactions import backtests
from deskhand.reactions.backtests import try_rules
from deskhand.rules.automation.rule import Condition, Content, Effects, Trigger
from deskhand.store import everywhere
from tests.database import Desk
from tests.reactions.test_automation import opened, rule, work

LOW = Condition(field="ticket.priority", op="is", value="medium")


async def tried(desk: Desk, content: Content) -> Backtest:
    asked = await act(desk.admin, try_rule, content)
    while await try_rules():
        pass
    return await ask(desk.admin, read_backtest, asked.id)


async def touched(desk: Desk) -> dict[str, object]:
    """Return how often rows of each table were written but for backtests, and how many there are."""
    tables = await desk.as_owner(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') "
        "and not relispartition and relname not like 'backtest%'"
    )
    whole = "select '{0}', string_agg(t::text || xmin::text, '|' order by t::text) from {0} t"
    return dict(await desk.as_owner(" union all ".join(whole.format(row["relname"]) for row in tables)))  # type: ignore[arg-type]


async def test_two_slices_judge_tickets_as_they_were_and_change_and_send_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backtests, "SLICE", 2)
    await rule(desk, "Follow", "ticket.classified", text="Marked.")
    first, second, third = [await opened(desk, subject) for subject in ("A refund", "Other", "Refund me")]
    await act(desk.agent, change_ticket, first, TicketChange(priority="urgent", classification=Wanted(tags=("a",))))
    await act(desk.agent, change_ticket, third, TicketChange(subject="Solved", priority="high"))
    await work()
    about = Condition(field="ticket.subject", op="contains", value="refund")
    content = Content(
        name="Escalate", trigger=Trigger(events=("ticket.created",)), conditions=Condition(all=(about, LOW)),
        effects=Effects(priority="high", add_tags=("refund",), text="Please wait.", public=True),
    )  # fmt: skip
    before = await touched(desk)
    found = await tried(desk, content)
    assert await touched(desk) == before
    assert (found.state, found.share, found.counts.events, found.counts.runs, found.tickets) == ("done", 99, 3, 2, 2)
    assert await desk.value("select fence from backtests") == 2
    assert (found.counts.changes, found.counts.replies) == ({"ticket.priority": 2, "ticket.tags": 2}, 2)
    assert found.counts.set_off == {"Follow": 2}
    assert [(one.ticket_id, one.ticket_subject) for one in found.items] == [(third, "Solved"), (first, "A refund")]
    assert found.items[0].would.changes == {"ticket.priority": ("medium", "high"), "ticket.tags": ((), ("refund",))}
    assert second not in {one.ticket_id for one in found.items}


async def test_a_rule_that_waits_is_judged_at_its_moment_with_what_held_then(desk: Desk) -> None:
    one, other = await opened(desk, "One"), await opened(desk, "Other")
    await desk.as_owner("update events set created_at = created_at - interval '3 hours' where ticket_id = $1", one)
    await act(desk.agent, reply, other, NewMessage(content="At once."))
    await act(desk.agent, change_ticket, one, TicketChange(priority="urgent"))
    content = Content(
        name="Late", trigger=Trigger(events=("ticket.created", "ticket.message.added"), after=60), conditions=LOW,
        effects=Effects(priority="high"),
    )  # fmt: skip
    found = await tried(desk, content)
    (hit,) = found.items
    assert (hit.ticket_id, hit.would.changes) == (one, {"ticket.priority": ("medium", "high")})
    assert found.counts.events == 3
    assert hit.at < clock.now() - timedelta(hours=1)


async def test_a_lost_worker_s_slice_is_looked_at_again_and_counts_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opened(desk)
    content = Content(
        name="Tag", trigger=Trigger(events=("ticket.created",)), effects=Effects(add_tags=("x",))
    )  # fmt: skip
    asked = await act(desk.admin, try_rule, content)
    (lost,) = await everywhere.claim_backtests(clock.now(), lease=timedelta(0), most=5)
    assert sum(await asyncio.gather(try_rules(), try_rules())) == 1
    await act(desk.system, fail_backtest, lost.id, fence=lost.fence, reason="It came too late.")
    found = await ask(desk.admin, read_backtest, asked.id)
    assert (found.state, found.hits, found.counts.events) == ("done", 1, 1)
    monkeypatch.setattr(backtests, "MOST_HITS", 1)
    await opened(desk)
    cut = await tried(desk, content)
    assert (cut.state, cut.is_cut, cut.hits) == ("done", True, 1)
    await act(desk.admin, try_rule, content)
    await desk.as_owner("update backtests set attempts = $1", backtests.ATTEMPTS)
    assert await try_rules() == 1
    assert await desk.value("select array_agg(state) from backtests") == ["failed"]
