"""Rows of templates, and whom they are dear to."""

from __future__ import annotations

import dataclasses
from typing import Any
from uuid import UUID

import msgspec

from deskhand.rules.templates import Fields, Setting, Template, portal_of
from deskhand.rules.ticket import Ticket
from deskhand.store.db import Row, Tx
from deskhand.store.people import Account

COLUMNS = (
    "id, kind, name, category, subject, body, fields, scope, owner_id, team_id, is_for_customers, is_active, uses, "
    "last_used_at, version, created_at, updated_at"
)
"""The columns of a Template, in a fixed order."""

_ONE = f"select {COLUMNS} from templates where workspace_id = $1 and id = $2"  # noqa: S608 (a constant)
_ONE_HELD = f"{_ONE} for update"
_CHANGEABLE: dict[str, str] = {
    "name": "text", "category": "text", "subject": "text", "body": "text", "fields": "jsonb", "scope": "text",
    "owner_id": "uuid", "team_id": "uuid", "is_for_customers": "boolean", "is_active": "boolean",
}  # fmt: skip


async def add(tx: Tx, template: Template) -> None:
    """Write a new template."""
    await tx.change(
        "insert into templates (workspace_id, id, kind, name, category, subject, body, fields, scope, owner_id, "
        "team_id, is_for_customers, is_active, created_at, updated_at) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)",
        tx.workspace_id, template.id, template.kind, template.name, template.category, template.subject,
        template.body, _json(template.fields), template.scope, template.owner_id, template.team_id,
        template.is_for_customers, template.is_active, template.created_at,
    )  # fmt: skip


async def by_id(tx: Tx, template_id: UUID) -> Template | None:
    """Return a template that the actor's walls let through."""
    return await _found(tx, _ONE, template_id)


async def locked(tx: Tx, template_id: UUID) -> Template | None:
    """Return a template and hold its row until the transaction ends."""
    return await _found(tx, _ONE_HELD, template_id)


async def change(tx: Tx, template: Template, columns: dict[str, Any]) -> Template:
    """Write changed columns, raise the version, and return the template as it stands then."""
    names = sorted(columns)
    assignments = ", ".join(f"{name} = ${place}::{_CHANGEABLE[name]}" for place, name in enumerate(names, start=4))
    written = (_json(value) if isinstance(value, Fields) else value for value in (columns[name] for name in names))
    await tx.change(
        f"update templates set {assignments}, version = version + 1, updated_at = $3 "  # noqa: S608 (a fixed map)
        "where workspace_id = $1 and id = $2",
        tx.workspace_id, template.id, tx.now, *written,
    )  # fmt: skip
    return msgspec.structs.replace(template, **columns, version=template.version + 1, updated_at=tx.now)


async def remove(tx: Tx, template_id: UUID) -> None:
    """Remove a template, which is then dear to nobody."""
    await tx.change("delete from templates where workspace_id = $1 and id = $2", tx.workspace_id, template_id)


async def macro_with(tx: Tx, template_id: UUID) -> str | None:
    """Return the name of a macro that writes this template, or None."""
    name: str | None = await tx.value(
        "select name from macros where workspace_id = $1 and template_id = $2 limit 1", tx.workspace_id, template_id
    )
    return name


async def count_use(tx: Tx, template_id: UUID) -> None:
    """Count that something was written from a template; one that is gone meanwhile, or not the actor's, is not."""
    await tx.value("select count_template_use($1, $2)", template_id, tx.now)


async def set_favourite(tx: Tx, template_id: UUID, user_id: UUID, *, is_one: bool) -> None:
    """Keep whether a template is dear to somebody."""
    if is_one:
        await tx.change(
            "insert into template_favourites (workspace_id, user_id, template_id, created_at) values ($1, $2, $3, $4) "
            "on conflict do nothing",
            tx.workspace_id, user_id, template_id, tx.now,
        )  # fmt: skip
    else:
        await tx.change(
            "delete from template_favourites where workspace_id = $1 and user_id = $2 and template_id = $3",
            tx.workspace_id, user_id, template_id,
        )  # fmt: skip


async def setting_of(tx: Tx, ticket: Ticket, *, agent_name: str, agent_email: str) -> Setting:
    """Return what a reply template may name on a ticket."""
    row = await tx.row(
        "select u.name, u.email, o.name as organization_name, w.name as workspace_name, w.base_url "
        "from workspaces w join users u on u.workspace_id = w.id and u.id = $2 "
        "left join organizations o on o.workspace_id = w.id and o.id = $3 where w.id = $1",
        tx.workspace_id, ticket.requester_id, ticket.organization_id,
    )  # fmt: skip
    if row is None:
        raise LookupError(f"The requester of ticket {ticket.number} is gone.")
    return Setting(
        number=ticket.number, subject=ticket.subject, status=ticket.status, priority=ticket.priority,
        type=ticket.type, requester_name=row["name"], requester_email=row["email"], agent_name=agent_name,
        agent_email=agent_email, organization_name=row["organization_name"], workspace_name=row["workspace_name"],
        portal=portal_of(row["base_url"]), ticket_id=ticket.id,
    )  # fmt: skip


async def setting_for_desk(tx: Tx, ticket: Ticket, *, agent: Account | None) -> Setting:
    """Return what a reply template may name where nobody writes: the ticket's agent, else the desk by its name."""
    known = await setting_of(tx, ticket, agent_name="", agent_email="")
    name, email = (known.workspace_name, "") if agent is None else (agent.name, agent.email)
    return dataclasses.replace(known, agent_name=name, agent_email=email)


async def has_team(tx: Tx, team_id: UUID) -> bool:
    """Say whether there is an active team of this id."""
    found = await tx.row(
        "select 1 from teams where workspace_id = $1 and id = $2 and is_active", tx.workspace_id, team_id
    )
    return found is not None


async def _found(tx: Tx, statement: str, template_id: UUID) -> Template | None:
    row = await tx.row(statement, tx.workspace_id, template_id)
    return None if row is None else _template(row)


def _template(row: Row) -> Template:
    return msgspec.convert(dict(row), Template)


def _json(fields: Fields) -> str:
    return msgspec.json.encode(fields).decode()
