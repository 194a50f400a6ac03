"""What each actor may read and write of every table, in SQL: the walls as they are meant to stand."""

from __future__ import annotations

from deskhand.rules.access import Person

EVERYWHERE: dict[str, set[str]] = {
    "everywhere_workspace": set(),
    "everywhere_workspaces": {"workspace_id"},
    "everywhere_session": {
        "workspace_id", "session_id", "user_id", "role", "name", "email", "organization_id", "shares_tickets",
        "time_zone", "language", "team_ids", "last_seen_at", "category_ids", "foreign_category_ids",
    },
    "everywhere_token": {
        "workspace_id", "token_id", "user_id", "role", "name", "email", "organization_id", "shares_tickets",
        "time_zone", "language", "team_ids", "scopes", "last_used_at", "category_ids", "foreign_category_ids",
    },
    "everywhere_link": {"workspace_id", "link_id", "purpose"},
    "everywhere_claim_jobs": {"workspace_id", "id", "event_id", "reaction", "attempts", "fence"},
    "everywhere_claim_deliveries": {"workspace_id", "id", "fence"},
    "everywhere_claim_webhooks": {"workspace_id", "id", "fence"},
    "everywhere_claim_files": {"workspace_id", "id", "fence"},
    "everywhere_claim_exports": {"workspace_id", "id", "fence"},
    "everywhere_claim_backtests": {"workspace_id", "id", "fence"},
    "ship_views": set(), "ship_policies": set(), "record_clock": set(), "note_rules": set(), "note_webhooks": set(),
    "everywhere_claim_hindsights": {"workspace_id", "id", "fence"},
    "sla_terms": {"policy_id", "is_halved", "book"},
    "everywhere_due_clocks": {"workspace_id", "ticket_id"}, "everywhere_clock_backlogs": {"workspace_id"},
    "everywhere_unassigned": {"workspace_id"},
    "everywhere_due_rules": {"workspace_id", "rule_id", "ticket_id", "event_id"},
    "everywhere_claim_timetable": {"workspace_id", "name", "due_at", "fence", "zone", "is_asked", "time_zone"},
    "everywhere_backlog": {"jobs_waiting", "jobs_dead", "deliveries_waiting", "deliveries_dead"},
    "everywhere_events_since": {
        "workspace_id", "id", "name", "is_public", "ticket_id", "requester_id", "organization_id", "team_id",
        "assignee_id", "category_id",
    },
    "everywhere_make_partition": set(),
    "everywhere_divide_words": set(),
    "everywhere_make_workspace": set(),
    "searched_tickets": {"ticket_id", "likeness"},
    "searched_people": {"user_id"},
    "searched_organizations": {"organization_id"},
    "trail_of": {"event_id"},
    "person_name": set(),
    "next_ticket_number": set(),
    "tag_name": set(),
    "take_tags": {"tag_id"},
    "category_usage": {"category_id", "active", "recent"},
    "count_template_use": set(), "is_descendant": set(),
    "erase_story": set(),
}  # fmt: skip
"""What the functions that pass the wall give away: keys, claims, and who holds a secret that the caller has shown.

Those without columns return one value: a workspace's id, a name, a number, or nothing."""

