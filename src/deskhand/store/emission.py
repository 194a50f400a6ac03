"""The one statement by which an event and the jobs that follow from it are written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

EVENT = "workspace_id, id, name, is_public, ticket_id, actor_kind, actor_id, actor_name, payload, salt, created_at"
"""The columns of an event that its digest is made of."""
DIGEST = """sha256(e.salt || convert_to(jsonb_build_array(
    e.workspace_id, e.id, e.name, e.is_public, e.ticket_id, e.actor_kind, e.actor_id, e.actor_name, e.payload,
    (extract(epoch from e.created_at) * 1000000)::bigint)::text, 'UTF8'))"""
"""The digest of an event `e`, salted so that erasing payload and salt leaves nothing to guess."""
OF_RULES = "automation.run_rules"
"""The reaction that follows events only where there are rules."""
OF_WEBHOOKS = "webhooks.tell_subscribers"
"""The reaction that follows events only where endpoints are told of some."""
_EMIT = """
    with {writing}telling as materialized (
        select $2::uuid as workspace_id, $1::uuid as id, $3::text as name, $4::boolean as is_public,
               $5::uuid as ticket_id, $6::text as actor_kind, $7::uuid as actor_id, $8::text as actor_name,
               {known} as payload, $10::bytea as salt, $11::timestamptz as created_at
    ), happened as (
        insert into events ({event}, digest) select {event}, {digest} from telling e
    ), follow_ups as (
        insert into jobs (workspace_id, id, event_id, reaction, priority, due_at, created_at)
        select $2, follow_up.id, $1, follow_up.reaction, $12, $11, $11
        from unnest($13::uuid[], $14::text[]) as follow_up (id, reaction)
        where case follow_up.reaction
            when '{of_rules}' then (select w.has_rules from workspaces w where w.id = $2)
            when '{of_webhooks}' then (select w.has_webhooks from workspaces w where w.id = $2) else true end
    )
    select {returning}
"""
"""Values 1 to 14 are the event's; those of what is written along with it come after them."""
_EVENT_VALUES = 14


@dataclass(frozen=True, slots=True)
class Along:
    """What an event tells of, written in the trip of the event itself; its values begin at FIRST_ALONG.

    `members` are parts of a WITH, `fills` is the JSON that only they know of the event, `returning` what comes back.
    """

    members: str
    fills: str
    returning: str


FIRST_ALONG = _EVENT_VALUES + 1
"""The place of the first value of what is written along with an event."""


def _emission(known: str, *, writing: str = "", returning: str = "null") -> str:
    return _EMIT.format(
        writing=writing, known=known, event=EVENT, digest=DIGEST, returning=returning, of_rules=OF_RULES,
        of_webhooks=OF_WEBHOOKS,
    )  # fmt: skip


ALONE = _emission("$9::jsonb")


@cache
def together(along: Along) -> str:
    """Return the statement that writes an event, its jobs, and what it tells of."""
    return _emission(f"$9::jsonb || {along.fills}", writing=f"{along.members}, ", returning=along.returning)
