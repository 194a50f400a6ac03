"""What deciding who hears of a batch of events needs to know, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.queries.contract import query
from deskhand.rules.access import Can
from deskhand.rules.notify import ONCE_AN_HOUR, Desk, Matter, Recipient, Telling
from deskhand.store.db import Reading

HOUR = timedelta(hours=1)


class Circle(Struct, frozen=True, kw_only=True):
    """The tickets of a batch, and everybody who may have a part in them."""

    desk: Desk
    matters: list[Matter]
    people: list[Recipient]
    lately: list[Telling]


_CIRCLE = """
    with matter as (
        select t.id, t.number, t.subject, t.status, t.priority, t.requester_id, t.organization_id, t.assignee_id,
               t.team_id, t.category_id,
               array(select w.user_id from ticket_watchers w where w.workspace_id = t.workspace_id
                                and w.ticket_id = t.id) as watcher_ids, t.source = 'demo' as is_demo,
               coalesce(o.is_priority_client, false) as is_priority_client, t.closed_at,
               exists (select 1 from ratings r where r.workspace_id = t.workspace_id
                                    and r.ticket_id = t.id) as is_rated
        from tickets t
        left join organizations o on o.workspace_id = t.workspace_id and o.id = t.organization_id
        where t.workspace_id = $1 and t.id = any($2)
    ), concerned as (
        select requester_id as id from matter
        union select assignee_id from matter
        union select unnest(watcher_ids) from matter
        union select id from users where workspace_id = $1 and role <> 'customer' and is_active and $3
    ), person as (
        select u.id, u.name, u.email, u.role, u.is_active, u.is_demo, u.language, u.time_zone,
               u.notification_preferences as preferences,
               coalesce(o.notification_preferences, '{}') as organization_preferences, u.organization_id,
               coalesce(o.shares_tickets, false) as shares_tickets,
               array(select m.team_id from team_members m where m.workspace_id = u.workspace_id and m.user_id = u.id)
                   as team_ids,
               categories_of(u.workspace_id, u.id) as category_ids,
               foreign_categories_of(u.workspace_id, u.id) as foreign_category_ids
        from users u
        left join organizations o on o.workspace_id = u.workspace_id and o.id = u.organization_id
        where u.workspace_id = $1 and u.id in (select id from concerned)
    )
    select jsonb_build_object(
        'desk', (select jsonb_build_object(
                     'preferences', coalesce(w.settings -> 'notification_preferences', '{}'),
                     'has_agents', exists (select 1 from users
                                           where workspace_id = $1 and role = 'agent' and is_active and not is_demo))
                 from workspaces w where w.id = $1),
        'matters', (select coalesce(jsonb_agg(to_jsonb(matter)), '[]') from matter),
        'people', (select coalesce(jsonb_agg(to_jsonb(person)), '[]') from person),
        'lately', (select coalesce(jsonb_agg(jsonb_build_array(d.ticket_id, d.user_id, d.channel, d.notification_type)),
                                   '[]')
                   from deliveries d where d.workspace_id = $1 and d.ticket_id = any($2) and d.created_at > $4
                       and d.notification_type = any($5) and d.user_id is not null and d.state <> 'suppressed'))
"""


@query(needs=Can.OPERATE)
async def circle(reading: Reading, ticket_ids: Sequence[UUID], *, with_team: bool) -> Circle:
    """Return tickets, requesters, assignees, watchers and, when asked, all active staff, with their preferences."""
    found = await reading.value(
        _CIRCLE, reading.workspace_id, list(ticket_ids), with_team, reading.now - HOUR, sorted(ONCE_AN_HOUR)
    )
    return msgspec.convert(found, Circle)
