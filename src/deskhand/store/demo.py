"""Rows that were made to try the desk out, and their removal."""

from __future__ import annotations

from uuid import UUID

from deskhand.store.db import Tx

_SOME = "select id from tickets where workspace_id = $1 and source = 'demo' order by id limit $2"
_CLEAR = (
    """delete from delivery_attempts a using deliveries d where a.workspace_id = $1
       and d.workspace_id = a.workspace_id and d.id = a.delivery_id and d.ticket_id = any($2)""",
    "delete from deliveries where workspace_id = $1 and ticket_id = any($2)",
    """delete from jobs j using events e where j.workspace_id = $1 and e.workspace_id = j.workspace_id
       and e.id = j.event_id and e.ticket_id = any($2)""",
    "delete from messages where workspace_id = $1 and ticket_id = any($2)",
    "update tickets set follow_up_of_id = null where workspace_id = $1 and follow_up_of_id = any($2)",
)
_TICKETS = "delete from tickets where workspace_id = $1 and id = any($2)"
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


async def clear(tx: Tx, *, most: int) -> int:
    """Remove some demo tickets, then demo people and organizations that nothing refers to; return the tickets."""
    some = [row["id"] for row in await tx.rows(_SOME, tx.workspace_id, most)]
    for statement in _CLEAR:
        await tx.change(statement, tx.workspace_id, some)
    removed = await tx.change(_TICKETS, tx.workspace_id, some)
    if len(some) < most:
        await tx.change(_PEOPLE, tx.workspace_id)
        await tx.change(_ORGANIZATIONS, tx.workspace_id)
    return removed
