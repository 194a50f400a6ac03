"""What other tickets are to a ticket: those that the reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from deskhand.queries.contract import query
from deskhand.queries.filters import this_one
from deskhand.rules.access import Can
from deskhand.rules.errors import NotFound
from deskhand.rules.ticket_link import Relation
from deskhand.store.db import Reading

LINKS = """
    (select coalesce(jsonb_agg(jsonb_build_array(l.relation, k.id, k.number, k.subject, k.status) order by k.id), '[]')
     from (select case b.kind when 'child_of' then 'parent' else b.kind end as relation, b.other_id
           from ticket_links b where b.workspace_id = t.workspace_id and b.ticket_id = t.id
           union all
           select case b.kind when 'child_of' then 'child' when 'duplicate_of' then 'duplicated_by'
                      when 'caused_by' then 'causes' else 'split_off' end, b.ticket_id
           from ticket_links b where b.workspace_id = t.workspace_id and b.other_id = t.id
           union all
           select 'follow_up_of', t.follow_up_of_id where t.follow_up_of_id is not null
           union all
           select 'followed_by', f.id from tickets f where f.workspace_id = t.workspace_id and f.follow_up_of_id = t.id
          ) l join tickets k on k.workspace_id = t.workspace_id and k.id = l.other_id) as links
"""
"""Parts of what other tickets are to a ticket `t`."""


@dataclass(frozen=True, slots=True)
class Link:
    """What another ticket is to a ticket."""

    relation: str
    id: UUID
    number: str
    subject: str
    status: str


@query(needs=Can.WORK_QUEUE)
async def links_of(reading: Reading, ticket_id: UUID) -> list[Link]:
    """Return what other tickets are to a ticket, by relation."""
    where = this_one(reading.actor, ticket_id)
    row = await reading.row(f"select {LINKS} from tickets t where {where.text()}", *where.values)  # noqa: S608 (constants)
    if row is None:
        raise NotFound("There is no such ticket.")
    return links_from(row["links"])


def links_from(items: list[list[str]]) -> list[Link]:
    """Return links from what LINKS selects, in the order of the relations."""
    found = [Link(relation, UUID(other), number, subject, status) for relation, other, number, subject, status in items]
    order = [relation.value for relation in Relation]
    return sorted(found, key=lambda one: order.index(one.relation))
