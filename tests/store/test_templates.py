"""Rows of templates: what a use adds, and for whom it counts."""

from __future__ import annotations

from deskhand.actions.contract import act
from deskhand.actions.templates import NewTemplate, add_template
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.rules.access import Actor
from deskhand.rules.templates import Kind, Scope
from deskhand.store import templates
from deskhand.store.db import acting_as
from tests.database import Desk


async def test_a_use_counts_for_those_who_have_the_template(desk: Desk) -> None:
    shared = NewTemplate(kind=Kind.TICKET, name="a", body="b", scope=Scope.SHARED)
    offered = NewTemplate(kind=Kind.TICKET, name="a", body="b", scope=Scope.SHARED, is_for_customers=True)
    kept = [await act(desk.admin, add_template, wanted) for wanted in (shared, offered)]
    kept.append(await act(desk.agent, add_template, NewTemplate(kind=Kind.TICKET, name="a", body="b")))
    people: tuple[Actor, ...] = (desk.customer, desk.agent, desk.other_agent)
    for who in people:
        async with acting_as(who) as tx:
            for template in kept:
                await templates.count_use(tx, template.id)
    uses = [await desk.value("select uses from templates where id = $1", template.id) for template in kept]
    assert uses == [2, 3, 1]


async def test_customers_read_what_is_offered_and_no_more(desk: Desk) -> None:
    for is_offered in (True, False):
        wanted = NewTemplate(
            kind=Kind.TICKET, name="a", body="b", scope=Scope.SHARED, is_for_customers=is_offered
        )  # fmt: skip
        template = await act(desk.admin, add_template, wanted)
        async with acting_as(desk.customer) as tx:
            assert (await templates.by_id(tx, template.id) is not None) == is_offered


async def test_a_setting_names_the_requester_their_organization_and_the_desk(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="x"))
    async with acting_as(desk.agent) as tx:
        setting = await templates.setting_of(tx, ticket, agent_name="Maya Okafor", agent_email="maya@desk.test")
    assert (setting.requester_name, setting.organization_name) == ("Dana Whitfield", "Halcyon Legal")
    assert setting.portal.endswith("/dashboard/tickets")
    assert (setting.number, setting.workspace_name) == (ticket.number, "Deskhand")
