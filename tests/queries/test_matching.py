"""Searching tickets: words, phrases, prefixes and fields, behind the walls of whoever asks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

import pytest

from deskhand.actions.contract import act
from deskhand.actions.people import create_organization
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.actions.search import take_in_tickets
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.queries import matching
from deskhand.queries.contract import ask
from deskhand.queries.portal import my_tickets
from deskhand.queries.queue import queue_page, queue_row
from deskhand.queries.tickets import list_tickets
from deskhand.rules.access import Person
from deskhand.rules.errors import Invalid
from deskhand.rules.filters import Filters
from deskhand.rules.ticket import Status
from deskhand.store.db import reading_as
from tests.database import Desk, person

ORGANIZATION = "Acme Inc"
_TAGGED = """
    with made as (insert into tags (workspace_id, id, name, created_at, updated_at)
        select workspace_id, gen_random_uuid(), 'hot', now(), now() from tickets where id = $1
        returning workspace_id, id)
    insert into ticket_tags (workspace_id, ticket_id, tag_id, is_public) select workspace_id, $1, id, false from made
"""
_SORTED = """
    with made as (insert into categories (workspace_id, id, key, name, created_at, updated_at)
        select workspace_id, gen_random_uuid(), 'hardware', 'Hardware', now(), now() from tickets where id = $1
        returning id)
    update tickets set category_id = (select id from made) where id = $1
