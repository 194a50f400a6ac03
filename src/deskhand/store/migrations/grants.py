"""What the runtime role may do with each table: it owns nothing, and may not do more than this."""

from __future__ import annotations

TABLES: dict[str, str] = {
    "workspaces": "select, update",
    "organizations": "select, insert, update, delete",
    "users": "select, insert, update, delete",
    "sessions": "select, insert, update, delete",
    "api_tokens": "select, insert, update, delete",
    "one_time_links": "select, insert, update, delete",
    "teams": "select, insert, update",
    "team_members": "select, insert, delete",
    "organization_domains": "select, insert, delete",
    "phones": "select, insert, update, delete",
    "throttles": "select, insert, update, delete",
    "idempotency_keys": "select, insert, delete",
    "tickets": "select, insert, update, delete",
    "ratings": "select, insert, update, delete",
    "messages": "select, insert, update, delete",
    "public_messages": "select",
    "ticket_watchers": "select, insert, delete",
    "ticket_links": "select, insert, delete",
    "ticket_merges": "select, insert, delete",
    "files": "select, insert, update, delete",
    "drafts": "select, insert, update, delete",
    "bulk_changes": "select, insert, update, delete",
    "bulk_tickets": "select, insert, update, delete",
    "ticket_number_bases": "select",
    "events": "select, insert",
    "jobs": "select, insert, update, delete",
    "timetable": "select, insert, update, delete",
    "deliveries": "select, insert, update, delete",
    "delivery_attempts": "select, insert, update, delete",
    "notification_log": "select",
    "categories": "select, insert, update, delete",
    "team_categories": "select, insert, update, delete",
    "tags": "select, insert, update, delete",
    "ticket_tags": "select, insert, update, delete",
    "fields": "select, insert, update, delete",
    "category_fields": "select, insert, update, delete",
    "readable_tags": "select",
    "readable_categories": "select",
    "readable_fields": "select",
    "ticket_words": "select, insert, update, delete",
    "search_backlog": "select, insert, update",
    "templates": "select, insert, update, delete",
    "template_favourites": "select, insert, delete",
    "macros": "select, insert, update, delete",
    "views": "select, insert, update, delete",
    "exports": "select, insert, update, delete",
    "alembic_version": "select",
}
"""Rights by table; events are append-only for the application."""

FUNCTIONS: tuple[str, ...] = (
    "deskhand_workspace()",
    "deskhand_actor()",
    "deskhand_organization()",
    "deskhand_shared()",
    "deskhand_is_staff()",
    "deskhand_is_visitor()",
    "deskhand_is_in_teams()",
    "deskhand_teams()",
    "deskhand_handed()",
    "categories_of(uuid, uuid)",
    "foreign_categories_of(uuid, uuid)",
    "person_name(uuid)",
    "next_ticket_number(timestamptz)",
    "tag_name(uuid)",
    "take_tags(text[], uuid[], timestamptz)",
    "category_usage(uuid)",
    "folded(text)",
    "words_of_person(text, text)",
    "searched_tickets(tsquery, integer, uuid)",
    "searched_people(tsquery, integer)",
    "searched_organizations(tsquery, integer)",
    "subject_of(jsonb)",
    "trail_of(uuid, integer)",
    "count_template_use(uuid, timestamptz)",
    "is_descendant(uuid, uuid)",
    "deskhand_opens_bin()",
    "erase_story(uuid)",
    "everywhere_workspace(text)",
    "everywhere_workspaces()",
    "everywhere_session(bytea, timestamptz)",
    "everywhere_token(bytea, timestamptz)",
    "everywhere_link(bytea, timestamptz)",
    "everywhere_claim_jobs(timestamptz, interval, integer)",
    "everywhere_claim_deliveries(timestamptz, interval, integer)",
    "everywhere_claim_timetable(timestamptz, interval)",
    "everywhere_claim_files(timestamptz, interval, integer)",
    "everywhere_claim_exports(timestamptz, interval, integer)",
    "ship_views()",
    "everywhere_backlog()",
    "everywhere_events_since(text, integer)",
    "everywhere_make_partition(date)",
    "everywhere_make_workspace(uuid, text, text, text, timestamptz)",
)
"""Functions that the runtime role may call; nobody else may."""


def grants(runtime_role: str) -> str:
    """Return the statements that give a role exactly these rights."""
    role = '"' + runtime_role.replace('"', '""') + '"'
    lines = [f"grant usage on schema public to {role};"]
    for table, rights in TABLES.items():
        lines += [f"revoke all on {table} from {role};", f"grant {rights} on {table} to {role};"]
    for function in FUNCTIONS:
        lines += [
            f"revoke all on function {function} from public;",
            f"grant execute on function {function} to {role};",
        ]
    return "\n".join(lines)