_STAFFS_ALONE = (
    "teams", "team_members", "organization_domains", "one_time_links", "throttles", "timetable", "deliveries",
    "delivery_attempts", "views", "exports", "ticket_number_bases", "jobs", "events", "search_backlog", "drafts",
    "bulk_changes", "bulk_tickets", "ticket_statistics", "template_favourites", "macros", "team_categories",
    "clock_backlog", "availability", "category_needs", "assignments", "automation_rules", "automation_versions",
    "automation_runs", "automation_causes", "automation_moments", "sla_statistics", "backlog_statistics",
    "hindsights", "hindsight_flips",
    "backtests", "backtest_hits", "report_subscriptions", "report_files", "webhooks",
)  # fmt: skip
_BOOKS = ("calendars", "calendar_versions", "sla_policies", "sla_policy_versions")
READ: dict[str, str] = dict.fromkeys(_STAFFS_ALONE, "false") | {
    "workspaces": "true",
    "organizations": "t.id = {organization}",
    "users": "t.id = {me}",
    "sessions": "t.user_id = {me}",
    "api_tokens": "t.user_id = {me}",
    "phones": "t.user_id = {me}",
    "idempotency_keys": "t.actor_id = {me}",
    "tickets": "(t.requester_id = {me} or t.organization_id = {shared})",
    "messages": "t.visibility = 'public' and exists (select 1 from tickets k where k.id = t.ticket_id "
    "and (k.requester_id = {me} or k.organization_id = {shared}))",
    "files": "((t.message_id is null and t.uploaded_by_id = {me}) or exists (select 1 from messages m "
    "join tickets k on k.id = m.ticket_id where m.id = t.message_id and m.visibility = 'public' "
    "and (k.requester_id = {me} or k.organization_id = {shared})))",
    "ticket_words": "t.audience <> 'staff' and exists (select 1 from tickets k where k.id = t.ticket_id "
    "and (k.requester_id = {me} or k.organization_id = {shared}))",
    "ticket_watchers": "t.user_id = {me}",
    **dict.fromkeys(("ticket_links", "ticket_merges"), "false"),
    "categories": "t.is_active and t.is_public",
    "tags": "false",
    "ratings": "exists (select 1 from tickets k where k.id = t.ticket_id "
    "and (k.requester_id = {me} or k.organization_id = {shared}))",
    "ticket_tags": "t.is_public and exists (select 1 from tickets k where k.id = t.ticket_id "
    "and (k.requester_id = {me} or k.organization_id = {shared}))",
    "fields": "t.is_active and t.visible_to_customer",
    "category_fields": "exists (select 1 from fields f where f.id = t.field_id and f.is_active "
    "and f.visible_to_customer)",
    "templates": "t.is_for_customers and t.is_active",
    **dict.fromkeys(_BOOKS, "true"),
    "clock_events": "exists (select 1 from tickets k where k.id = t.ticket_id "
    "and (k.requester_id = {me} or k.organization_id = {shared}))",
}
"""The rows of their workspace that a customer may read; a new table fails until somebody has said it here."""

PRIVATE: dict[str, str] = {
    "drafts": "t.user_id = {me}",
    "bulk_changes": "t.user_id = {me}",
    "bulk_tickets": "exists (select 1 from bulk_changes b where b.id = t.bulk_id and b.user_id = {me})",
}
"""The rows that neither colleagues nor the desk itself can read."""

OWN: dict[str, str] = {
    "views": "(t.owner_id is null or t.owner_id = {me})", "exports": "t.owner_id = {me}",
    "hindsights": "t.owner_id = {me}",
    "hindsight_flips": "exists (select 1 from hindsights h where h.id = t.hindsight_id and h.owner_id = {me})",
    "backtests": "t.owner_id = {me}",
    "backtest_hits": "exists (select 1 from backtests b where b.id = t.backtest_id and b.owner_id = {me})",
    "report_subscriptions": "t.user_id = {me}",
}  # fmt: skip
"""The rows that no colleague can read, but the desk itself."""

_LOOSE = "t.message_id is null and t.uploaded_by_id = {me}"
_STAFFS = dict.fromkeys(("categories", "ticket_tags", "fields", "category_fields", "ticket_words"), "false")
_STAFFS |= dict.fromkeys((*_BOOKS, "clock_events"), "false")
CHANGE: dict[str, str] = READ | _STAFFS | {
    "workspaces": "false", "organizations": "false", "messages": "false", "files": _LOOSE,
    "ratings": "t.rated_by_id = {me}", "ticket_watchers": "false",
}  # fmt: skip
"""Those that they may change."""
_NOT_REMOVED = dict.fromkeys(("users", "tickets", "files", "ratings"), "false")
REMOVE: dict[str, str] = CHANGE | _NOT_REMOVED | {"ticket_watchers": READ["ticket_watchers"]}
"""Those that they may remove."""
ADD: dict[str, str] = CHANGE | {
    "messages": READ["messages"] + " and t.author_id = {me}",
    "ticket_tags": READ["ticket_tags"],
    "ratings": READ["ratings"] + " and t.rated_by_id = {me}",
    "events": "t.actor_id = {me}",
    "jobs": "true",  # their acts write follow-ups, whose events they cannot see
}
"""Rows that they may add, were these not there yet."""


def told(rule: str, who: Person) -> str:
    """Return a rule for one customer."""
    words = {
        "me": f"'{who.user_id}'::uuid",
        "organization": f"'{who.organization_id}'::uuid" if who.organization_id else "null",
        "shared": f"'{who.organization_id}'::uuid" if who.shares_tickets else "null",
    }
    return rule.format(**words)
