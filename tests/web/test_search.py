"""The search page: what was found is marked, what people wrote is escaped, and flaws are said beside the field."""

from __future__ import annotations

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, note
from deskhand.actions.search import take_in_tickets
from deskhand.actions.tickets import NewTicket, open_ticket
from tests.database import Desk
from tests.front import opened


async def test_agents_search_tickets_people_and_organizations(desk: Desk) -> None:
    ticket = await act(
        desk.customer, open_ticket, NewTicket(subject="Printer <b>jammed</b>", description="<script>x</script> toner")
    )
    await act(desk.agent, note, ticket.id, NewMessage(content="Zanzibar & co"))
    await act(desk.system, take_in_tickets, [ticket.id])
    async with opened(desk) as front:
        agent = await front.browser(desk.agent)
        page = (await agent.get("/admin/search?q=jam")).text
        assert "Printer &lt;b&gt;<mark>jammed</mark>&lt;/b&gt;" in page
        assert "<mark>toner</mark>" in (await agent.get("/admin/search?q=toner")).text
        assert "<mark>Zanzibar</mark> &amp; co" in (await agent.get("/admin/search?q=zanzibar")).text
        people = (await agent.get("/admin/search?q=halcyon")).text
        assert "dana@<mark>halcyon</mark>.test" in people
        assert "<mark>Halcyon</mark> Legal" in people
        flawed = await agent.get("/admin/search?q=statu:open")
        assert flawed.status == 422
        assert "did you mean status:?" in flawed.text
        assert "Three characters" in (await agent.get("/admin/search?q=ab")).text
        customer = await front.browser(desk.customer)
        assert (await customer.get("/admin/search?q=printer")).status in {303, 403}
