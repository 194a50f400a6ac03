"""What agents and customers read of how a ticket is sorted, and how lists narrow by it."""

from __future__ import annotations

from deskhand.actions.classification import Wanted
from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.queries.contract import ask
from deskhand.queries.portal import read_my_ticket
from deskhand.queries.ticket import read_ticket
from deskhand.queries.tickets import list_tickets
from deskhand.rules.access import Person
from deskhand.rules.filters import Filters
from tests.classified import CANARY, sorting
from tests.database import Desk


async def test_agents_read_all_of_it_and_customers_their_part(desk: Desk) -> None:
    made = await sorting(desk)
    wanted = Wanted(category_id=made.password, tags=("login",), fields={"device": "Phone"})
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="s", description="d", classification=wanted))
    more = Wanted(tags=("login", "vip"), fields={"suspicion": CANARY})
    await act(desk.agent, change_ticket, ticket.id, TicketChange(classification=more))
    inner = (await ask(desk.agent, read_ticket, ticket.id)).classification
    assert inner.category is not None
    assert (inner.category.name, inner.category.parent_name) == ("Password", "Account")
    assert (inner.tags, inner.fields) == (["login", "vip"], {"device": "Phone", "suspicion": CANARY})
    outer = (await ask(desk.customer, read_my_ticket, ticket.id)).classification
    assert (outer.category_id, outer.tags, outer.fields) == (made.password, ["login"], {"device": "Phone"})
    await act(desk.agent, change_ticket, ticket.id, TicketChange(classification=Wanted(category_id=made.secret)))
    assert (await ask(desk.customer, read_my_ticket, ticket.id)).classification.category is None
    await desk.as_owner("update fields set visible_to_customer = false, editable_by_customer = false")
    assert (await ask(desk.customer, read_my_ticket, ticket.id)).classification.fields == {}


async def test_lists_narrow_by_category_with_its_children_and_by_tag(desk: Desk) -> None:
    made = await sorting(desk)
    for subject, category, tags in (
        ("parent", made.account, ("a",)), ("child", made.password, ("a", "b")), ("other", None, ("b",))
    ):  # fmt: skip
        sorted_as = Wanted(category_id=category, tags=tags)
        await act(desk.customer, open_ticket, NewTicket(subject=subject, description="d", classification=sorted_as))

    async def found(who: Person, **narrowed: str) -> list[str]:
        page = await ask(who, list_tickets, Filters(**narrowed), cursor=None, limit=10, page=1)  # type: ignore[arg-type]
        return sorted(ticket.subject for ticket in page.items)

    for who in (desk.agent, desk.customer):
        assert await found(who, category="account") == ["child", "parent"]
        assert await found(who, category=str(made.password)) == ["child"]
        assert await found(who, category="nothing") == []
        assert await found(who, tag="A") == ["child", "parent"]
        assert await found(who, tag="b", category="account") == ["child"]