"""


@dataclass(frozen=True)
class Shelf:
    """Tickets by a short name."""

    desk: Desk
    ids: dict[str, UUID]

    async def found(self, who: Person, text: str) -> set[str]:
        """Return the short names of what somebody finds."""
        page = await ask(who, list_tickets, Filters(text=text), cursor=None, limit=50, page=1)
        assert page.total == len(page.items)
        names = {ticket_id: name for name, ticket_id in self.ids.items()}
        return {names[ticket.id] for ticket in page.items}


@pytest.fixture
async def shelf(desk: Desk) -> Shelf:
    acme = await act(desk.system, create_organization, name=ORGANIZATION)
    wiley = await person(desk.system, "wiley@acme.test", name="José Núñez", organization_id=acme)
    opened = {
        "printer": await act(
            desk.customer, open_ticket, NewTicket(subject="Printer jammed", description="Error ERR_CONN-0x80 at 10:30")
        ),
        "invoice": await act(
            desk.agent, open_ticket,
            NewTicket(subject="Große Rechnung", description="The printer paid", requester_email="leo@brightline.test"),
        ),
        "anvil": await act(
            replace(wiley, organization_id=acme), open_ticket,
            NewTicket(subject="Anvil", description="Too heavy, jammed printer", priority="urgent"),
        ),
    }  # fmt: skip
    ids = {name: ticket.id for name, ticket in opened.items()}
    await act(desk.agent, change_ticket, ids["anvil"], TicketChange(assignee_id=desk.agent.user_id))
    await act(desk.agent, note, ids["printer"], NewMessage(content="Zanzibar is where it went"))
    await act(desk.agent, reply, ids["invoice"], NewMessage(content="Paid and done"))
    await act(desk.agent, change_ticket, ids["invoice"], TicketChange(status="resolved", resolution="Refunded"))
    await desk.as_owner(_TAGGED, ids["anvil"])
    await desk.as_owner(_SORTED, ids["printer"])
    await act(desk.system, take_in_tickets, list(ids.values()))
    return Shelf(desk, ids)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("printer", {"printer", "invoice", "anvil"}),
        ("PRÍNTER jammed", {"printer", "anvil"}),
        ('"printer jammed"', {"printer"}),
        ("printer -jammed", {"invoice"}),
        ('printer -"printer jammed"', {"invoice", "anvil"}),
        ("grosse rech", {"invoice"}),
        ("ERR_CONN-0x80", {"printer"}),
        ("err_con", {"printer"}),
        ("zanzibar", {"printer"}),
        ("refunded", {"invoice"}),
        ("dana@halcyon.test", {"printer"}),
        ("acme", {"anvil"}),
        ("status:resolved", {"invoice"}),
        ("printer status:open,in-progress", {"printer", "anvil"}),
        ("-status:open", {"invoice", "anvil"}),
        ("assignee:me", {"anvil", "invoice"}),
        ("printer assignee:me is:active", {"anvil"}),
        ("is:unassigned printer", {"printer"}),
        ("assignee:none", {"printer"}),
        ("assignee:maya", {"anvil", "invoice"}),
        ("assignee:nobodyknown", set()),
        ("printer assignee:nobodyknown", set()),
        ("requester:dana@halcyon.test", {"printer"}),
        ('requester:"jose nunez"', {"anvil"}),
        ('organization:"acme inc" printer', {"anvil"}),
        ("organization:none", {"invoice"}),
        ("-organization:acme", {"printer", "invoice"}),
        ("priority:urgent,critical heavy", {"anvil"}),
        ("has:resolution", {"invoice"}),
        ("is:answered", {"invoice"}),
        ("created:>1d printer", {"printer", "invoice", "anvil"}),
        ("created:<2026-01-01", set()),
        ("resolved:>1d", {"invoice"}),
        ("-resolved:>1d", {"printer", "anvil"}),
        ("team:none jammed", {"printer", "anvil"}),
        ("team:unknown", set()),
        ("source:api -type:bug_report", {"printer", "invoice", "anvil"}),
        ("is:mine is:assigned", {"anvil", "invoice"}),
        ("has:follow_up_of", set()),
        ("tag:hot printer", {"anvil"}),
        ("-tag:hot jammed", {"printer"}),
        ("tag:cold", set()),
        ("category:hardware printer", {"printer"}),
        ("category:none jammed", {"anvil"}),
        ("updated:>=7d is:archived", {"invoice"}),
    ],
)
async def test_agents_find(shelf: Shelf, text: str, found: set[str]) -> None:
    assert await shelf.found(shelf.desk.agent, text) == found


async def test_a_number_is_found_at_once_and_by_its_beginning(shelf: Shelf) -> None:
    fresh = await act(shelf.desk.customer, open_ticket, NewTicket(subject="Fresh", description="x"))
    shelf.ids["fresh"] = fresh.id
    assert await shelf.found(shelf.desk.agent, fresh.number.lower()) == {"fresh"}
    assert "printer" in await shelf.found(shelf.desk.agent, fresh.number[:-2])
    assert await shelf.found(shelf.desk.other_customer, fresh.number) == set()


async def test_customers_find_their_own_and_no_note(shelf: Shelf) -> None:
    desk = shelf.desk
    assert await shelf.found(desk.customer, "printer") == {"printer"}
    assert await shelf.found(desk.customer, "printer status:open is:mine") == {"printer"}
    assert await shelf.found(desk.customer, "zanzibar") == set()
    assert await shelf.found(desk.customer, "printer -zanzibar") == {"printer"}
    assert await shelf.found(desk.customer, "zanz") == await shelf.found(desk.customer, "anvil") == set()
    colleague = replace(
        await person(desk.system, "col@halcyon.test", name="Col League", organization_id=desk.customer.organization_id),
        organization_id=desk.customer.organization_id, shares_tickets=True,
    )  # fmt: skip
    assert await shelf.found(colleague, "printer") == {"printer"}
    assert (await ask(desk.customer, my_tickets, Filters(text="jammed"))).total == 1
    with pytest.raises(Invalid, match="is for agents"):
        await shelf.found(desk.customer, "assignee:maya")


async def test_an_agent_in_a_team_finds_what_the_team_may_see(shelf: Shelf) -> None:
    desk, team, other = shelf.desk, UUID(int=1), UUID(int=2)
    for team_id, name in ((team, "First"), (other, "Second")):
        await desk.as_owner(
            "insert into teams (workspace_id, id, name, created_at) values ($1, $2, $3, now())",
            desk.system.workspace_id, team_id, name,
        )  # fmt: skip
    await desk.as_owner(
        "insert into team_members (workspace_id, team_id, user_id, created_at) values ($1, $2, $3, now())",
        desk.system.workspace_id, team, desk.other_agent.user_id,
    )  # fmt: skip
    await desk.as_owner("update tickets set team_id = $1 where id = $2", other, shelf.ids["printer"])
    await desk.as_owner("update tickets set team_id = $1 where id = $2", team, shelf.ids["anvil"])
    member = replace(desk.other_agent, team_ids=frozenset({team}))
    assert "printer" not in await shelf.found(member, "jammed")  # its words do not know of the team yet, its row does
    await act(desk.system, take_in_tickets, list(shelf.ids.values()))
    assert await shelf.found(member, "jammed") == {"anvil"}
    assert await shelf.found(desk.admin, "jammed team:second") == {"printer"}


async def test_the_queue_finds_active_tickets_unless_a_status_is_asked_for(shelf: Shelf) -> None:
    agent = shelf.desk.agent
    assert (await ask(agent, queue_page, Filters(text="printer"))).total == 2
    assert (await ask(agent, queue_page, Filters(text="printer is:archived"))).total == 1
    assert (await ask(agent, queue_page, Filters(text="printer", status=(Status.RESOLVED,)))).total == 1
    filters = Filters(text="jammed", assignee="me")
    assert await ask(agent, queue_row, shelf.ids["anvil"], filters) is not None
    assert await ask(agent, queue_row, shelf.ids["printer"], filters) is None
    assert await ask(agent, queue_row, shelf.ids["printer"], Filters(text="zanzibar")) is not None


async def test_common_words_are_looked_for_in_the_newest_tickets_and_said_so(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "CANDIDATES", 2)
    for plan in ("common", "rare"):
        if plan == "common":
            await shelf.desk.as_owner("analyze ticket_words")
        page = await ask(shelf.desk.agent, list_tickets, Filters(text="printer"), cursor=None, limit=20, page=1)
        assert [ticket.id for ticket in page.items] == [shelf.ids["anvil"], shelf.ids["invoice"]]
        assert page.total == "2+"


async def test_a_search_that_takes_too_long_is_answered_by_a_sentence(desk: Desk) -> None:
    async with reading_as(desk.agent) as reading:
        with pytest.raises(TimeoutError):
            await reading.rows_within(0.05, "select pg_sleep(2)")


@pytest.mark.parametrize("text", ["!!!", "-printer", "statu:open", '"open'])
async def test_what_says_nothing_to_look_for_is_refused(desk: Desk, text: str) -> None:
    if text == '"open':  # typed this far
        assert (await ask(desk.agent, queue_page, Filters(text=text))).total == 0
        return
    with pytest.raises(Invalid):
        await ask(desk.agent, queue_page, Filters(text=text))
