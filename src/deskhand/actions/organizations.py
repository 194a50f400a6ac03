"""Organizations: making and changing them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from deskhand.actions.contract import action
from deskhand.actions.policies import choosable
from deskhand.rules import events
from deskhand.rules.access import Can
from deskhand.rules.errors import Conflict, NotFound
from deskhand.rules.organizations import Organization, changes_of, check_may_share, checked, slack_address, turns_clocks
from deskhand.store import clocks, organizations
from deskhand.store.db import Tx

Seal = Callable[[str], bytes]
"""Makes of a secret what may be kept."""


class OrganizationChange(Struct, frozen=True, kw_only=True):
    """The parts of an organization that somebody wants; domains are the whole list, a Slack address of None is none."""

    name: str | UnsetType = UNSET
    is_priority_client: bool | UnsetType = UNSET
    shares_tickets: bool | UnsetType = UNSET
    domains: list[str] | UnsetType = UNSET
    slack_webhook: str | UnsetType | None = UNSET
    sla_policy_id: UUID | UnsetType | None = UNSET


@action(needs=Can.MANAGE_ORGANIZATIONS)
async def add_organization(tx: Tx, wanted: OrganizationChange, *, seal: Seal) -> UUID:
    """Make an organization."""
    blank = Organization(id=tx.new_id(), name="")
    made = await _write(tx, blank, wanted, seal=seal, is_new=True)
    await tx.emit(events.OrganizationCreated(organization_id=made.id))
    await _tell(tx, blank, made, new_slack=False)
    return made.id


@action(needs=Can.MANAGE_ORGANIZATIONS)
async def change_organization(tx: Tx, organization_id: UUID, wanted: OrganizationChange, *, seal: Seal) -> None:
    """Change any parts of an organization at once; what is left out stays."""
    before = await organizations.locked(tx, organization_id)
    if before is None:
        raise NotFound("There is no such organization.")
    after = await _write(tx, before, wanted, seal=seal, is_new=False)
    if turns_clocks(before, after):
        await clocks.reopen_backlog(tx)
    await _tell(tx, before, after, new_slack=isinstance(wanted.slack_webhook, str))


async def _write(tx: Tx, before: Organization, wanted: OrganizationChange, *, seal: Seal, is_new: bool) -> Organization:
    after = checked(_merged(before, wanted))
    check_may_share(tx.actor, before, after)
    await choosable(tx, before.sla_policy_id, after.sla_policy_id)
    taken = await organizations.holders_of(tx, after.domains, but=after.id)
    if taken:
        whose = "; ".join(f"“{domain}” is the domain of {name} already" for domain, name in taken.items())
        raise Conflict(f"{whose}: take it away there first.")
    await organizations.write(tx, after, before=None if is_new else before)
    if wanted.slack_webhook is not UNSET:
        sealed = seal(slack_address(wanted.slack_webhook)) if wanted.slack_webhook else None
        await organizations.set_slack(tx, after.id, sealed)
    return after


def _merged(before: Organization, wanted: OrganizationChange) -> Organization:
    given = {
        name: value
        for name in ("name", "is_priority_client", "shares_tickets", "sla_policy_id")
        if (value := getattr(wanted, name)) is not UNSET
    }
    if wanted.domains is not UNSET:
        given["domains"] = tuple(wanted.domains)
    if wanted.slack_webhook is not UNSET:
        given["has_slack"] = bool(wanted.slack_webhook)
    return replace(before, **given)


async def _tell(tx: Tx, before: Organization, after: Organization, *, new_slack: bool) -> None:
    policies = await choosable(tx, before.sla_policy_id, after.sla_policy_id)
    changes = changes_of(before, after, policies=policies, new_slack=new_slack)
    if changes:
        await tx.emit(events.OrganizationChanged(organization_id=after.id, label=after.name, changes=changes))
