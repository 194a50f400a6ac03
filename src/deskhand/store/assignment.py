"""Rows of assignment: who could take tickets, which ones wait, and what was decided of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from deskhand.rules.assignment import Agent, Decision, Demand
from deskhand.rules.sla.calendar import ALWAYS, Calendar, opening
from deskhand.store.db import Tx

KEPT_FOR = timedelta(minutes=1)
"""How long it stands why nobody may take a ticket before that is written anew."""
LATELY = 5
"""Of how many tickets before one somebody may have had the last, to be asked first for it."""
_WAITING = """t.assignee_id is null and t.attention = 0 and t.snoozed_until is null and t.merged_into_id is null
    and t.deleted_at is null"""
_DEMANDS = f"""
    select t.id as ticket_id, t.requester_id, r.team_id, r.needs, r.prefers, r.policy, u.language,
           case when t.first_response_at is null then t.created_at else coalesce(t.asked_at, t.last_message_at) end
               as waits_since,
           case when t.sla_standing = 'running' then nullif(t.sla_nearest_at, '9999-12-31 00:00:00+00') end as due_at,
           (select l.assignee_id from (
                select one.id, one.assignee_id from tickets one where one.workspace_id = $1
                and one.requester_id = t.requester_id and one.id < t.id order by one.id desc limit {LATELY}) l
            where l.assignee_id is not null order by l.id desc limit 1) as last_agent_id,
           array(select a.agent_id from assignments a where a.workspace_id = $1 and a.ticket_id = t.id
                and a.agent_id is not null and a.handed_back_at is null) as given_back_by
    from tickets t
    join users u on u.workspace_id = $1 and u.id = t.requester_id
    cross join lateral (
        select f.team_id, f.needs, f.prefers, coalesce(g.assignment, w.assignment) as policy
        from (
            select coalesce(t.team_id, (select one.id from teams one where one.workspace_id = $1 and one.is_active
                       and one.id = coalesce(n.team_id, p.team_id)), (
                       select h.team_id from team_categories h
                       join teams one on one.workspace_id = h.workspace_id and one.id = h.team_id and one.is_active
                       where h.workspace_id = $1 and h.category_id in (c.id, c.parent_id)
                       order by one.name limit 1)) as team_id,
                   coalesce(n.needs, '{{}}') || coalesce(p.needs, '{{}}') as needs,
                   coalesce(n.prefers, '{{}}') || coalesce(p.prefers, '{{}}') as prefers
            from (select 1) one
            left join categories c on c.workspace_id = $1 and c.id = t.category_id
            left join category_needs n on n.workspace_id = $1 and n.category_id = c.id
            left join category_needs p on p.workspace_id = $1 and p.category_id = c.parent_id
        ) f
        join workspaces w on w.id = $1
        left join teams g on g.workspace_id = $1 and g.id = f.team_id
    ) r
    where t.workspace_id = $1 and {_WAITING} and r.policy <> 'off'
    order by t.priority_rank, t.id limit $2
"""  # noqa: S608 (constants)
_AGENTS = """
    select a.user_id as id, u.name, a.skills, a.languages, a.hours, a.capacity, a.is_accepting, a.away_until,
           a.last_given_at, greatest(u.last_seen_at,
               (select max(s.last_seen_at) from sessions s where s.workspace_id = $1 and s.user_id = a.user_id),
               (select max(k.last_used_at) from api_tokens k where k.workspace_id = $1 and k.user_id = a.user_id)
           ) as seen_at,
           array(select m.team_id from team_members m where m.workspace_id = $1 and m.user_id = a.user_id) as teams
    from availability a join users u on u.workspace_id = $1 and u.id = a.user_id
    where a.workspace_id = $1 and u.is_active and (u.role = 'agent' or (u.role = 'admin' and exists (
        select 1 from team_members m where m.workspace_id = $1 and m.user_id = a.user_id)))
    order by a.user_id for update of a
