"""Idle tickets are found by an index, however many others there are."""

from __future__ import annotations

import re

import pytest

from deskhand.kit import ids
from deskhand.queries import idle
from deskhand.rules.ticket import Status
from deskhand.store.db import reading_as
from tests.database import Desk

_MANY = """
    insert into tickets (workspace_id, id, number, subject, status, priority, type, source, requester_id, assignee_id,
                         created_at, updated_at, last_message_at, last_message_by, resolved_at)
    select $1, gen_random_uuid(), 'n' || n, 's', case when n % 50 = 0 then 'waiting_customer' when n % 50 = 1
           then 'resolved' when n % 50 = 2 then 'in_progress' else 'closed' end, 'low', 'bug_report', 'api', $2, $3,
           now(), now(), now() - n * interval '1 minute', 'customer', now() - n * interval '1 minute'
    from generate_series(1, 4000) n
"""


@pytest.mark.parametrize(
    ("statement", "values"),
    [(idle._IDLE[Status.WAITING_CUSTOMER], [False, 100]), (idle._IDLE[Status.RESOLVED], [True, 100]),
     (idle._UNANSWERED, [100])],
)  # fmt: skip
async def test_the_index_leads_to_what_is_due(desk: Desk, statement: str, values: list[object]) -> None:
    await desk.as_owner(_MANY, desk.system.workspace_id, desk.customer.user_id, desk.agent.user_id)
    await desk.as_owner("analyze tickets")
    until = await desk.value("select now() - interval '2 days'")
    async with reading_as(desk.system) as reading:
        plan = "\n".join(
            row[0]
            for row in await reading.rows(
                f"explain {statement}", desk.system.workspace_id, until, until, ids.new_id(), *values
            )
        )
    assert "Seq Scan" not in plan
    assert re.search("tickets_(idle_waiting|idle_resolved|unanswered)", plan), plan
