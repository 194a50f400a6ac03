"""What of a ticket's classification its reader may see: the same fragments for rows that change and rows that are read.

The views say it, and the walls of the tables below them once more: an internal field or tag of an agent reaches no
customer, in whichever statement. And which versions of a calendar never held, which clocks and pages must agree on.
"""

from __future__ import annotations

CLASSIFIED = """
    (select c.id from readable_categories c where c.workspace_id = t.workspace_id and c.id = t.category_id)
        as shown_category_id,
    (select c.key from readable_categories c where c.workspace_id = t.workspace_id and c.id = t.category_id)
        as category_key,
    array(select x.name from readable_tags x where x.workspace_id = t.workspace_id and x.ticket_id = t.id
          order by x.name) as tags,
    (select coalesce(jsonb_object_agg(f.key, t.field_values -> f.id::text), '{}') from readable_fields f
     where f.workspace_id = t.workspace_id and t.field_values ? f.id::text) as fields
"""
"""Category, tags and values of fields by key, of a ticket `t`."""

IS_DROPPED = """exists (select from calendar_versions d where d.workspace_id = v.workspace_id
    and d.calendar_id = v.calendar_id and d.number > v.number and d.since < v.since)"""
"""Whether a version `v` never held, because another one that was saved after it holds from an earlier moment on."""
