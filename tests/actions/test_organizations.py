"""Organizations: made and changed by agents, shared by admins, with a trail that keeps secrets."""

from __future__ import annotations

from uuid import uuid4

import pytest

from deskhand.actions.contract import act
from deskhand.actions.organizations import OrganizationChange, add_organization, change_organization
from deskhand.kit import crypt
from deskhand.queries.contract import ask
from deskhand.queries.organizations import read_organization
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound
from tests.database import Desk

HOOK = "https://hooks.slack.com/services/T0/B0/CANARYCANARY"


async def test_agents_look_after_organizations_and_the_slack_address_is_told_nobody(desk: Desk) -> None:
    seal = desk.keys.seal
    made = await act(desk.agent, add_organization, OrganizationChange(name="Brightline", domains=["b.test"]), seal=seal)
    wanted = OrganizationChange(is_priority_client=True, slack_webhook=HOOK, domains=["b.test", "@C.test"])
    await act(desk.agent, change_organization, made, wanted, seal=seal)
    await act(desk.agent, change_organization, made, OrganizationChange(slack_webhook=HOOK), seal=seal)
    await act(desk.agent, change_organization, made, OrganizationChange(name="Brightline"), seal=seal)
    view = await ask(desk.agent, read_organization, made)
    assert (view.is_priority_client, view.domains, view.has_slack) == (True, ["b.test", "c.test"], True)
    assert [(step.name, step.changes) for step in view.trail] == [
        ("organization.changed", {"slack": ["set", "set anew"]}),
        ("organization.changed", {
            "is_priority_client": ["no", "yes"], "slack": [None, "set"], "domains": ["b.test", "b.test, c.test"],
        }),
        ("organization.changed", {"name": [None, "Brightline"], "domains": [None, "b.test"]}),
        ("organization.created", {}),
    ]  # fmt: skip
    assert await desk.value("select count(*) from events where payload::text like '%CANARY%'") == 0
    kept = await desk.value("select slack_webhook from organizations where id = $1", made)
    assert isinstance(kept, bytes)
    assert b"CANARY" not in kept
    assert crypt.unsealed(desk.keys.master, purpose="secret", kept=kept) == HOOK
    await act(desk.agent, change_organization, made, OrganizationChange(slack_webhook=None), seal=seal)
    assert await desk.value("select slack_webhook from organizations where id = $1", made) is None


async def test_a_domain_is_one_organizations_and_sharing_is_for_admins(desk: Desk) -> None:
    seal, halcyon = desk.keys.seal, desk.customer.organization_id
    assert halcyon is not None
    await act(desk.agent, change_organization, halcyon, OrganizationChange(domains=["halcyon.test"]), seal=seal)
    wanted = OrganizationChange(name="Other", domains=["HALCYON.test"])
    with pytest.raises(Conflict, match="is the domain of Halcyon Legal already"):
        await act(desk.agent, add_organization, wanted, seal=seal)
    with pytest.raises(Invalid, match="open to everybody"):
        await act(desk.agent, change_organization, halcyon, OrganizationChange(domains=["gmail.com"]), seal=seal)
    with pytest.raises(Forbidden, match="Only admins"):
        await act(desk.agent, change_organization, halcyon, OrganizationChange(shares_tickets=True), seal=seal)
    await act(desk.admin, change_organization, halcyon, OrganizationChange(shares_tickets=True), seal=seal)
    assert await desk.value("select shares_tickets from organizations where id = $1", halcyon) is True
    with pytest.raises(NotFound):
        await act(desk.agent, change_organization, uuid4(), OrganizationChange(name="A"), seal=seal)
    with pytest.raises(Forbidden):
        await act(desk.customer, change_organization, halcyon, OrganizationChange(name="Mine"), seal=seal)