"""


async def is_on(tx: Tx) -> bool:
    """Say whether tickets are shared out by any rule here."""
    return bool(
        await tx.value(
            "select exists (select 1 from workspaces where id = $1 and assignment <> 'off') or exists ("
            "select 1 from teams where workspace_id = $1 and is_active and assignment <> 'off')",
            tx.workspace_id,
        )
    )


async def hold_agents(tx: Tx) -> dict[UUID, Agent]:
    """Return everybody who may be given tickets, and hold what is kept of them, in the order of their ids.

    Whoever else shares out waits here, so that what each has in hand is counted after what others gave.
    """
    await tx.change(
        "insert into availability (workspace_id, user_id) select u.workspace_id, u.id from users u "
        "where u.workspace_id = $1 and u.role <> 'customer' and u.is_active and not exists ("
        "select 1 from availability a where a.workspace_id = $1 and a.user_id = u.id) "
        "order by u.id on conflict do nothing",
        tx.workspace_id,
    )
    rows = await tx.rows(_AGENTS, tx.workspace_id)
    counted = await tx.rows(
        "select assignee_id, count(*) as held from tickets where workspace_id = $1 and assignee_id = any($2) "
        "and attention < 2 and snoozed_until is null and merged_into_id is null and deleted_at is null "
        "group by assignee_id",
        tx.workspace_id, [row["id"] for row in rows],
    )  # fmt: skip
    held = {row["assignee_id"]: row["held"] for row in counted}
    return {row["id"]: _agent(dict(row), held=held.get(row["id"], 0)) for row in rows}


async def waiting(tx: Tx, *, most: int) -> list[Demand]:
    """Return the tickets that nobody has and for which a rule is on; of very many the ones of higher priority."""
    rows = await tx.rows(_DEMANDS, tx.workspace_id, most)
    return [msgspec.convert(dict(row), Demand, strict=False) for row in rows]


async def keep(tx: Tx, decisions: Sequence[Decision]) -> None:
    """Write what was decided; that nobody may take a ticket stands once, until somebody gets it."""
    given = [one for one in decisions if one.chosen is not None]
    standing = await _standing(tx, [one.ticket_id for one in decisions if one.chosen is None])
    await tx.change_each(
        "insert into assignments (workspace_id, id, ticket_id, agent_id, policy, reason, content, created_at) "
        "values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8) on conflict (workspace_id, ticket_id) where agent_id is null "
        "do update set policy = excluded.policy, content = excluded.content, created_at = excluded.created_at "
        "where assignments.content <> excluded.content",
        [
            (
                tx.workspace_id, tx.new_id(), one.ticket_id, one.chosen, one.policy.value, one.reason.value,
                _content(one), tx.now,
            )
            for one in decisions
            if one.ticket_id not in standing
        ],
    )  # fmt: skip
    await tx.change(
        "delete from assignments where workspace_id = $1 and ticket_id = any($2) and agent_id is null",
        tx.workspace_id, [one.ticket_id for one in given],
    )  # fmt: skip


async def note_given(tx: Tx, moments: Mapping[UUID, datetime | None]) -> None:
    """Note when agents were last given a ticket."""
    await tx.change(
        "update availability a set last_given_at = given.at from unnest($2::uuid[], $3::timestamptz[]) "
        "as given (user_id, at) where a.workspace_id = $1 and a.user_id = given.user_id",
        tx.workspace_id, list(moments), list(moments.values()),
    )  # fmt: skip


async def untouched(tx: Tx, agent_ids: Collection[UUID], *, after: UUID | None, most: int) -> list[UUID]:
    """Return tickets after one that a rule gave to these agents and with which they have done nothing since."""
    rows = await tx.rows(
        "select t.id from tickets t join assignments a on a.workspace_id = $1 and a.ticket_id = t.id "
        "and a.agent_id = t.assignee_id and a.handed_back_at is null "
        "where t.workspace_id = $1 and t.assignee_id = any($2) and t.attention < 2 "
        "and ($4::uuid is null or t.id > $4) and t.merged_into_id is null "
        "and t.deleted_at is null and not exists (select 1 from events e where e.workspace_id = $1 "
        "and e.ticket_id = t.id and e.actor_id = t.assignee_id and e.created_at >= a.created_at) "
        "group by t.id order by t.id limit $3",
        tx.workspace_id, list(agent_ids), most, after,
    )  # fmt: skip
    return [row["id"] for row in rows]


async def note_handed_back(tx: Tx, ticket_ids: Collection[UUID]) -> None:
    """Note that the desk took tickets back itself, so that nobody counts as having let them go."""
    await tx.change(
        "update assignments set handed_back_at = $3 where workspace_id = $1 and ticket_id = any($2) "
        "and agent_id is not null and handed_back_at is null",
        tx.workspace_id, list(ticket_ids), tx.now,
    )  # fmt: skip


async def _standing(tx: Tx, ticket_ids: Sequence[UUID]) -> set[UUID]:
    """Return those of some tickets of which it was written just now that nobody may take them."""
    rows = await tx.rows(
        "select ticket_id from assignments where workspace_id = $1 and ticket_id = any($2) and agent_id is null "
        "and created_at >= $3",
        tx.workspace_id, ticket_ids, tx.now - KEPT_FOR,
    )  # fmt: skip
    return {row["ticket_id"] for row in rows}


def _agent(row: dict[str, Any], *, held: int) -> Agent:
    hours = row.pop("hours")
    found = ALWAYS if hours is None else opening(msgspec.convert(hours, Calendar))
    whole = row | {name: frozenset(row[name]) for name in ("teams", "skills", "languages")}
    return Agent(**whole, hours=found, held=held)


def _content(decision: Decision) -> str:
    return msgspec.json.encode({"candidates": decision.candidates, "exclusions": decision.exclusions}).decode()
