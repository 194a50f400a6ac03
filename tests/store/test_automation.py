"""Rows of rules: what was judged is not judged again, a later moment takes the place of an earlier one, old ones go."""

from __future__ import annotations

from datetime import timedelta

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.store import automation
from deskhand.store.automation import Run
from deskhand.store.db import acting_as
from tests.database import Desk
from tests.rules.automation.test_rule import REFUNDS


async def test_runs_causes_and_moments_are_kept_once_and_forgotten_in_time(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Refund", description="x"))
    async with acting_as(desk.system) as tx:
        rule = await automation.add(tx, tx.new_id(), REFUNDS, is_active=True)
        cause, effect = tx.new_id(), tx.new_id()
        run = Run(
            rule_id=rule.id, version=1, ticket_id=ticket.id, event_id=cause, chain=(), outcome="ran", has_sent=True
        )  # fmt: skip
        assert not await automation.was_judged(tx, rule.id, cause)
        assert [await automation.add_run(tx, run) for _ in range(2)] == [True, False]
        assert await automation.was_judged(tx, rule.id, cause)
        await automation.count_run(tx, rule.id, [effect], chain=(rule.id,))
        past = await automation.past_of(tx, ticket.id, effect)
        assert (past.chain, past.runs, past.replies) == ((rule.id,), 1, 1)
        for hours, event_id in ((-1, effect), (-2, cause)):
            due_at = tx.now + timedelta(hours=hours)
            await automation.wait(tx, rule.id, ticket.id, event_id=event_id, due_at=due_at)
        taken = [await automation.take_moment(tx, rule.id, ticket.id, event_id=one) for one in (cause, effect, effect)]
        assert taken == [False, True, False]
        kept = await automation.by_id(tx, rule.id)
        assert kept is not None
        assert (kept.runs, kept.last_run_at) == (1, tx.now)
        assert await automation.forget_old(tx) == 0
    await desk.as_owner("update automation_runs set created_at = now() - interval '91 days'")
    await desk.as_owner("update automation_causes set created_at = now() - interval '91 days'")
    async with acting_as(desk.system) as tx:
        assert await automation.forget_old(tx) == 2
