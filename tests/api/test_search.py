"""`/api/search`: what the caller may see, marked; no word of a note reaches a customer."""

from __future__ import annotations

from urllib.parse import quote

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, note
from deskhand.actions.search import take_in_tickets
from deskhand.actions.tickets import NewTicket, open_ticket
from tests.database import Desk
from tests.front import opened


async def test_agents_find_everything_and_customers_their_own(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Printer jammed", description="On Halcyon street"))
    await act(desk.agent, note, ticket.id, NewMessage(content="Zanzibar printer"))
    await act(desk.system, take_in_tickets, [ticket.id])
    async with opened(desk) as front:
        agent, customer = await front.client(desk.agent), await front.client(desk.customer)
        stranger = await front.client(desk.other_customer)
        found = (await agent.get("/api/search?q=halcyon")).json
        assert [hit["number"] for hit in found["tickets"]] == [ticket.number]
        assert found["tickets"][0]["excerpt"] == "On <mark>Halcyon</mark> street"
        assert [one["email"] for one in found["people"]] == ["dana@halcyon.test"]
        assert [one["title"] for one in found["organizations"]] == ["<mark>Halcyon</mark> Legal"]
        assert (found["total"], found["capped"]) == (1, False)
        assert (await agent.get("/api/search?q=zanzibar")).json["total"] == 1
        mine = (await customer.get("/api/search?q=printer")).json
        assert (mine["total"], mine["people"], mine["organizations"]) == (1, [], [])
        for canary in ("zanzibar", "zanz", '"zanzibar printer"'):
            hidden = await customer.get(f"/api/search?q={quote(canary)}")
            assert hidden.json["tickets"] == []
        assert "anzibar" not in (await customer.get("/api/search?q=printer%20-zanzibar")).text
        assert (await stranger.get("/api/search?q=printer")).json["total"] == 0
        assert "q" in (await agent.get("/api/search?q=statu:open")).errors
        assert "limit" in (await agent.get("/api/search?q=x&limit=51")).errors
        assert (await front.visitor.get("/api/search?q=printer")).status == 401
