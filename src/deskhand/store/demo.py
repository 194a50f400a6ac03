"""Rows that were made to try the desk out, and their removal."""

from __future__ import annotations

from uuid import UUID

from deskhand.store.db import Tx

_CLEAR = (
    """delete from delivery_attempts a using deliveries d, tickets t where a.workspace_id = $1
       and d.workspace_id = a.workspace_id and d.id = a.delivery_id and t.workspace_id = d.workspace_id
       and t.id = d.ticket_id and t.source = 'demo'""",
    """delete from deliveries d using tickets t where d.workspace_id = $1 and t.workspace_id = d.workspace_id
       and t.id = d.ticket_id and t.source = 'demo'""",
    """delete from jobs j using events e, tickets t where j.workspace_id = $1 and e.workspace_id = j.workspace_id
       and e.id = j.event_id and t.workspace_id = e.workspace_id and t.id = e.ticket_id and t.source = 'demo'""",
    """delete from messages m using tickets t where m.workspace_id = $1 and t.workspace_id = m.workspace_id
       and t.id = m.ticket_id and t.source = 'demo'""",
    """update tickets t set follow_up_of_id = null from tickets d where t.workspace_id = $1
       and d.workspace_id = t.workspace_id and d.id = t.follow_up_of_id and d.source = 'demo'""",
)
_TICKETS = "delete from tickets where workspace_id = $1 and source = 'demo'"
_PEOPLE = """
    delete from users u where u.workspace_id = $1 and u.is_demo
        and not exists (select 1 from tickets t where t.workspace_id = u.workspace_id
                        and u.id in (t.requester_id, t.assignee_id, t.resolved_by_id))
        and not exists (select 1 from messages m where m.workspace_id = u.workspace_id and m.author_id = u.id)
        and not exists (select 1 from deliveries d where d.workspace_id = u.workspace_id and d.user_id = u.id)
"""
_ORGANIZATIONS = """
    delete from organizations o where o.workspace_id = $1 and o.is_demo
        and not exists (select 1 from tickets t where t.workspace_id = o.workspace_id and t.organization_id = o.id)
        and not exists (select 1 from users u where u.workspace_id = o.workspace_id and u.organization_id = o.id)
"""


async def mark(tx: Tx, *, users: list[UUID], organizations: list[UUID]) -> None:
    """Mark people and organizations as made up: no real provider ever writes to them."""
    await tx.change("update users set is_demo = true where workspace_id = $1 and id = any($2)", tx.workspace_id, users)
    await tx.change(
        "update organizations set is_demo = true where workspace_id = $1 and id = any($2)",
        tx.workspace_id, organizations,
    )  # fmt: skip


async def clear(tx: Tx) -> int:
    """Remove demo tickets, and demo people and organizations that nothing else refers to; return the tickets."""
    for statement in _CLEAR:
        await tx.change(statement, tx.workspace_id)
    removed = await tx.change(_TICKETS, tx.workspace_id)
    await tx.change(_PEOPLE, tx.workspace_id)
    await tx.change(_ORGANIZATIONS, tx.workspace_id)
    return removed
