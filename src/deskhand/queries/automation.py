"""Automation rules as admins find and read them, and the log of what they did."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.queries.contract import query
from deskhand.queries.trail import OF_RULE, Step
from deskhand.rules.access import Can
from deskhand.rules.automation.document import text_of
from deskhand.rules.automation.naming import Named, known_of
from deskhand.rules.automation.rule import Rule
from deskhand.rules.errors import NotFound
from deskhand.store.db import Reading, Row

PAGE = 50
"""Runs of one page of the log."""


class Line(Rule, frozen=True, kw_only=True):
    """A rule with the names of what it refers to, by id or key."""

    names: dict[str, str]


class View(Line, frozen=True, kw_only=True):
    """A rule with what became of it, the newest change first."""

    trail: list[Step]


class RunLine(Struct, frozen=True, kw_only=True):
    """What a rule did at an event, or what kept it from doing so; `after` is the rule that set it off."""

    id: UUID
    rule_id: UUID
    rule_name: str
    version: int
    ticket_id: UUID
    ticket_number: str
    ticket_subject: str
    outcome: str
    reason: str | None
    did: dict[str, Any]
    after: str | None
    created_at: datetime


class RunPage(Struct, frozen=True, kw_only=True):
    """A page of the log, the newest first; `before` leads to the next one."""

    items: list[RunLine]
    before: UUID | None


_LINE = """
    select a.id, a.content, a.position, a.is_active, a.version, a.runs, a.last_run_at, a.created_at, a.updated_at,
           a.removed_at,
           (select coalesce(jsonb_object_agg(n.key, n.name), '{}') from (
                select u.id::text as key, u.name from users u
                where u.workspace_id = a.workspace_id and u.id::text in (select unnest(m.ids))
                union all select t.id::text, t.name from teams t
                where t.workspace_id = a.workspace_id and t.id::text in (select unnest(m.ids))
                union all select h.id::text, h.name from webhooks h
                where h.workspace_id = a.workspace_id and h.id::text in (select unnest(m.ids))
                union all select t.id::text, t.name from templates t
                where t.workspace_id = a.workspace_id and t.id::text = a.content -> 'effects' ->> 'template_id'
                union all select c.key, c.name from categories c
                where c.workspace_id = a.workspace_id and c.key = a.content -> 'effects' ->> 'category') n) as names
"""
_TABLES = """
    from automation_rules a
    cross join lateral (select array_remove(array[a.content -> 'effects' ->> 'assignee',
        a.content -> 'effects' ->> 'team'] || array(select jsonb_array_elements_text(
            coalesce(a.content -> 'effects' -> 'notify', '[]')
            || coalesce(a.content -> 'effects' -> 'webhooks', '[]'))), null) as ids) m
    where a.workspace_id = $1
"""
_LIST = f"{_LINE} {_TABLES} and a.removed_at is null order by a.position, a.id"
_ONE = f"{_LINE}, {OF_RULE} {_TABLES} and a.id = $2 and a.removed_at is null"
_RUNS = """
    select r.id, r.rule_id, a.name as rule_name, r.version, r.ticket_id, t.number as ticket_number,
           t.subject as ticket_subject, r.outcome, r.reason, r.did, l.name as after, r.created_at
    from automation_runs r
    join automation_rules a on a.workspace_id = r.workspace_id and a.id = r.rule_id
    join tickets t on t.workspace_id = r.workspace_id and t.id = r.ticket_id
    left join automation_rules l on l.workspace_id = r.workspace_id and l.id = r.chain[cardinality(r.chain)]
    where r.workspace_id = $1 and ($2::uuid is null or r.rule_id = $2) and ($3::text is null or r.outcome = $3)
      and ($4::uuid is null or r.id < $4)
    order by r.id desc limit $5
"""
_NAMED = """
    select 'people' as kind, email as name, id from users
    where workspace_id = $1 and role <> 'customer' and is_active
    union all select 'teams', name, id from teams where workspace_id = $1 and is_active
    union all select 'templates', name, (array_agg(id))[1] from templates
    where workspace_id = $1 and kind = 'reply' and scope = 'shared' group by name having count(*) = 1
    union all select 'webhooks', name, id from webhooks where workspace_id = $1 and removed_at is null
"""


@query(needs=Can.MANAGE_AUTOMATION)
async def list_rules(reading: Reading) -> list[Line]:
    """Return the rules in their order."""
    return [msgspec.convert(dict(row), Line) for row in await reading.rows(_LIST, reading.workspace_id)]


@query(needs=Can.MANAGE_AUTOMATION)
async def rules_text(reading: Reading) -> str:
    """Return the rules in their order as a text."""
    rows = await reading.rows(_NAMED, reading.workspace_id)
    return text_of(await list_rules(reading), known_of(msgspec.convert(dict(row), Named) for row in rows))


@query(needs=Can.MANAGE_AUTOMATION)
async def read_rule(reading: Reading, rule_id: UUID) -> View:
    """Return a rule with its trail."""
    row = await reading.row(_ONE, reading.workspace_id, rule_id)
    if row is None:
        raise NotFound("There is no such rule; it may have been removed.")
    return msgspec.convert(dict(row), View)


@query(needs=Can.MANAGE_AUTOMATION)
async def list_runs(
    reading: Reading, *, rule_id: UUID | None = None, outcome: str | None = None, before: UUID | None = None
) -> RunPage:
    """Return a page of what rules did, failed to do, or were stopped from doing."""
    rows = await reading.rows(_RUNS, reading.workspace_id, rule_id, outcome, before, PAGE + 1)
    items = [_run(row) for row in rows[:PAGE]]
    return RunPage(items=items, before=items[-1].id if len(rows) > PAGE else None)


def _run(row: Row) -> RunLine:
    return msgspec.convert(dict(row), RunLine)
