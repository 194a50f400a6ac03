"""Rows of organizations and of the domains that join people to them."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from deskhand.rules.organizations import Organization
from deskhand.store.db import Tx


async def locked(tx: Tx, organization_id: UUID) -> Organization | None:
    """Return an organization with its domains, and hold its row until the transaction ends."""
    row = await tx.row(
        "select id, name, is_priority_client, shares_tickets, slack_webhook is not null as has_slack, sla_policy_id "
        "from organizations where workspace_id = $1 and id = $2 for update",
        tx.workspace_id, organization_id,
    )  # fmt: skip
    if row is None:
        return None
    domains = await tx.rows(
        "select domain from organization_domains where workspace_id = $1 and organization_id = $2 order by domain",
        tx.workspace_id, organization_id,
    )  # fmt: skip
    return Organization(**dict(row), domains=tuple(one["domain"] for one in domains))


async def is_priority_client(tx: Tx, organization_id: UUID) -> bool:
    """Say whether an organization is a priority client."""
    return bool(
        await tx.value(
            "select is_priority_client from organizations where workspace_id = $1 and id = $2",
            tx.workspace_id, organization_id,
        )
    )  # fmt: skip


async def write(tx: Tx, wanted: Organization, *, before: Organization | None) -> None:
    """Write an organization; its domains are free, and its Slack address is written apart."""
    await tx.change(
        "insert into organizations (workspace_id, id, name, is_priority_client, shares_tickets, created_at, "
        "sla_policy_id) values ($1, $2, $3, $4, $5, $6, $7) "
        "on conflict (workspace_id, id) do update set name = excluded.name, "
        "is_priority_client = excluded.is_priority_client, shares_tickets = excluded.shares_tickets, "
        "sla_policy_id = excluded.sla_policy_id",
        tx.workspace_id, wanted.id, wanted.name, wanted.is_priority_client, wanted.shares_tickets, tx.now,
        wanted.sla_policy_id,
    )  # fmt: skip
    was = set(before.domains) if before else set()
    if gone := sorted(was - set(wanted.domains)):
        await tx.change(
            "delete from organization_domains where workspace_id = $1 and organization_id = $2 and domain = any($3)",
            tx.workspace_id, wanted.id, gone,
        )  # fmt: skip
    if new := sorted(set(wanted.domains) - was):
        await tx.change(
            "insert into organization_domains (workspace_id, domain, organization_id, created_at) "
            "select $1, d, $2, $4 from unnest($3::text[]) d",
            tx.workspace_id, wanted.id, new, tx.now,
        )  # fmt: skip


async def holders_of(tx: Tx, domains: Collection[str], *, but: UUID) -> dict[str, str]:
    """Return which of these domains are another organization's, with its name."""
    rows = await tx.rows(
        "select d.domain, o.name from organization_domains d join organizations o on o.workspace_id = d.workspace_id "
        "and o.id = d.organization_id where d.workspace_id = $1 and d.domain = any($2) and d.organization_id <> $3 "
        "order by d.domain",
        tx.workspace_id, list(domains), but,
    )  # fmt: skip
    return {row["domain"]: row["name"] for row in rows}


async def of_domain(tx: Tx, domain: str) -> UUID | None:
    """Return the organization that addresses of a domain join."""
    found: UUID | None = await tx.value(
        "select organization_id from organization_domains where workspace_id = $1 and domain = $2",
        tx.workspace_id, domain,
    )  # fmt: skip
    return found


async def set_slack(tx: Tx, organization_id: UUID, sealed: bytes | None) -> None:
    """Write the sealed Slack address of an organization, or that it has none."""
    await tx.change(
        "update organizations set slack_webhook = $3 where workspace_id = $1 and id = $2",
        tx.workspace_id, organization_id, sealed,
    )  # fmt: skip
