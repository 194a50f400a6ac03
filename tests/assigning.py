"""A desk in which tickets are given by rule: agents who are there, and tickets that wait."""

from __future__ import annotations

import asyncio
from uuid import UUID

from deskhand.actions.availability import set_policy
from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.rules.access import Person
from deskhand.rules.assignment import Policy
from tests.database import Desk

ASSIGNEES = "select coalesce(array_agg(assignee_id order by id), '{}') from tickets where status <> 'closed'"


async def share_by(desk: Desk, policy: Policy) -> None:
    """Have the workspace's tickets given by a rule, and both agents be seen now."""
    await act(desk.admin, set_policy, None, policy)
    await seen(desk, desk.agent, desk.other_agent)


async def seen(desk: Desk, *people: Person) -> None:
    """Have people be at the desk now."""
    ids = [person.user_id for person in people]
    await desk.as_owner("update users set last_seen_at = now() where id = any($1)", ids)


async def opened(desk: Desk, count: int, *, priority: str = "medium", by: Person | None = None) -> list[UUID]:
    """Open tickets one after another and return their ids."""
    wanted = NewTicket(subject="Printer", description="It is on fire.", priority=priority)
    return [(await act(by or desk.customer, open_ticket, wanted)).id for _ in range(count)]


async def many_opened(desk: Desk, count: int) -> None:
    """Open many tickets at once."""
    await asyncio.gather(*(opened(desk, count // 8) for _ in range(8)))
