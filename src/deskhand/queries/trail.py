"""What became of a thing of the settings: who changed what of it, and when."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class Step(Struct, frozen=True, kw_only=True):
    """One change of something in the settings: who, when, and from what to what."""

    name: str
    actor_name: str
    created_at: datetime
    changes: dict[str, tuple[str | None, str | None]]


_NEWEST = """
    (select coalesce(jsonb_agg(jsonb_build_object('name', s.name, 'actor_name', s.actor_name,
        'created_at', s.created_at, 'changes', coalesce(s.payload -> 'changes', '{}')) order by s.id desc), '[]')
     from (select e.id, e.name, e.actor_name, e.created_at, e.payload from events e where e.workspace_id = $1 and
"""
_SORTING = """e.name in ('category.created', 'category.changed', 'category.deleted', 'tag.created', 'tag.changed',
    'tag.merged', 'tag.deleted', 'field.created', 'field.changed', 'field.deleted')"""
_ANSWERS = """e.name in ('template.created', 'template.changed', 'template.removed', 'macro.created', 'macro.changed',
    'macro.removed')"""
_RULES = "e.name in ('rule.created', 'rule.changed', 'rule.removed', 'rule.restored')"
_WEBHOOKS = """e.name in ('webhook.created', 'webhook.changed', 'webhook.gone', 'webhook.secret_rotated',
    'webhook.removed', 'webhook.tested', 'webhook.replayed')"""
_DEADLINES = """e.name in ('calendar.created', 'calendar.changed', 'calendar.removed', 'calendar.restored',
    'policy.created', 'policy.changed', 'policy.removed', 'policy.restored')"""
_END = "order by e.id desc limit 50) s) as trail"

OF_CATEGORY = f"{_NEWEST} {_SORTING} and e.payload ->> 'category_id' = c.id::text {_END}"
"""The newest steps of a category `c`, from an index that holds these events alone; $1 is the workspace."""
OF_TAG = f"{_NEWEST} {_SORTING} and e.payload ->> 'tag_id' = g.id::text {_END}"
"""The newest steps of a tag `g`."""
OF_FIELD = f"{_NEWEST} {_SORTING} and e.payload ->> 'field_id' = f.id::text {_END}"
"""The newest steps of a field `f`."""
OF_TEMPLATE = f"{_NEWEST} {_ANSWERS} and e.payload ->> 'template_id' = t.id::text {_END}"
"""The newest steps of a template `t`."""
OF_MACRO = f"{_NEWEST} {_ANSWERS} and e.payload ->> 'macro_id' = c.id::text {_END}"
"""The newest steps of a macro `c`."""
OF_CALENDAR = f"{_NEWEST} {_DEADLINES} and e.payload ->> 'calendar_id' = c.id::text {_END}"
"""The newest steps of a calendar `c`."""
OF_RULE = f"{_NEWEST} {_RULES} and e.payload ->> 'rule_id' = a.id::text {_END}"
"""The newest steps of an automation rule `a`."""
OF_POLICY = f"{_NEWEST} {_DEADLINES} and e.payload ->> 'policy_id' = p.id::text {_END}"
"""The newest steps of a policy `p`."""
OF_WEBHOOK = f"{_NEWEST} {_WEBHOOKS} and e.payload ->> 'webhook_id' = h.id::text {_END}"
"""The newest steps of an endpoint `h` of webhooks."""
